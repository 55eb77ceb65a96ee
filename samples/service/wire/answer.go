// SPDX-License-Identifier: Apache-2.0

// Package wire turns answers into bytes: JSON, and gzip around it.
package wire

// Item is one product in an answer. The fields are in alphabetical order, which is the
// order in which they are written.
type Item struct {
	Brand    string   `json:"brand,omitempty"`
	Breaks   []int64  `json:"breaks,omitempty"`
	Category string   `json:"category,omitempty"`
	ID       int      `json:"id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Price    int64    `json:"price,omitempty"`
	Rating   float64  `json:"rating,omitempty"`
	Similar  []int    `json:"similar,omitempty"`
	Stock    int      `json:"stock,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Text     string   `json:"text,omitempty"`
}

// Answer is what every JSON endpoint returns.
type Answer struct {
	Facets map[string]int `json:"facets,omitempty"`
	Items  []Item         `json:"items,omitempty"`
	Query  string         `json:"query,omitempty"`
	Total  int64          `json:"total,omitempty"`
	Words  []string       `json:"words,omitempty"`
}
