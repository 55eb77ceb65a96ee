// SPDX-License-Identifier: Apache-2.0

// Package cart keeps the carts of visitors.
package cart

import (
	"profloom.example/shop/catalog"
	"profloom.example/shop/pricing"
)

// longest is how many lines a cart holds; the oldest go first.
const longest = 24

// Line is one product in a cart.
type Line struct {
	Product int   `json:"product"`
	Qty     int   `json:"qty"`
	Cents   int64 `json:"cents"`

	// What a piece costs when more, or fewer, are taken.
	Breaks []int64 `json:"breaks"`
}

// Cart is what one visitor wants to buy.
type Cart struct {
	Lines []Line `json:"lines"`
	Total int64  `json:"total"`
}

func (c *Cart) put(product, qty int) {
	for i := range c.Lines {
		if c.Lines[i].Product == product {
			c.Lines[i].Qty = qty
			return
		}
	}
	if len(c.Lines) == longest {
		c.Lines = append(c.Lines[:0], c.Lines[1:]...)
	}
	c.Lines = append(c.Lines, Line{Product: product, Qty: qty})
}

func (c *Cart) reprice(cat *catalog.Catalog, tenant int) error {
	c.Total = 0
	for i := range c.Lines {
		line := &c.Lines[i]
		cents, err := pricing.Quote(&cat.Products[line.Product], line.Qty, tenant)
		if err != nil {
			return err
		}
		line.Cents = cents
		if line.Breaks, err = pricing.Breaks(&cat.Products[line.Product], tenant); err != nil {
			return err
		}
		c.Total += cents
	}
	return nil
}
