// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"profloom.example/shop/catalog"
)

// page is the buffer that every part of a page appends to.
type page struct {
	bytes.Buffer
}

var pages = sync.Pool{New: func() interface{} { return new(page) }}

func (v *view) layout(id int) []byte {
	b := pages.Get().(*page)
	defer pages.Put(b)
	b.Reset()
	b.WriteString("<!doctype html>\n<html><head><title>")
	v.escape(b, v.catalog.Categories[id].Name)
	b.add(" - ", v.tenant, "</title></head>\n<body>\n")
	v.trail(b, id)
	v.section(b, id, 0)
	b.WriteString("</body></html>\n")
	return append([]byte(nil), b.Bytes()...)
}

func (v *view) trail(b *page, id int) {
	b.WriteString("<nav>")
	for _, up := range v.catalog.Path(id) {
		b.add(`<a href="/category/`, strconv.Itoa(up), `">`)
		v.escape(b, v.catalog.Categories[up].Name)
		b.WriteString("</a>")
	}
	b.WriteString("</nav>\n")
}

func (v *view) section(b *page, id, depth int) {
	cat := &v.catalog.Categories[id]
	b.add(`<section class="level`, strconv.Itoa(depth), "\">\n<h2>")
	v.escape(b, cat.Name)
	b.WriteString("</h2>\n")
	v.list(b, cat.Products)
	if depth < deepest {
		v.children(b, cat, depth+1)
	}
	b.WriteString("</section>\n")
}

func (v *view) children(b *page, cat *catalog.Category, depth int) {
	for _, child := range cat.Children {
		v.section(b, child, depth)
	}
}

func (v *view) list(b *page, products []int) {
	b.WriteString("<ul>\n")
	for i, id := range products {
		if i == perSection {
			break
		}
		v.card(b, &v.catalog.Products[id])
	}
	b.WriteString("</ul>\n")
}

func (v *view) card(b *page, p *catalog.Product) {
	b.add(`<li id="p`, strconv.Itoa(p.ID), `"><b>`)
	v.escape(b, p.Name)
	b.WriteString("</b> ")
	v.escape(b, p.Brand)
	b.add(" <i>", money(p.Price), "</i> <p>")
	v.escape(b, p.Text)
	b.WriteString("</p>")
	for _, t := range p.Tags {
		b.WriteString("<small>")
		v.escape(b, t)
		b.WriteString("</small>")
	}
	b.WriteString("</li>\n")
}

func (b *page) add(parts ...string) {
	for _, s := range parts {
		b.WriteString(s)
	}
}

var special = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

func (v *view) escape(b *page, s string) {
	special.WriteString(b, s)
}
