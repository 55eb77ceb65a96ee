// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math"
	"sync"

	"profloom.example/shop/catalog"
)

var compiled struct {
	once  sync.Once
	rules []node
	err   error
}

func compile() {
	for _, rule := range rules {
		n, err := parse(rule)
		if err != nil {
			compiled.err = err
			return
		}
		compiled.rules = append(compiled.rules, n)
	}
}

// Quote returns what qty pieces of p cost in the shop of a tenant, in cents.
func Quote(p *catalog.Product, qty, tenant int) (int64, error) {
	compiled.once.Do(compile)
	if compiled.err != nil {
		return 0, compiled.err
	}
	e := env{
		price:  float64(p.Price),
		qty:    float64(qty),
		stock:  float64(p.Stock),
		rating: p.Rating,
		tenant: float64(tenant),
	}
	for _, n := range compiled.rules {
		e.price = n.eval(&e)
	}
	return int64(math.Round(e.price)) * int64(qty), nil
}
