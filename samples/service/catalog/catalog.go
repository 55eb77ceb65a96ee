// SPDX-License-Identifier: Apache-2.0

// Package catalog holds the shop's products and answers queries over them.
package catalog

import (
	"fmt"
	"math/rand"
	"strings"
)

// Dims is the length of a product's feature vector.
const Dims = 96

// Product is one article. Prices are in cents.
type Product struct {
	ID, Category int
	SKU          string
	Name         string
	Brand        string
	Text         string
	Tags         []string
	Price        int64
	Stock        int
	Rating       float64
	Features     [Dims]float32

	lower string // name, brand and text in lower case
}

// Category is a node of the category tree; the root is category 0.
type Category struct {
	ID, Parent int
	Name       string
	Children   []int
	Products   []int
}

// Catalog is immutable once generated.
type Catalog struct {
	Products   []Product
	Categories []Category
	Words      []string
}

const (
	categories = 127 // a complete binary tree of seven levels
	vocabulary = 3000
)

// Tenants are the shops that share the service.
var Tenants = []string{"acme", "borealis", "cobalt", "dune", "ember", "fjord", "grove", "harbor"}

var brands = []string{"Aldine", "Brightwater", "Corvid & Sons", "Dovetail", "Eastgate",
	"Fennel", "Gable", "Hollis <Ltd>", "Ironwood", "Juniper"}

var syllables = []string{"al", "an", "ber", "cal", "den", "dra", "el", "fen", "gar", "hol", "in",
	"jor", "ka", "lin", "mar", "nor", "ol", "per", "quin", "ran", "sel", "tor", "ul", "ven", "wil"}

// Generate makes a catalogue of n products that depends on the seed alone.
func Generate(seed int64, n int) *Catalog {
	r := rand.New(rand.NewSource(seed))
	c := &Catalog{Words: words(r)}

	c.Categories = make([]Category, categories)
	for i := range c.Categories {
		cat := &c.Categories[i]
		cat.ID, cat.Parent = i, -1
		cat.Name = title(c.Words[r.Intn(len(c.Words))]) + " & " + c.Words[r.Intn(len(c.Words))]
		if i > 0 {
			cat.Parent = (i - 1) / 2
			up := &c.Categories[cat.Parent]
			up.Children = append(up.Children, i)
		}
	}
	c.Products = make([]Product, n)
	for i := range c.Products {
		p := &c.Products[i]
		p.ID = i
		fill(p, r, c.Words)
		cat := &c.Categories[p.Category]
		cat.Products = append(cat.Products, i)
	}
	return c
}

func words(r *rand.Rand) []string {
	seen := make(map[string]bool)
	var list []string
	for len(list) < vocabulary {
		var b strings.Builder
		for i := 2 + r.Intn(3); i > 0; i-- {
			b.WriteString(syllables[r.Intn(len(syllables))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

func fill(p *Product, r *rand.Rand, words []string) {
	// Squaring the draw makes the first words common, as in real text.
	word := func() string {
		f := r.Float64()
		return words[int(f*f*float64(len(words)))]
	}
	p.Category = r.Intn(categories)
	p.SKU = fmt.Sprintf("%c%c-%05d", 'A'+r.Intn(26), 'A'+r.Intn(26), p.ID)
	p.Name = title(word()) + " " + word()
	p.Brand = brands[r.Intn(len(brands))]
	text := make([]string, 12+r.Intn(24))
	for i := range text {
		text[i] = word()
	}
	p.Text = title(strings.Join(text, " ")) + "."
	for i := r.Intn(4); i > 0; i-- {
		p.Tags = append(p.Tags, word())
	}
	p.Price = 199 + int64(r.Intn(50_000))
	p.Stock = r.Intn(500)
	p.Rating = float64(r.Intn(50)+1) / 10
	for i := range p.Features {
		p.Features[i] = r.Float32()
	}
	p.lower = strings.ToLower(p.Name + " " + p.Brand + " " + p.Text)
}

func title(s string) string {
	return strings.ToUpper(s[:1]) + s[1:]
}

// Under returns the products of a category and of those below it, in the order of their
// numbers.
func (c *Catalog) Under(category int) []*Product {
	var list []*Product
	for i := range c.Products {
		at := c.Products[i].Category
		for at > category {
			at = c.Categories[at].Parent
		}
		if at == category {
			list = append(list, &c.Products[i])
		}
	}
	return list
}

// Path lists the categories from the root to id.
func (c *Catalog) Path(id int) []int {
	var path []int
	for ; id >= 0; id = c.Categories[id].Parent {
		path = append([]int{id}, path...)
	}
	return path
}
