#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Build the program of these samples and what is stripped off it, and write a profile of it. What
# comes out depends on the compiler, and so do the profile's addresses and what tests expect.
set -eu
cd "$(dirname "$0")"
mkdir -p bin stripped
g++ -O1 -g -gdwarf-4 -nostdlib -static -no-pie -fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables -ffile-prefix-map="$PWD=/src/shop" \
	-Wl,--build-id=sha1 -Wl,-z,noseparate-code orders.cc -o bin/orders
id=$(readelf -n bin/orders | sed -n 's/.*Build ID: //p')
rest=${id#??}
folder=debug/.build-id/${id%"$rest"}
mkdir -p "$folder" stripped
objcopy --only-keep-debug bin/orders stripped/orders.debug
(cd stripped && objcopy --strip-all --add-gnu-debuglink=orders.debug ../bin/orders orders)
mv stripped/orders.debug "$folder/$rest.debug"
python3 make_profile.py bin/orders "$id"
