// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"encoding/json"
	"sync"

	"profloom.example/shop/catalog"
)

// Store holds all carts, and every state that each was in.
type Store struct {
	mu      sync.Mutex
	catalog *catalog.Catalog
	carts   map[string]*Cart
	history map[string][]string
}

// NewStore returns an empty store.
func NewStore(c *catalog.Catalog) *Store {
	return &Store{
		catalog: c,
		carts:   make(map[string]*Cart),
		history: make(map[string][]string),
	}
}

// Put sets the quantity of a product in a visitor's cart and returns the cart.
func (s *Store) Put(visitor string, tenant, product, qty int) (Cart, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.carts[visitor]
	if c == nil {
		c = new(Cart)
		s.carts[visitor] = c
	}
	c.put(product, qty)
	if err := c.reprice(s.catalog, tenant); err != nil {
		return Cart{}, err
	}
	s.remember(visitor, c)
	return Cart{Lines: append([]Line(nil), c.Lines...), Total: c.Total}, nil
}

func (s *Store) remember(visitor string, c *Cart) {
	state, err := json.Marshal(c)
	if err == nil {
		s.history[visitor] = append(s.history[visitor], string(state))
	}
}
