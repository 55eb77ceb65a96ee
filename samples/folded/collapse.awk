# SPDX-License-Identifier: Apache-2.0
# Fold the output of `go tool pprof -traces -unit=ms` of a CPU profile that was taken at Go's
# default rate: one line per stack, root first, with the number of samples (10 ms each).

function flush(    i, stack)
{
	if (depth > 0) {
		stack = frame[depth]
		for (i = depth - 1; i > 0; i--)
			stack = stack ";" frame[i]
		total[stack] += count
	}
	depth = 0
}

function push(name)
{
	sub(/ \(inline\)$/, "", name)
	sub(/^profloom\.example\/shop\//, "", name)
	frame[++depth] = name
}

/^-+\+-+$/ {
	flush()
	next
}

# The value stands before the leaf; the label lines above it have a colon instead.
/^ *[0-9.]+ms +[^ ]/ {
	count = $1 / 10
	sub(/^ *[0-9.]+ms +/, "")
	push($0)
	next
}

depth > 0 && /^ +[^ ]/ {
	sub(/^ +/, "")
	push($0)
}

END {
	flush()
	for (stack in total)
		print stack, total[stack]
}
