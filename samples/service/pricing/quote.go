// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math"

	"profloom.example/shop/catalog"
)

// Quote returns what qty pieces of p cost in the shop of a tenant, in cents.
func Quote(p *catalog.Product, qty, tenant int) (int64, error) {
	e := env{
		price:  float64(p.Price),
		qty:    float64(qty),
		stock:  float64(p.Stock),
		rating: p.Rating,
		tenant: float64(tenant),
	}
	for _, rule := range rules {
		n, err := parse(rule)
		if err != nil {
			return 0, err
		}
		e.price = n.eval(&e)
	}
	return int64(math.Round(e.price)) * int64(qty), nil
}
