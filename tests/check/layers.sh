#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may include whom: hold each #include of lib/ and tools/ against the table of
# docs/ARCHITECTURE.md. usage: layers.sh ROOT
set -u
cd "$1" || exit 2

find lib tools include -name '*.[ch]' | LC_ALL=C sort | xargs awk '
BEGIN {
	# What a folder of lib/ may include besides itself, libc and <profloom/...>.
	may["base"] = ""
	may["io"] = "base"
	may["model"] = "base"
	may["decode"] = "io model base"
	may["symbol"] = "model base"
	may["source"] = "model base"
	may["transform"] = "model base"
	may["analyze"] = "model base"
	may["stats"] = "base"
	may["compare"] = "stats analyze model base"
	may["render"] = "scene.h compare stats analyze source symbol model base"
	may["read.c"] = "io decode model base"
	may["benchmark.c"] = "io decode base"
	may["readers.c"] = "base"
	may["fetch.c"] = "io decode model base"
	may["fetch_json.c"] = "base"
	may["scene"] = "scene.h model transform analyze compare source symbol render base"
	may["scene.c"] = "scene.h scene model transform analyze compare source symbol render base"
	may["scene.h"] = "model analyze compare source symbol base"
	may["version.c"] = ""

	# One foreign library, one file: which files may include which headers.
	foreign("^zlib\\.h$", "lib/io/gzip.c lib/base/deflate*.c")
	foreign("^libdeflate", "lib/io/gzip_whole.c")
	foreign("^zstd", "lib/io/zstd.c")
	foreign("^curl/", "lib/io/http*.[ch]")
	foreign("^pcre2", "lib/base/match.c")
	foreign("^(graphviz/|gvc|cgraph|gvplugin|gvcjob)", "lib/render/graph_layout.c")
	foreign("^cairo", "lib/render/paint_cairo.c")
	foreign("^histedit", "tools/shell/editor.c")
	foreign("^(elfutils/|libelf|gelf|libdw|dwarf)", "lib/symbol/elf*.[ch]")
	foreign("^libiberty/", "lib/symbol/demangle.c")
	foreign("^capstone/", "lib/symbol/instructions.c")
	foreign("^malloc\\.h$", "lib/base/block.c tools/cli/tool.c")
	foreign("^(protobuf-c/|.*\\.pb-c\\.h$)", "lib/decode/pprof*.[ch] lib/render/pprof*.[ch]")

	n = split("assert ctype errno float inttypes limits locale math setjmp signal stdalign " \
		"stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath " \
		"threads time wchar wctype dlfcn dirent fcntl fnmatch glob libgen poll pthread " \
		"regex sched spawn strings termios unistd sys/file sys/ioctl sys/mman sys/prctl " \
		"sys/random sys/resource sys/select sys/socket sys/stat sys/statvfs sys/time " \
		"sys/types sys/uio sys/wait arpa/inet netinet/in", word, " ")
	for (i = 1; i <= n; i++)
		system_header[word[i] ".h"] = 1
}

function foreign(header, files) {
	n_foreign++
	foreign_header[n_foreign] = header
	foreign_files[n_foreign] = files
}

function bad(why) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0
	failures++
}

# Is path among the space-separated glob patterns?
function among(path, patterns,    list, k, i, re) {
	k = split(patterns, list, " ")
	for (i = 1; i <= k; i++) {
		re = list[i]
		gsub(/\./, "\\.", re)
		gsub(/\*/, "[^/]*", re)
		if (path ~ ("^" re "$"))
			return 1
	}
	return 0
}

function has_word(text, w) {
	return index(" " text " ", " " w " ") > 0
}

# The folder of lib/ that a path below lib/ belongs to; a file at the top is its own.
function layer(path) {
	return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : path
}

function stem(path) {
	sub(/.*\//, "", path)
	sub(/\.[ch]$/, "", path)
	return path
}

# Formats do not know each other: a header beside the .c file that defines a decoder belongs to
# that file and to those named after it (pprof.h: pprof_sample.c). Other headers are for all.
function sibling(from, to) {
	if (layer(from) != "decode" || layer(to) != "decode" || stem(from) == "table")
		return 0
	if (stem(from) == stem(to) || index(stem(from), stem(to) "_") == 1)
		return 0
	return defines_decoder(to)
}

function defines_decoder(header,    file, line, yes) {
	file = "lib/" header
	sub(/\.h$/, ".c", file)
	while ((getline line < file) > 0)
		if (line ~ /^const struct pfl_decoder /)
			yes = 1
	close(file)
	return yes
}

function check_lib(name, quoted,    from, to) {
	from = substr(FILENAME, 5)
	if (!quoted)
		return check_system(name)
	if (name ~ /\.pb-c\.h$/)
		return check_foreign(name)
	if (name ~ /\.c$/)
		return bad("a .c file is not included")
	if (name !~ /\// && name != "scene.h")
		return bad("write the folder too")
	to = layer(name)
	if (!(layer(from) in may))
		return bad("layers.sh does not know lib/" layer(from))
	if (to != layer(from) && !has_word(may[layer(from)], to))
		return bad("lib/" layer(from) " may not see " to)
	if (sibling(from, name))
		bad("siblings do not include each other")
}

function check_foreign(name,    i) {
	for (i = 1; i <= n_foreign; i++) {
		if (name !~ foreign_header[i])
			continue
		if (!among(FILENAME, foreign_files[i]))
			bad("only " foreign_files[i] " may include <" name ">")
		return 1
	}
	return 0
}

function check_system(name) {
	if (name ~ /^profloom\// || name in system_header)
		return
	if (!check_foreign(name))
		bad("neither libc nor a library that this project knows")
}

function is_public(name) {
	return name ~ /^profloom\// || name in system_header
}

function check_tool(name, quoted) {
	if (!quoted && (is_public(name) || check_foreign(name)))
		return
	if (!quoted || name ~ /\.c$/ || name ~ /^(\.\.|lib|base|io|model|decode|analyze|render)\//)
		bad("tools see <profloom/...>, libc and each other only")
}

function check_public(name, quoted) {
	if (quoted || !is_public(name))
		bad("public headers include libc and <profloom/...> only")
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
	match($0, /[<"][^>"]*[>"]/)
	quoted = substr($0, RSTART, 1) == "\""
	name = substr($0, RSTART + 1, RLENGTH - 2)
	includes++
	if (FILENAME ~ /^lib\//)
		check_lib(name, quoted)
	else if (FILENAME ~ /^tools\//)
		check_tool(name, quoted)
	else
		check_public(name, quoted)
}

END {
	printf "%d includes, %d against the table\n", includes, failures
	exit failures > 0
}'
