// SPDX-License-Identifier: Apache-2.0

package wire

import (
	"bytes"
	"encoding/json"
	"sync"
)

var buffers = sync.Pool{New: func() interface{} { return new(bytes.Buffer) }}

// Encode writes v as JSON without what is empty, and ends it with a line feed.
func Encode(v interface{}) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := json.NewEncoder(b).Encode(v); err != nil {
		return nil, err
	}
	return append([]byte(nil), b.Bytes()...), nil
}
