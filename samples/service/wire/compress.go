// SPDX-License-Identifier: Apache-2.0

package wire

import (
	"bytes"
	"compress/gzip"
	"sync"
)

var compressing sync.Mutex

// Compress returns data as a gzip member.
func Compress(data []byte) ([]byte, error) {
	compressing.Lock()
	defer compressing.Unlock()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}
