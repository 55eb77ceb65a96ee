// SPDX-License-Identifier: Apache-2.0

// Package cache remembers the pages that were asked for last.
package cache

import (
	"container/list"
	"hash/maphash"
	"sync"
)

const shards = 8

// Cache is safe for concurrent use.
type Cache struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu    sync.Mutex
	room  int
	pages map[string]*list.Element
	order *list.List // the page used last is in front
}

type entry struct {
	key  string
	page []byte
}

// New returns a cache for so many pages.
func New(room int) *Cache {
	c := &Cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i].room = (room + shards - 1) / shards
		c.shards[i].pages = make(map[string]*list.Element)
		c.shards[i].order = list.New()
	}
	return c
}

// Get returns the page of a key, and has it filled in, without holding a lock, when it is
// not there.
func (c *Cache) Get(key string, fill func() ([]byte, error)) ([]byte, error) {
	var h maphash.Hash
	h.SetSeed(c.seed)
	h.WriteString(key)
	s := &c.shards[h.Sum64()%shards]
	if page := s.find(key); page != nil {
		return page, nil
	}
	page, err := fill()
	if err != nil {
		return nil, err
	}
	s.put(key, page)
	return page, nil
}

func (s *shard) find(key string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.pages[key]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*entry).page
}

func (s *shard) put(key string, page []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages[key] != nil { // someone else was faster
		return
	}
	s.pages[key] = s.order.PushFront(&entry{key, page})
	if s.order.Len() > s.room {
		last := s.order.Remove(s.order.Back()).(*entry)
		delete(s.pages, last.key)
	}
}
