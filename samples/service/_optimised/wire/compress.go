// SPDX-License-Identifier: Apache-2.0

package wire

import (
	"bytes"
	"compress/gzip"
	"sync"
)

var writers = sync.Pool{New: func() interface{} {
	z, _ := gzip.NewWriterLevel(nil, 4)
	return z
}}

// Compress returns data as a gzip member.
func Compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(data)/4 + 256)
	z := writers.Get().(*gzip.Writer)
	defer writers.Put(z)
	z.Reset(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}
