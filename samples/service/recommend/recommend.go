// SPDX-License-Identifier: Apache-2.0

// Package recommend finds products that resemble one another. It is the same in both
// versions of the service, so a diff should not blame it.
package recommend

import (
	"math"
	"sort"

	"profloom.example/shop/catalog"
)

// shortlist is how many of the nearest products are looked at a second time.
const shortlist = 250

type match struct {
	product *catalog.Product
	cosine  float64
	nearest float64 // the largest cosine to a product that is already chosen
}

// Similar returns n products that are like p, but not too much like one another.
func Similar(c *catalog.Catalog, p *catalog.Product, n int) []int {
	matches := rank(c, p)
	if len(matches) > shortlist {
		matches = matches[:shortlist]
	}
	return diversify(matches, n)
}

// rank orders all other products by their cosine to p.
func rank(c *catalog.Catalog, p *catalog.Product) []match {
	matches := make([]match, 0, len(c.Products))
	for i := range c.Products {
		if other := &c.Products[i]; other != p {
			matches = append(matches, match{product: other, cosine: cosine(p, other)})
		}
	}
	sort.Slice(matches, func(i, j int) bool {
		if matches[i].cosine != matches[j].cosine {
			return matches[i].cosine > matches[j].cosine
		}
		return matches[i].product.ID < matches[j].product.ID
	})
	return matches
}

// diversify picks by maximal marginal relevance: near to the product, far from those
// picked before.
func diversify(matches []match, n int) []int {
	const relevance = 0.6
	var picked []int
	for len(picked) < n && len(matches) > 0 {
		best, top := 0, math.Inf(-1)
		for i := range matches {
			m := &matches[i]
			if v := relevance*m.cosine - (1-relevance)*m.nearest; v > top {
				best, top = i, v
			}
		}
		chosen := matches[best].product
		picked = append(picked, chosen.ID)
		matches = append(matches[:best], matches[best+1:]...)
		for i := range matches {
			m := &matches[i]
			m.nearest = math.Max(m.nearest, cosine(m.product, chosen))
		}
	}
	return picked
}

func cosine(a, b *catalog.Product) float64 {
	return dot(&a.Features, &b.Features) /
		math.Sqrt(dot(&a.Features, &a.Features)*dot(&b.Features, &b.Features))
}

func dot(a, b *[catalog.Dims]float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
