// SPDX-License-Identifier: Apache-2.0

package pricing

import "profloom.example/shop/catalog"

var steps = [...]int{1, 3, 5, 10, 20}

// Breaks returns the price of one piece at each quantity from which on it is cheaper.
func Breaks(p *catalog.Product, tenant int) ([]int64, error) {
	prices := make([]int64, 0, len(steps))
	for _, qty := range steps {
		cents, err := Quote(p, qty, tenant)
		if err != nil {
			return nil, err
		}
		prices = append(prices, cents/int64(qty))
	}
	return prices, nil
}
