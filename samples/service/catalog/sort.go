// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"reflect"
	"strings"
)

// Sort orders products by "Name", "Brand", "Price" or "Rating"; equal ones keep their
// order.
func Sort(products []*Product, field string) {
	for i := 1; i < len(products); i++ {
		for j := i; j > 0 && less(products[j], products[j-1], field); j-- {
			products[j], products[j-1] = products[j-1], products[j]
		}
	}
}

func less(a, b *Product, field string) bool {
	va := reflect.ValueOf(a).Elem().FieldByName(field)
	vb := reflect.ValueOf(b).Elem().FieldByName(field)
	switch va.Kind() {
	case reflect.String:
		return strings.ToLower(va.String()) < strings.ToLower(vb.String())
	case reflect.Int64:
		return va.Int() < vb.Int()
	case reflect.Float64:
		return va.Float() < vb.Float()
	}
	return false
}
