// SPDX-License-Identifier: Apache-2.0

// Package feed tells everyone who listens that the stock of a product changed.
package feed

import (
	"sync"
	"time"
)

// Change is a product and how many pieces left.
type Change struct {
	Product, Qty int
}

// Feed hands changes to one goroutine per tenant.
type Feed struct {
	topics map[string]chan Change
	stop   chan struct{}
	done   sync.WaitGroup

	mu   sync.RWMutex
	left map[int]int
}

// Start begins to listen for every tenant.
func Start(tenants []string) *Feed {
	f := &Feed{
		topics: make(map[string]chan Change),
		stop:   make(chan struct{}),
		left:   make(map[int]int),
	}
	for _, t := range tenants {
		topic := make(chan Change)
		f.topics[t] = topic
		f.done.Add(2)
		go f.subscribe(topic)
		go f.poll()
	}
	return f
}

// Publish waits until the tenant's listener takes the change.
func (f *Feed) Publish(tenant string, c Change) {
	select {
	case f.topics[tenant] <- c:
	case <-f.stop:
	}
}

// Close ends all listeners.
func (f *Feed) Close() {
	close(f.stop)
	f.done.Wait()
}

func (f *Feed) subscribe(topic <-chan Change) {
	defer f.done.Done()
	for {
		select {
		case c := <-topic:
			f.apply(c)
		case <-f.stop:
			return
		}
	}
}

func (f *Feed) apply(c Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left[c.Product] += c.Qty
}

// poll stands for a job that looks after the warehouse now and then.
func (f *Feed) poll() {
	defer f.done.Done()
	for {
		time.Sleep(50 * time.Millisecond)
		select {
		case <-f.stop:
			return
		default:
			f.lowest()
		}
	}
}

func (f *Feed) lowest() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	least := 0
	for _, n := range f.left {
		if n < least {
			least = n
		}
	}
	return least
}
