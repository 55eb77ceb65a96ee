// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"regexp"

	"profloom.example/shop/catalog"
)

func (v *view) layout(id int) []byte {
	name := v.escape(v.catalog.Categories[id].Name)
	s := "<!doctype html>\n<html><head><title>" + name + " - " + v.tenant + "</title></head>\n<body>\n"
	s += v.trail(id)
	s += v.section(id, 0)
	s += "</body></html>\n"
	return []byte(s)
}

func (v *view) trail(id int) string {
	s := "<nav>"
	for _, up := range v.catalog.Path(id) {
		s += fmt.Sprintf(`<a href="/category/%d">%s</a>`, up, v.escape(v.catalog.Categories[up].Name))
	}
	return s + "</nav>\n"
}

func (v *view) section(id, depth int) string {
	cat := &v.catalog.Categories[id]
	s := fmt.Sprintf("<section class=\"level%d\">\n<h2>%s</h2>\n", depth, v.escape(cat.Name))
	s += v.list(cat.Products)
	if depth < deepest {
		s += v.children(cat, depth+1)
	}
	return s + "</section>\n"
}

func (v *view) children(cat *catalog.Category, depth int) string {
	s := ""
	for _, child := range cat.Children {
		s += v.section(child, depth)
	}
	return s
}

func (v *view) list(products []int) string {
	s := "<ul>\n"
	for i, id := range products {
		if i == perSection {
			break
		}
		s += v.card(&v.catalog.Products[id])
	}
	return s + "</ul>\n"
}

func (v *view) card(p *catalog.Product) string {
	s := fmt.Sprintf(`<li id="p%d"><b>%s</b> %s `, p.ID, v.escape(p.Name), v.escape(p.Brand))
	s += fmt.Sprintf(`<i>%s</i> <p>%s</p>`, money(p.Price), v.escape(p.Text))
	for _, t := range p.Tags {
		s += "<small>" + v.escape(t) + "</small>"
	}
	return s + "</li>\n"
}

var special = regexp.MustCompile(`[&<>"']`)

func (v *view) escape(s string) string {
	return special.ReplaceAllStringFunc(s, func(c string) string {
		switch c {
		case "&":
			return "&amp;"
		case "<":
			return "&lt;"
		case ">":
			return "&gt;"
		case `"`:
			return "&#34;"
		}
		return "&#39;"
	})
}
