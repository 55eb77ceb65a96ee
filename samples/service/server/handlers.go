// SPDX-License-Identifier: Apache-2.0

package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"profloom.example/shop/audit"
	"profloom.example/shop/catalog"
	"profloom.example/shop/feed"
	"profloom.example/shop/recommend"
	"profloom.example/shop/render"
	"profloom.example/shop/wire"
)

const (
	asJSON = "application/json"
	asHTML = "text/html; charset=utf-8"
)

var errNotFound = errors.New("no such thing")

// search answers /search?q=QUERY&in=CATEGORY&by=FIELD.
func (s *Shop) search(r *request) (answer, error) {
	text := r.FormValue("q")
	q, err := catalog.ParseQuery(text)
	if err != nil {
		return answer{}, err
	}
	in, err := strconv.Atoi(r.FormValue("in"))
	if err != nil || in < 0 || in >= len(s.catalog.Categories) {
		return answer{}, errNotFound
	}
	found := s.catalog.Filter(q, in)
	a := wire.Answer{Query: text, Total: int64(len(found)), Facets: make(map[string]int)}
	for _, f := range catalog.Facets(found) {
		a.Facets[f.Brand] = f.Count
	}
	catalog.Sort(found, r.FormValue("by"))
	for _, hit := range s.index.Search(q.Any, 10) {
		a.Items = append(a.Items, s.item(hit.Product, true))
	}
	for i := 0; i < len(found) && i < 40; i++ {
		a.Items = append(a.Items, s.item(found[i].ID, false))
	}
	return jsonAnswer(a)
}

// category answers /category/ID with a page, from the cache when it is there.
func (s *Shop) category(r *request) (answer, error) {
	id, err := number(r, "/category/", len(s.catalog.Categories))
	if err != nil {
		return answer{}, err
	}
	tenant := catalog.Tenants[r.tenant]
	key := fmt.Sprintf("%s/%d", tenant, id)
	page, err := s.pages.Get(key, func() ([]byte, error) {
		return wire.Compress(render.Page(s.catalog, id, tenant))
	})
	return answer{kind: asHTML, body: page, packed: true}, err
}

// product answers /product/ID with the product and what resembles it.
func (s *Shop) product(r *request) (answer, error) {
	id, err := number(r, "/product/", len(s.catalog.Products))
	if err != nil {
		return answer{}, err
	}
	item := s.item(id, true)
	item.Similar = recommend.Similar(s.catalog, &s.catalog.Products[id], 10)
	a := wire.Answer{Items: []wire.Item{item}}
	for _, other := range item.Similar {
		a.Items = append(a.Items, s.item(other, true))
	}
	return jsonAnswer(a)
}

// order is the body of a request to /cart.
type order struct {
	Visitor string `json:"visitor"`
	Product int    `json:"product"`
	Qty     int    `json:"qty"`
	Note    string `json:"note"`
}

// cart answers a POST to /cart with the whole cart.
func (s *Shop) cart(r *request) (answer, error) {
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		return answer{}, err
	}
	if o.Product < 0 || o.Product >= len(s.catalog.Products) {
		return answer{}, errNotFound
	}
	c, err := s.carts.Put(o.Visitor, r.tenant, o.Product, o.Qty)
	if err != nil {
		return answer{}, err
	}
	tenant := catalog.Tenants[r.tenant]
	s.audit.Append(audit.Record{Tenant: tenant, Action: "cart", Note: o.Note})
	s.feed.Publish(tenant, feed.Change{Product: o.Product, Qty: -o.Qty})

	a := wire.Answer{Total: c.Total}
	for _, line := range c.Lines {
		item := s.item(line.Product, false)
		item.Price = line.Cents
		item.Breaks = line.Breaks
		a.Items = append(a.Items, item)
	}
	return jsonAnswer(a)
}

// export answers /export?from=ID with many products at once.
func (s *Shop) export(r *request) (answer, error) {
	from, err := strconv.Atoi(r.FormValue("from"))
	if err != nil || from < 0 {
		return answer{}, errNotFound
	}
	var a wire.Answer
	for id := from; id < from+300 && id < len(s.catalog.Products); id++ {
		a.Items = append(a.Items, s.item(id, true))
	}
	return jsonAnswer(a)
}

// suggest answers /suggest?q=WORD with words that are spelled much the same.
func (s *Shop) suggest(r *request) (answer, error) {
	word := r.FormValue("q")
	return jsonAnswer(wire.Answer{Query: word, Words: s.index.Suggest(word, 3, 20)})
}

func (s *Shop) item(id int, whole bool) wire.Item {
	p := &s.catalog.Products[id]
	item := wire.Item{ID: p.ID, Name: p.Name, Brand: p.Brand, Price: p.Price, Rating: p.Rating}
	if whole {
		item.Category = s.catalog.Categories[p.Category].Name
		item.Text = p.Text
		item.Tags = p.Tags
		item.Stock = p.Stock
	}
	return item
}

func jsonAnswer(a wire.Answer) (answer, error) {
	body, err := wire.Encode(a)
	return answer{kind: asJSON, body: body}, err
}

func number(r *request, prefix string, end int) (int, error) {
	id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, prefix))
	if err != nil || id < 0 || id >= end {
		return 0, errNotFound
	}
	return id, nil
}
