#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Profile-guided optimisation: what profconv has merged, weighted and filtered is what `go build -pgo` wants.
# usage: pgo.sh BIN
# Exit status 77: skipped.
set -u
bin=$(cd "${1:?usage: pgo.sh BIN}" && pwd) || exit 2
minor=$(go version 2>/dev/null | sed -n 's/^go version go1\.\([0-9]*\).*/\1/p')
[ "${minor:-0}" -ge 21 ] || {
	echo "skipped: Go 1.21 or newer is not installed"
	exit 77
}
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir" || exit 2
export HOME="$dir" GOFLAGS=-mod=mod GOTOOLCHAIN=local

cat >go.mod <<'GO'
module profloom.example/pgo

go 1.21
GO
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

func step(x uint64) uint64 { return x*6364136223846793005 + 1442695040888963407 }

func spin(until time.Time) (x uint64) {
	for time.Now().Before(until) {
		for i := 0; i < 1000000; i++ {
			x = step(x)
		}
	}
	return x
}

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	pprof.StartCPUProfile(file)
	fmt.Println(spin(time.Now().Add(time.Second)))
	pprof.StopCPUProfile()
	file.Close()
}
GO

fail()
{
	echo "FAILED: $*"
	exit 1
}

go build -o plain . || exit 1
./plain a.pb.gz >/dev/null && ./plain b.pb.gz >/dev/null || exit 1
"$bin/profconv" --weight 3,1 --focus '^main\.' a.pb.gz b.pb.gz -o merged.pgo -f pprof || fail "profconv"
"$bin/proftext" raw merged.pgo | grep -q 'main\.spin .* s=[1-9]' || fail "there are no start lines"
go build -pgo=merged.pgo -o guided . || fail "go build does not take the profile"
go version -m guided | grep -q -e '-pgo=' || fail "go build did not use the profile"
echo "go build -pgo takes what profconv wrote"
