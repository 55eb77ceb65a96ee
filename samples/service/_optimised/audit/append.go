// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"regexp"
	"strings"
)

// Append adds a record to the chain. Only the link itself needs the lock.
func (l *Log) Append(r Record) {
	r.Note = redact(r.Note)
	line := encode(r)
	sum := seal(line)

	l.mu.Lock()
	l.chain = link(l.chain, sum)
	line = append(line, l.chain[:]...)
	l.mu.Unlock()
	l.queue <- line
}

var (
	mail = regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`)
	card = regexp.MustCompile(`\b(\d[ -]?){13,16}\b`)
)

func redact(s string) string {
	if strings.IndexByte(s, '@') >= 0 {
		s = mail.ReplaceAllString(s, "(mail)")
	}
	if strings.ContainsAny(s, "0123456789") {
		s = card.ReplaceAllString(s, "(card)")
	}
	return s
}
