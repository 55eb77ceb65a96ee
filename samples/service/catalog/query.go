// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"math"
	"regexp"
	"strconv"
)

// Query is what a visitor typed: words that must begin a word of the product (any of
// them), words that must not, and a range of prices.
type Query struct {
	Any, Not []string
	Min, Max int64
	any, not []*regexp.Regexp
}

// ParseQuery reads `wool -cotton price:10..50`; prices are in whole units.
func ParseQuery(s string) (*Query, error) {
	q := &Query{Max: math.MaxInt64}

	price := regexp.MustCompile(`price:(\d+)\.\.(\d+)`)
	if m := price.FindStringSubmatch(s); m != nil {
		q.Min = cents(m[1])
		q.Max = cents(m[2])
	}
	s = price.ReplaceAllString(s, " ")
	word := regexp.MustCompile(`(-?)(\w+)`)
	for _, m := range word.FindAllStringSubmatch(s, -1) {
		re, err := regexp.Compile(`(?i)\b` + regexp.QuoteMeta(m[2]) + `\w*`)
		if err != nil {
			return nil, err
		}
		if m[1] == "-" {
			q.Not, q.not = append(q.Not, m[2]), append(q.not, re)
		} else {
			q.Any, q.any = append(q.Any, m[2]), append(q.any, re)
		}
	}
	return q, nil
}

// Matches tells whether the words of q allow p.
func (q *Query) Matches(p *Product) bool {
	text := p.Name + " " + p.Brand + " " + p.Text
	for _, re := range q.not {
		if re.MatchString(text) {
			return false
		}
	}
	for _, re := range q.any {
		if re.MatchString(text) {
			return true
		}
	}
	return len(q.any) == 0
}

func cents(units string) int64 {
	n, _ := strconv.ParseInt(units, 10, 32)
	return n * 100
}
