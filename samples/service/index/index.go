// SPDX-License-Identifier: Apache-2.0

// Package index ranks products by the words of a query, and suggests spellings.
package index

import (
	"container/heap"
	"math"
	"strings"

	"profloom.example/shop/catalog"
)

type posting struct {
	product int32
	count   int32
}

// Index is an inverted index over the texts of a catalogue.
type Index struct {
	postings map[string][]posting
	lengths  []int
	mean     float64
	words    []string
}

// Build reads the whole catalogue.
func Build(c *catalog.Catalog) *Index {
	x := &Index{
		postings: make(map[string][]posting),
		lengths:  make([]int, len(c.Products)),
		words:    c.Words,
	}
	total := 0
	for i := range c.Products {
		x.lengths[i] = x.add(&c.Products[i])
		total += x.lengths[i]
	}
	if len(c.Products) > 0 {
		x.mean = float64(total) / float64(len(c.Products))
	}
	return x
}

func (x *Index) add(p *catalog.Product) int {
	counts := make(map[string]int32)
	tokens := tokenize(p.Name + " " + p.Text)
	for _, t := range tokens {
		counts[t]++
	}
	for t, n := range counts {
		x.postings[t] = append(x.postings[t], posting{int32(p.ID), n})
	}
	return len(tokens)
}

func tokenize(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < 'a' || r > 'z'
	})
}

// Hit is a product and how well it fits.
type Hit struct {
	Product int
	Score   float64
}

// Search returns the best n products for the words, best first.
func (x *Index) Search(words []string, n int) []Hit {
	scores := make(map[int32]float64)
	for _, w := range words {
		list := x.postings[strings.ToLower(w)]
		for _, p := range list {
			scores[p.product] += x.score(p, len(list))
		}
	}
	return best(scores, n)
}

// score is Okapi BM25 with the usual constants.
func (x *Index) score(p posting, holders int) float64 {
	const k, b = 1.2, 0.75
	all := float64(len(x.lengths))
	idf := math.Log(1 + (all-float64(holders)+0.5)/(float64(holders)+0.5))
	tf := float64(p.count)
	return idf * tf * (k + 1) / (tf + k*(1-b+b*float64(x.lengths[p.product])/x.mean))
}

type hits []Hit

func (h hits) Len() int      { return len(h) }
func (h hits) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h hits) Less(i, j int) bool {
	if h[i].Score != h[j].Score {
		return h[i].Score < h[j].Score
	}
	return h[i].Product > h[j].Product
}
func (h *hits) Push(v interface{}) { *h = append(*h, v.(Hit)) }
func (h *hits) Pop() interface{} {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func best(scores map[int32]float64, n int) []Hit {
	h := make(hits, 0, n+1)
	for p, s := range scores {
		heap.Push(&h, Hit{int(p), s})
		if len(h) > n {
			heap.Pop(&h)
		}
	}
	list := make([]Hit, len(h))
	for i := len(list) - 1; i >= 0; i-- {
		list[i] = heap.Pop(&h).(Hit)
	}
	return list
}

// Suggest returns the known words nearest to word by edit distance, at most n of them,
// and none that is further than limit.
func (x *Index) Suggest(word string, limit, n int) []string {
	word = strings.ToLower(word)
	byDistance := make([][]string, limit+1)
	for _, w := range x.words {
		if d := distance(word, w, limit); d <= limit {
			byDistance[d] = append(byDistance[d], w)
		}
	}
	var list []string
	for _, group := range byDistance {
		list = append(list, group...)
	}
	if len(list) > n {
		list = list[:n]
	}
	return list
}
