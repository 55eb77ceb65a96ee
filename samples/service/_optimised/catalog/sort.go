// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"sort"
	"strings"
)

// Sort orders products by "Name", "Brand", "Price" or "Rating"; equal ones keep their
// order.
func Sort(products []*Product, field string) {
	keys := make([]key, len(products))
	for i, p := range products {
		keys[i] = makeKey(p, i, field)
	}
	sort.Slice(keys, func(i, j int) bool {
		return less(&keys[i], &keys[j])
	})
	for i := range keys {
		products[i] = keys[i].product
	}
}

// key is what a product is sorted by, worked out once.
type key struct {
	text    string
	number  float64
	place   int
	product *Product
}

func makeKey(p *Product, place int, field string) key {
	k := key{place: place, product: p}
	switch field {
	case "Name":
		k.text = strings.ToLower(p.Name)
	case "Brand":
		k.text = strings.ToLower(p.Brand)
	case "Price":
		k.number = float64(p.Price)
	case "Rating":
		k.number = p.Rating
	}
	return k
}

func less(a, b *key) bool {
	if a.text != b.text {
		return a.text < b.text
	}
	if a.number != b.number {
		return a.number < b.number
	}
	return a.place < b.place
}
