// SPDX-License-Identifier: Apache-2.0

package catalog

import "sync"

// workers is how many goroutines share the scan of one query.
const workers = 4

// Filter returns the products under a category that q matches, in the order of their
// numbers.
func (c *Catalog) Filter(q *Query, category int) []*Product {
	all := c.Under(category)
	var wg sync.WaitGroup
	parts := make([][]*Product, workers)
	step := (len(all) + workers - 1) / workers
	for i := range parts {
		lo := min(i*step, len(all))
		hi := min(lo+step, len(all))
		wg.Add(1)
		go func(part *[]*Product) {
			defer wg.Done()
			*part = scan(q, all[lo:hi])
		}(&parts[i])
	}
	wg.Wait()

	var found []*Product
	for _, part := range parts {
		found = append(found, part...)
	}
	return found
}

func scan(q *Query, products []*Product) []*Product {
	var found []*Product
	for _, p := range products {
		if p.Price >= q.Min && p.Price <= q.Max && q.Matches(p) {
			found = append(found, p)
		}
	}
	return found
}

// Facet counts the products of one brand.
type Facet struct {
	Brand string `json:"brand"`
	Count int    `json:"count"`
}

// Facets counts the products per brand, in the fixed order of the brands.
func Facets(products []*Product) []Facet {
	counts := make(map[string]int)
	for _, p := range products {
		counts[p.Brand]++
	}
	var facets []Facet
	for _, b := range brands {
		if n := counts[b]; n > 0 {
			facets = append(facets, Facet{Brand: b, Count: n})
		}
	}
	return facets
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}
