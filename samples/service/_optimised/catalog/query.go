// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Query is what a visitor typed: words that must begin a word of the product (any of
// them), words that must not, and a range of prices.
type Query struct {
	Any, Not []string
	Min, Max int64
	any, not []string // in lower case
}

var (
	price = regexp.MustCompile(`price:(\d+)\.\.(\d+)`)
	word  = regexp.MustCompile(`(-?)(\w+)`)
)

// ParseQuery reads `wool -cotton price:10..50`; prices are in whole units.
func ParseQuery(s string) (*Query, error) {
	q := &Query{Max: math.MaxInt64}

	if m := price.FindStringSubmatch(s); m != nil {
		q.Min = cents(m[1])
		q.Max = cents(m[2])
		s = price.ReplaceAllString(s, " ")
	}
	for _, m := range word.FindAllStringSubmatch(s, -1) {
		low := strings.ToLower(m[2])
		if m[1] == "-" {
			q.Not, q.not = append(q.Not, m[2]), append(q.not, low)
		} else {
			q.Any, q.any = append(q.Any, m[2]), append(q.any, low)
		}
	}
	return q, nil
}

// Matches tells whether the words of q allow p.
func (q *Query) Matches(p *Product) bool {
	for _, w := range q.not {
		if hasWord(p.lower, w) {
			return false
		}
	}
	for _, w := range q.any {
		if hasWord(p.lower, w) {
			return true
		}
	}
	return len(q.any) == 0
}

// hasWord tells whether a word of text begins with prefix.
func hasWord(text, prefix string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], prefix)
		if i < 0 {
			return false
		}
		i += from
		if i == 0 || !isWord(text[i-1]) {
			return true
		}
		from = i + 1
	}
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func cents(units string) int64 {
	n, _ := strconv.ParseInt(units, 10, 32)
	return n * 100
}
