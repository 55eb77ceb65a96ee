// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"fmt"
	"net/http"
	"runtime/pprof"
	"strconv"
	"sync"

	"profloom.example/shop/catalog"
	"profloom.example/shop/wire"
)

// request is what a handler gets once the middleware has looked at it.
type request struct {
	*http.Request
	tenant int // an index of catalog.Tenants
}

// handler returns the body of an answer, not yet compressed unless packed is set.
type handler func(r *request) (answer, error)

type answer struct {
	kind   string
	body   []byte
	packed bool
}

// endpoint adds labels, which every sample of the request then carries.
func (s *Shop) endpoint(name string, h handler) http.Handler {
	return s.recovered(s.counted(name, s.limited(func(w http.ResponseWriter, r *http.Request) {
		labels := pprof.Labels("endpoint", name, "tenant", catalog.Tenants[tenant(r)])
		pprof.Do(r.Context(), labels, func(ctx context.Context) {
			respond(w, r.WithContext(ctx), h)
		})
	})))
}

func (s *Shop) plain(h handler) http.Handler {
	return s.recovered(s.counted("plain", s.limited(func(w http.ResponseWriter, r *http.Request) {
		respond(w, r, h)
	})))
}

func (s *Shop) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				http.Error(w, fmt.Sprint(v), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (s *Shop) counted(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.stats.add(name)
		next.ServeHTTP(w, r)
	})
}

func (s *Shop) limited(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
		next(w, r)
	})
}

func respond(w http.ResponseWriter, r *http.Request, h handler) {
	a, err := h(&request{r, tenant(r)})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !a.packed {
		if a.body, err = wire.Compress(a.body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.Write(a.body)
}

func tenant(r *http.Request) int {
	name := r.Header.Get("X-Tenant")
	for i, t := range catalog.Tenants {
		if t == name {
			return i
		}
	}
	return 0
}

type stats struct {
	mu     sync.Mutex
	counts map[string]int
}

func (s *stats) add(name string) {
	s.mu.Lock()
	s.counts[name]++
	s.mu.Unlock()
}
