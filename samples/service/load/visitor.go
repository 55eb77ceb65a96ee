// SPDX-License-Identifier: Apache-2.0

package load

import (
	"fmt"
	"math/rand"
	"net/url"
	"strings"

	"profloom.example/shop/catalog"
)

// question is one request.
type question struct {
	method, path string
	body         interface{}
	tenant       int
}

// visitor makes up questions; the same seed and number give the same ones.
type visitor struct {
	*rand.Rand
	number int
	words  []string
}

func newVisitor(seed int64, number int) *visitor {
	return &visitor{
		Rand:   rand.New(rand.NewSource(seed + int64(number)*7919)),
		number: number,
		words:  catalog.Generate(seed, 0).Words,
	}
}

// next draws from the mix, in which weights are percent.
func (v *visitor) next() question {
	q := question{method: "GET", tenant: v.Intn(len(catalog.Tenants))}
	switch n := v.Intn(100); {
	case n < 20:
		q.path = v.search()
	case n < 40:
		q.path = fmt.Sprintf("/category/%d", 3+v.Intn(60))
	case n < 67:
		q.path = fmt.Sprintf("/product/%d", v.Intn(3000))
	case n < 87:
		q.method, q.path, q.body = "POST", "/cart", v.order()
	case n < 92:
		q.path = fmt.Sprintf("/export?from=%d", 100*v.Intn(30))
	default:
		q.path = "/suggest?q=" + v.misspelled()
	}
	return q
}

func (v *visitor) word() string {
	return v.words[v.Intn(len(v.words))]
}

func (v *visitor) search() string {
	var words []string
	if v.Intn(3) == 0 { // some only look around
		words = append(words, fmt.Sprintf("price:%d..%d", v.Intn(50), 200+v.Intn(300)))
	} else {
		words = append(words, v.word(), v.word(), v.word())
	}
	if v.Intn(4) == 0 {
		words = append(words, "-"+v.word())
	}
	by := []string{"Name", "Brand", "Price", "Rating"}[v.Intn(4)]
	return fmt.Sprintf("/search?in=%d&by=%s&q=%s", 7+v.Intn(24), by,
		url.QueryEscape(strings.Join(words, " ")))
}

func (v *visitor) order() interface{} {
	visitor := fmt.Sprintf("visitor-%d-%d", v.number, v.Intn(8))
	return map[string]interface{}{
		"visitor": visitor,
		"product": v.Intn(3000),
		"qty":     1 + v.Intn(12),
		"note": fmt.Sprintf("for %s.%s@mail.example, paid with 4000 1234 5678 %04d, %s",
			v.word(), v.word(), v.Intn(10000), v.word()),
	}
}

func (v *visitor) misspelled() string {
	w := []byte(v.word())
	w[v.Intn(len(w))] = byte('a' + v.Intn(26))
	return string(w)
}
