# Go's text of a heap profile: 20 functions; f3 has `hot` times the memory, in as many objects.
BEGIN {
	print "heap profile: 0: 0 [0: 0] @ heap/2"
	for (f = 1; f <= 20; f++) {
		n = 200 + 7 * f
		b = n * 4096 * (f == 3 && hot ? hot : 1)
		printf "%d: %d [%d: %d] @ 0x%x 0x1\n", n, b, n, b, 16 + f
		printf "#\t0x%x\tmain.f%d+0x1\t/f.go:%d\n#\t0x1\tmain.main+0x1\t/f.go:1\n\n", 15 + f, f, f
	}
}
