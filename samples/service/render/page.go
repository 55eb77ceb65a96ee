// SPDX-License-Identifier: Apache-2.0

// Package render writes the HTML pages of the shop.
package render

import (
	"strconv"

	"profloom.example/shop/catalog"
)

// deepest is how many levels of categories a page shows below its own.
const deepest = 5

// perSection is how many products are shown of each category.
const perSection = 12

type view struct {
	catalog *catalog.Catalog
	tenant  string
}

// Page returns the page of a category: the way to it, its products and those of the
// categories below it.
func Page(c *catalog.Catalog, id int, tenant string) []byte {
	v := &view{catalog: c, tenant: tenant}
	return v.layout(id)
}

func money(cents int64) string {
	units := strconv.FormatInt(cents/100, 10)
	rest := strconv.FormatInt(cents%100, 10)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	return units + "." + rest
}
