// SPDX-License-Identifier: Apache-2.0

// Package cache remembers the pages that were asked for last.
package cache

import (
	"container/list"
	"sync"
)

// Cache is safe for concurrent use.
type Cache struct {
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
	return &Cache{room: room, pages: make(map[string]*list.Element), order: list.New()}
}

// Get returns the page of a key, and has it filled in when it is not there.
func (c *Cache) Get(key string, fill func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.pages[key]; e != nil {
		c.order.MoveToFront(e)
		return e.Value.(*entry).page, nil
	}
	page, err := fill()
	if err != nil {
		return nil, err
	}
	c.put(key, page)
	return page, nil
}

func (c *Cache) put(key string, page []byte) {
	c.pages[key] = c.order.PushFront(&entry{key, page})
	if c.order.Len() > c.room {
		last := c.order.Remove(c.order.Back()).(*entry)
		delete(c.pages, last.key)
	}
}
