// SPDX-License-Identifier: Apache-2.0

package wire

import "encoding/json"

// Encode writes v as JSON without what is empty, and ends it with a line feed.
func Encode(v interface{}) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree interface{}
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	data, err = json.Marshal(prune(tree))
	return append(data, '\n'), err
}

// prune drops empty values from objects, however deep.
func prune(v interface{}) interface{} {
	switch v := v.(type) {
	case map[string]interface{}:
		kept := make(map[string]interface{})
		for key, member := range v {
			if m := prune(member); !empty(m) {
				kept[key] = m
			}
		}
		return kept
	case []interface{}:
		kept := []interface{}{}
		for _, element := range v {
			kept = append(kept, prune(element))
		}
		return kept
	}
	return v
}

func empty(v interface{}) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case float64:
		return v == 0
	case []interface{}:
		return len(v) == 0
	case map[string]interface{}:
		return len(v) == 0
	}
	return false
}
