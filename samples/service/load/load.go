// SPDX-License-Identifier: Apache-2.0

// Package load sends a shop the requests that a day of visitors would.
package load

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime/pprof"
	"sync"
	"time"

	"profloom.example/shop/catalog"
)

// Options say whom to ask, and how often.
type Options struct {
	URL     string
	Clients int
	Rate    int // requests per second of all clients together; 0: no pause between them
	Seed    int64
}

// Run sends requests until ctx ends, and returns how many were answered.
func Run(ctx context.Context, o Options) (int, error) {
	type result struct {
		n   int
		err error
	}
	var wg sync.WaitGroup
	results := make([]result, o.Clients)
	transport := &http.Transport{MaxIdleConnsPerHost: o.Clients, DisableCompression: true}
	defer transport.CloseIdleConnections()

	for i := range results {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			// So that a reader of the profile can leave the clients out.
			pprof.Do(ctx, pprof.Labels("role", "client"), func(ctx context.Context) {
				c := &client{visitor: newVisitor(o.Seed, i), http: transport, url: o.URL}
				results[i].n, results[i].err = c.loop(ctx, o)
			})
		}(i)
	}
	<-ctx.Done()
	wg.Wait()

	total := 0
	for _, r := range results {
		if r.err != nil {
			return total, r.err
		}
		total += r.n
	}
	return total, nil
}

// Verify sends n requests one after the other, and returns a digest of the answers as they
// were before compression. Both versions of the service must give the same.
func Verify(ctx context.Context, o Options, n int) (string, error) {
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	c := &client{visitor: newVisitor(o.Seed, 0), http: transport, url: o.URL}
	sum := sha256.New()
	for i := 0; i < n; i++ {
		packed, err := c.ask(ctx, c.visitor.next())
		if err != nil {
			return "", err
		}
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(sum, z); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)), nil
}

type client struct {
	visitor *visitor
	http    *http.Transport
	url     string
}

func (c *client) loop(ctx context.Context, o Options) (int, error) {
	var pause time.Duration
	if o.Rate > 0 {
		pause = time.Second * time.Duration(o.Clients) / time.Duration(o.Rate)
	}
	due := time.Now()
	for n := 0; ; n++ {
		if _, err := c.ask(ctx, c.visitor.next()); err != nil {
			if ctx.Err() != nil {
				err = nil
			}
			return n, err
		}
		// One who is late does not wait, but does not catch up for ever either.
		due = due.Add(pause)
		if late := time.Since(due); late > time.Second {
			due = time.Now()
		}
		// Sleeping, unlike waiting for a channel, does not show in block profiles.
		time.Sleep(time.Until(due))
	}
}

func (c *client) ask(ctx context.Context, q question) ([]byte, error) {
	var body io.Reader
	if q.body != nil {
		data, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, c.url+q.path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("X-Tenant", catalog.Tenants[q.tenant])
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := c.http.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", q.path, answer.Status, data)
	}
	return data, err
}
