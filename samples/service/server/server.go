// SPDX-License-Identifier: Apache-2.0

// Package server is the HTTP side of the shop.
package server

import (
	"net/http"
	"net/http/pprof"

	"profloom.example/shop/audit"
	"profloom.example/shop/cache"
	"profloom.example/shop/cart"
	"profloom.example/shop/catalog"
	"profloom.example/shop/feed"
	"profloom.example/shop/index"
)

// Shop is the whole service.
type Shop struct {
	catalog *catalog.Catalog
	index   *index.Index
	pages   *cache.Cache
	carts   *cart.Store
	audit   *audit.Log
	feed    *feed.Feed
	stats   stats
	slots   chan struct{}
}

const (
	cachedPages = 128
	atOnce      = 8 // requests that are worked on; the others wait
)

// New starts the background work of a shop.
func New(c *catalog.Catalog) *Shop {
	return &Shop{
		catalog: c,
		index:   index.Build(c),
		pages:   cache.New(cachedPages),
		carts:   cart.NewStore(c),
		audit:   audit.Open(),
		feed:    feed.Start(catalog.Tenants),
		stats:   stats{counts: make(map[string]int)},
		slots:   make(chan struct{}, atOnce),
	}
}

// Close ends the background work.
func (s *Shop) Close() {
	s.feed.Close()
	s.audit.Close()
}

// Handler routes requests: profiles as they are, everything else through the middleware.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)

	mux.Handle("/search", s.endpoint("search", s.search))
	mux.Handle("/category/", s.endpoint("category", s.category))
	mux.Handle("/product/", s.endpoint("product", s.product))
	mux.Handle("/cart", s.endpoint("cart", s.cart))
	mux.Handle("/export", s.endpoint("export", s.export))
	mux.Handle("/suggest", s.plain(s.suggest)) // not labelled: some samples have no label
	return mux
}
