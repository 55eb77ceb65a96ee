// SPDX-License-Identifier: Apache-2.0

// Package pricing works out what a line of a cart costs, by rules written as expressions.
package pricing

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// rules are tried in turn; each sees the price that the one before it left.
var rules = []string{
	`if(qty >= 10, price * 0.9, if(qty >= 3, price * 0.95, price))`,
	`if(rating < 2, max(price * 0.8, price - 500), price)`,
	`if(stock > 400, price - min(price * 0.1, 250 + (stock - 400) * 2), price)`,
	`if(tenant = 3, price + 0.5 * (rating - 1), price * (1 + (tenant - 3) / 1000))`,
	`max(199, price - (qty - 1) * min(20, price / (100 + 2 * (3 + qty))))`,
}

// node is a rule, or a part of one, ready to be evaluated.
type node interface {
	eval(env *env) float64
}

type env struct {
	price, qty, stock, rating, tenant float64
}

type number float64

func (n number) eval(*env) float64 { return float64(n) }

type variable string

func (v variable) eval(e *env) float64 {
	switch v {
	case "price":
		return e.price
	case "qty":
		return e.qty
	case "stock":
		return e.stock
	case "rating":
		return e.rating
	case "tenant":
		return e.tenant
	}
	return 0
}

type binary struct {
	op          string
	left, right node
}

func (b *binary) eval(e *env) float64 {
	l, r := b.left.eval(e), b.right.eval(e)
	switch b.op {
	case "+":
		return l + r
	case "-":
		return l - r
	case "*":
		return l * r
	case "/":
		return l / r
	case ">=":
		return truth(l >= r)
	case ">":
		return truth(l > r)
	case "<":
		return truth(l < r)
	}
	return truth(l == r)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

type call struct {
	name string
	args []node
}

func (c *call) eval(e *env) float64 {
	a := c.args[0].eval(e)
	switch c.name {
	case "if":
		if a != 0 {
			return c.args[1].eval(e)
		}
		return c.args[2].eval(e)
	case "min":
		if b := c.args[1].eval(e); b < a {
			return b
		}
	case "max":
		if b := c.args[1].eval(e); b > a {
			return b
		}
	}
	return a
}

type parser struct {
	tokens []string
}

func parse(rule string) (node, error) {
	p := &parser{tokens: lex(rule)}
	n := p.comparison()
	if len(p.tokens) > 0 {
		return nil, fmt.Errorf("rule %q: unexpected %q", rule, p.tokens[0])
	}
	return n, nil
}

func lex(rule string) []string {
	var tokens []string
	for len(rule) > 0 {
		n := 1
		switch c := rune(rule[0]); {
		case c == ' ':
			rule = rule[1:]
			continue
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			n = strings.IndexFunc(rule, func(r rune) bool {
				return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.'
			})
			if n < 0 {
				n = len(rule)
			}
		case strings.HasPrefix(rule, ">="):
			n = 2
		}
		tokens = append(tokens, rule[:n])
		rule = rule[n:]
	}
	return tokens
}

// accept takes the next token if it is one of those given.
func (p *parser) accept(tokens ...string) string {
	if len(p.tokens) == 0 {
		return ""
	}
	for _, t := range tokens {
		if p.tokens[0] == t {
			p.tokens = p.tokens[1:]
			return t
		}
	}
	return ""
}

func (p *parser) comparison() node {
	n := p.sum()
	for op := p.accept(">=", ">", "<", "="); op != ""; op = p.accept(">=", ">", "<", "=") {
		n = &binary{op, n, p.sum()}
	}
	return n
}

func (p *parser) sum() node {
	n := p.product()
	for op := p.accept("+", "-"); op != ""; op = p.accept("+", "-") {
		n = &binary{op, n, p.product()}
	}
	return n
}

func (p *parser) product() node {
	n := p.operand()
	for op := p.accept("*", "/"); op != ""; op = p.accept("*", "/") {
		n = &binary{op, n, p.operand()}
	}
	return n
}

func (p *parser) operand() node {
	if p.accept("(") != "" {
		n := p.comparison()
		p.accept(")")
		return n
	}
	if len(p.tokens) == 0 {
		return number(0)
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	if p.accept("(") != "" {
		c := &call{name: t, args: []node{p.comparison()}}
		for p.accept(",") != "" {
			c.args = append(c.args, p.comparison())
		}
		p.accept(")")
		return c
	}
	if f, err := strconv.ParseFloat(t, 64); err == nil {
		return number(f)
	}
	return variable(t)
}
