# Go's text of a goroutine profile: 20 functions for each of three values of the label "who", one
# of which is hostile. In /b f3 has `hot` goroutines; with `only` that value alone.
BEGIN {
	value[1] = "/a"; value[2] = "/b"; value[3] = "<b>|`#1`\\n@all ${x}"
	print "goroutine profile: total 1"
	for (v = 1; v <= 3; v++) {
		for (f = 1; f <= 20; f++) {
			n = v == 2 && f == 3 && hot ? hot : 200 + 7 * f
			printf "%d @ 0x%x 0x1\n# labels: {\"who\":\"%s\"}\n", n, 16 + f, value[v]
			printf "#\t0x%x\tmain.f%d+0x1\t/f.go:%d\n#\t0x1\tmain.main+0x1\t/f.go:1\n\n", 15 + f, f, f
		}
	}
}
