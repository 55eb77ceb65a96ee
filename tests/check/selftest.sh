#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The checks themselves: each planted violation is caught, and what is allowed passes.
# usage: selftest.sh CC
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
cc=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/check-self.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

# expect pass|fail NAME COMMAND...
expect()
{
	wanted=$1 what=$2
	shift 2
	if "$@" >"$work/log" 2>&1; then
		got=pass
	else
		got=fail
	fi
	if [ $got != "$wanted" ]; then
		echo "$what: expected to $wanted"
		sed 's/^/    /' "$work/log"
		failed=1
	fi
}

# plant FILE LINE: a tree that holds only what every case needs, and that file with that line
plant()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/lib/decode" "$work/tree/tools/cli" "$work/tree/include/profloom"
	echo 'const struct pfl_decoder pfl_decode_pprof = { 0 };' >"$work/tree/lib/decode/pprof.c"
	echo '#include <stdio.h>' >"$work/tree/lib/decode/pprof.h"
	mkdir -p "$(dirname "$work/tree/$1")"
	printf '%s\n' "$2" >"$work/tree/$1"
}

# layer pass|fail FILE LINE
layer()
{
	plant "$2" "$3"
	expect "$1" "layers: $2: $3" sh "$here/layers.sh" "$work/tree"
}

layer pass lib/base/arena.c '#include <stdlib.h>'
layer pass lib/base/arena.c '#include <profloom/error.h>'
layer fail lib/base/arena.c '#include "model/profile.h"'
layer fail lib/base/arena.c '#include <glib.h>'
layer pass lib/io/gzip.c '#include <zlib.h>'
layer fail lib/io/source.c '#include <zlib.h>'
layer fail lib/io/fd.c '#include "model/profile.h"'
layer fail lib/model/merge.c '#include "io/source.h"'
layer pass lib/decode/folded.c '#include "io/source.h"'
layer fail lib/decode/folded.c '#include "decode/pprof.h"'
layer pass lib/decode/folded.c '#include "decode/wire.h"'
layer pass lib/decode/pprof_cold.c '#include "decode/pprof.h"'
layer fail lib/decode/folded.c '#include "folded.h"'
layer fail lib/decode/folded.c '#include "profile.pb-c.h"'
layer pass lib/decode/pprof.c '#include "profile.pb-c.h"'
layer pass lib/render/dot.c '#include "analyze/callgraph.h"'
layer pass lib/render/dot.c '#include "scene.h"'
layer fail lib/render/dot.c '#include "transform/filter.h"'
layer fail lib/render/dot.c '#include <graphviz/gvc.h>'
layer fail lib/analyze/calltree.c '#include "render/renderer.h"'
layer fail lib/analyze/calltree.c '#include "scene.h"'
layer fail lib/transform/trim.c '#include "analyze/callgraph.h"'
layer fail lib/strange/new.c '#include "base/vec.h"'
layer fail lib/base/arena.c '  #  include "io/source.h"'
layer fail lib/base/arena.c '#include "base/span.c"'
layer pass tools/flamegen.c '#include "cli/tool.h"'
layer pass tools/flamegen.c '#include <profloom/profloom.h>'
layer fail tools/flamegen.c '#include "base/vec.h"'
layer fail tools/cli/opt.c '#include "../../lib/scene.h"'
layer fail tools/cli/opt.c '#include <zlib.h>'
layer fail include/profloom/out.h '#include "base/vec.h"'

mkdir -p "$work/include/profloom"
cat >"$work/include/profloom/x.h" <<'END'
#define PFL_API __attribute__((visibility("default")))
/* PFL_API int pfl_only_a_comment(void); */
PFL_API int
pfl_two(const char *a,
	void (*call)(int));
PFL_API const char *pfl_one(void);
END
good='#include <profloom/x.h>
#include <stddef.h>
extern const char *const pfl_table[];
const char *const pfl_table[] = { "a", NULL };
static int inner(void) { return 1; }
const char *pfl_one(void) { return pfl_table[0]; }
int pfl_two(const char *a, void (*call)(int)) { call(inner()); return a[0]; }'

# symbols pass|fail NAME FILE.c CODE
symbols()
{
	rm -f "$work"/*.[aco] "$work"/*.so
	printf '%s\n%s\n' "$good" "$4" >"$work/$3"
	"$cc" -c -fPIC -fvisibility=hidden -I"$work/include" -o "$work/$3.o" "$work/$3" &&
		ar rc "$work/lib.a" "$work/$3.o" &&
		"$cc" -shared -o "$work/lib.so" "$work/$3.o" || exit 2
	expect "$1" "symbols: $2" \
		sh "$here/symbols.sh" "$work/lib.a" "$work/include" "$work/lib.so"
}

symbols pass 'as it should be' good.c ''
symbols fail 'another global function' bad.c 'int helper(void) { return 0; }'
symbols fail 'exit' bad.c '#include <stdlib.h>
void pfl_stop(void) { exit(1); }'
symbols fail 'abort' bad.c '#include <stdlib.h>
void pfl_stop(void) { abort(); }'
symbols fail 'printf' bad.c '#include <stdio.h>
void pfl_say(int n) { printf("%d\n", n); }'
symbols fail 'stderr' bad.c '#include <stdio.h>
void pfl_say(int n) { fprintf(stderr, "%d\n", n); }'
symbols fail '_exit' bad.c '#include <unistd.h>
void pfl_stop(void) { _exit(1); }'
symbols pass '_exit in the forked child' graph_layout.c '#include <unistd.h>
void pfl_stop(void) { _exit(1); }'
symbols fail 'a static variable' bad.c 'int pfl_next(void); static int n;
int pfl_next(void) { return n++; }'
symbols fail 'an initialised variable' bad.c 'int pfl_next(void); static int n = 7;
int pfl_next(void) { return n++; }'
symbols fail 'exported, not declared' bad.c 'PFL_API int pfl_three(void) { return 3; }'
good=${good%int pfl_two*}
symbols fail 'declared, not exported' bad.c ''

echo 'int main(void) { return 0; }' >"$work/main.c"
hard='-fPIE -pie -Wl,-z,relro -Wl,-z,now'
for flag in '' -no-pie -Wl,-z,lazy -Wl,-z,norelro -Wl,-z,execstack; do
	# shellcheck disable=SC2086 # lists of flags
	"$cc" $hard $flag -o "$work/main" "$work/main.c" 2>/dev/null || exit 2
	expect "$([ -n "$flag" ] && echo fail || echo pass)" "hardening: $flag" \
		sh "$here/hardening.sh" "$work/main"
done

if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	plant lib/base/span.c '/* SPDX-License-Identifier: Apache-2.0 */'
	rm "$work"/tree/lib/decode/*
	cp "$here/../../.clang-format" "$work/tree"
	expect pass 'format: tidy' sh "$here/format.sh" "$work/tree"
	echo 'int   a ;' >>"$work/tree/lib/base/span.c"
	expect fail 'format: untidy' sh "$here/format.sh" "$work/tree"
	echo 'int a;' >"$work/tree/lib/base/span.c"
	expect fail 'format: no licence' sh "$here/format.sh" "$work/tree"
fi

plant lib/base/span.h '#include <stddef.h>'
expect pass 'headers: complete' sh "$here/headers.sh" "$work/tree" "$cc"
echo 'uint32_t f(void);' >>"$work/tree/lib/base/span.h"
expect fail 'headers: an include is missing' sh "$here/headers.sh" "$work/tree" "$cc"

# manual pass|fail WHAT HELP-LINE MANUAL-LINE
manual()
{
	printf '#!/bin/sh\ncase $1 in\n--help) echo "%s" ;;\n*)\ncat <<END\n%s\n%s\nEND\nesac\n' \
		"$3" '.TH x 1
.SH EXIT STATUS' "$4" >"$work/program"
	chmod +x "$work/program"
	expect "$1" "manuals: $2" sh "$here/manuals.sh" "$work/program"
}

if command -v groff >/dev/null; then
	manual pass 'complete' '  --one FILE  help' '--one FILE'
	manual fail 'an option is missing' '  --two FILE  help' '--one FILE'
	manual fail 'no such macro' '  --one FILE  help' '.XX --one FILE'
	manual fail 'too wide' \
		"  --one FILE  $(printf '%080d' 0)" '--one FILE'
fi

[ $failed -eq 0 ] && echo "the checks tell right from wrong"
exit $failed
