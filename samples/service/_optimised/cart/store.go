// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"hash/maphash"
	"sync"

	"profloom.example/shop/catalog"
)

const shards = 32

// Store holds all carts, in shards that are locked apart, and the last totals of each.
type Store struct {
	catalog *catalog.Catalog
	seed    maphash.Seed
	shards  [shards]shard
}

type shard struct {
	mu      sync.Mutex
	carts   map[string]*Cart
	history map[string][]int64
}

// NewStore returns an empty store.
func NewStore(c *catalog.Catalog) *Store {
	s := &Store{catalog: c, seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].carts = make(map[string]*Cart)
		s.shards[i].history = make(map[string][]int64)
	}
	return s
}

// Put sets the quantity of a product in a visitor's cart and returns the cart.
func (s *Store) Put(visitor string, tenant, product, qty int) (Cart, error) {
	sh := s.shard(visitor)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	c := sh.carts[visitor]
	if c == nil {
		c = &Cart{Lines: make([]Line, 0, longest)}
		sh.carts[visitor] = c
	}
	c.put(product, qty)
	if err := c.reprice(s.catalog, tenant); err != nil {
		return Cart{}, err
	}
	sh.remember(visitor, c)
	return Cart{Lines: append([]Line(nil), c.Lines...), Total: c.Total}, nil
}

func (s *Store) shard(visitor string) *shard {
	var h maphash.Hash
	h.SetSeed(s.seed)
	h.WriteString(visitor)
	return &s.shards[h.Sum64()%shards]
}

func (sh *shard) remember(visitor string, c *Cart) {
	const last = 8
	h := sh.history[visitor]
	if len(h) == last {
		h = append(h[:0], h[1:]...)
	}
	sh.history[visitor] = append(h, c.Total)
}
