// SPDX-License-Identifier: Apache-2.0

package index

// distance is the edit distance of a and b, or something larger than limit if it exceeds it.
func distance(a, b string, limit int) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
		table[i][0] = i
	}
	for j := range table[0] {
		table[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			table[i][j] = min3(table[i-1][j]+1, table[i][j-1]+1, table[i-1][j-1]+cost)
		}
	}
	return table[len(a)][len(b)]
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
