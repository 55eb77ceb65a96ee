// SPDX-License-Identifier: Apache-2.0

package index

// distance is the edit distance of a and b, or something larger than limit if it exceeds it.
func distance(a, b string, limit int) int {
	const longest = 64
	if d := len(a) - len(b); d > limit || -d > limit || len(b) >= longest {
		return limit + 1
	}
	var cells [longest]int
	row := cells[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal, nearest := row[0], i
		row[0] = i
		for j := 1; j < len(row); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min3(row[j]+1, row[j-1]+1, diagonal+cost)
			if row[j] < nearest {
				nearest = row[j]
			}
		}
		if nearest > limit { // no later row can be smaller
			return limit + 1
		}
	}
	return row[len(b)]
}

func min3(a, b, c int) int {
	if b < a {
		a = b
	}
	if c < a {
		a = c
	}
	return a
}
