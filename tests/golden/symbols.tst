# Names for addresses: samples/native/, a program in C++ with calls that were inlined, with and
# without its debugging information.
# needs: elf demangle

# nowhere, beside its name, by path, by build id, what was stripped off by build id
symbols.nowhere.txt | 0: proftext top $S/native/orders.pb.gz
symbols.lines.txt | 0: proftext top -g lines --binary-path $S/native/bin $S/native/orders.pb.gz
symbols.raw.txt | proftext raw --binary-path $S/native/bin $S/native/orders.pb.gz
symbols.stripped.txt | 0: proftext top --binary-path $S/native/stripped $S/native/orders.pb.gz
symbols.debug.txt | 0: proftext top --binary-path $S/native/debug $S/native/orders.pb.gz
- | proftext top -g lines --binary-path $S/native/bin $S/native/orders.pb.gz >a; proftext top -g lines --binary-path $S/native/stripped:$S/native/debug $S/native/orders.pb.gz >b; cmp a b
- | proftext top -g lines --binary-path $S/native/bin $S/native/orders.pb.gz >a; mkdir -p root/opt/shop/bin; cp $S/native/bin/orders root/opt/shop/bin; proftext top -g lines --binary-path root $S/native/orders.pb.gz >b; cmp a b
- | proftext top -g lines --binary-path $S/native/bin $S/native/orders.pb.gz >a; proftext top -g lines --binary-path $S/native/bin/orders $S/native/orders.pb.gz >b; cmp a b
# by the name that the program gives its debug file, beside it and in .debug
- | proftext top -g lines --binary-path $S/native/bin $S/native/orders.pb.gz >a; mkdir -p x/.debug; cp $S/native/stripped/orders x; cp $S/native/debug/.build-id/*/*.debug x/.debug/orders.debug; proftext top -g lines --binary-path x $S/native/orders.pb.gz >b; cmp a b
# another build; a link that leads out; a FIFO; what is no program; a damaged one
symbols.other-build.txt | 0: mkdir x; cp $(command -v proftext) x/orders; proftext top --binary-path x $S/native/orders.pb.gz
symbols.link.txt | 0: mkdir x y; cp $S/native/bin/orders y; ln -s ../y/orders x/orders; proftext top --binary-path x $S/native/orders.pb.gz
symbols.fifo.txt | 0: mkdir x; mkfifo x/orders; proftext top --binary-path x $S/native/orders.pb.gz
symbols.fifo.txt | 0: mkdir x; echo '#!/bin/sh' >x/orders; proftext top --binary-path x $S/native/orders.pb.gz
symbols.fifo.txt | 0: mkdir x; head -c 50 $S/native/bin/orders >x/orders; proftext top --binary-path x $S/native/orders.pb.gz
# never, and pprof's words
symbols.never.txt | 0: proftext top --symbolize never --binary-path $S/native/bin $S/native/orders.pb.gz
symbols.never.txt | 0: proftext top -symbolize=none --binary-path $S/native/bin $S/native/orders.pb.gz
symbols.lines.txt | 0: proftext top -lines -symbolize=local --binary-path $S/native/bin $S/native/orders.pb.gz
# what was found is there for others to read
symbols.written.txt | 0: profconv --binary-path $S/native/bin $S/native/orders.pb.gz -o a.pb.gz 2>/dev/null; proftext raw a.pb.gz
# the kernel, from a list that the user has
symbols.kernel.txt | printf 'ffffffff81000000 T _text\nffffffff81000100 t do_one\nffffffff81000200 T do_two\n' >kallsyms; printf 'heap profile: 1: 10 [1: 10] @ growthz\n1: 10 [1: 10] @ 0xffffffff81000111 0xffffffff81000222\nMAPPED_LIBRARIES:\nffffffff81000000-ffffffff82000000: [kernel.kallsyms]_text\n' | proftext traces --binary-path . -
# Firefox' and samply's addresses, which count from where the image begins, here 0x400000
symbols.gecko.txt | printf '{"meta":{"interval":1},"libs":[{"path":"/opt/shop/bin/orders","codeId":"4AFD1E77D671EEC8E98ED8110F011B6CA2E504E6"}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"address":[390,420],"func":[0,1]},"funcTable":{"name":[0,1],"resource":[0,0]},"resourceTable":{"lib":[0]},"stringArray":["0x186","0x1a4"]}]}' >a.json; proftext traces -g lines --binary-path $S/native/bin a.json
# where a debug id is all that they know: the program whose build id makes it, another, none by that name,
# and nothing of it where a format has build ids alone
symbols.debug-id.txt | printf '{"meta":{"interval":1},"libs":[{"path":"/opt/shop/bin/orders","codeId":null,"breakpadId":"771EFD4A71D6C8EEE98ED8110F011B6C0"}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"address":[390,420],"func":[0,1]},"funcTable":{"name":[0,1],"resource":[0,0]},"resourceTable":{"lib":[0]},"stringArray":["0x186","0x1a4"]}]}' >a.json; proftext traces -g lines --binary-path $S/native/bin a.json
symbols.other-debug-id.txt | 0: printf '{"meta":{"interval":1},"libs":[{"path":"/opt/shop/bin/orders","codeId":null,"breakpadId":"4AFD1E77D671EEC8E98ED8110F011B6C0"}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"address":[390,420],"func":[0,1]},"funcTable":{"name":[0,1],"resource":[0,0]},"resourceTable":{"lib":[0]},"stringArray":["0x186","0x1a4"]}]}' >a.json; proftext top --binary-path $S/native/bin a.json
symbols.debug-id-folder.txt | 0: printf '{"meta":{"interval":1},"libs":[{"path":"/opt/shop/bin/orders","codeId":null,"breakpadId":"771EFD4A71D6C8EEE98ED8110F011B6C0"}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"address":[390,420],"func":[0,1]},"funcTable":{"name":[0,1],"resource":[0,0]},"resourceTable":{"lib":[0]},"stringArray":["0x186","0x1a4"]}]}' >a.json; mkdir -p x/771EFD4A71D6C8EEE98ED8110F011B6C0 x/.build-id/77; cp $S/native/bin/orders x/771EFD4A71D6C8EEE98ED8110F011B6C0; cp $S/native/bin/orders x/.build-id/77/1efd4a71d6c8eee98ed8110f011b6c0.debug; proftext top --binary-path x a.json
symbols.debug-id-written.txt | printf '{"meta":{"interval":1},"libs":[{"path":"/opt/shop/bin/orders","codeId":null,"breakpadId":"771EFD4A71D6C8EEE98ED8110F011B6C0"}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"address":[390,420],"func":[0,1]},"funcTable":{"name":[0,1],"resource":[0,0]},"resourceTable":{"lib":[0]},"stringArray":["0x186","0x1a4"]}]}' >a.json; profconv -q a.json -o a.pb.gz; proftext raw -q a.pb.gz
# the same as Firefox records it, in memory, by two processes of which one does not know the path
symbols.memory.txt | printf '{"meta":{"interval":1},"processes":[{"libs":[{"path":"","codeId":"4AFD1E77D671EEC8E98ED8110F011B6CA2E504E6","start":28928,"end":36864,"offset":256}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"location":[0,1]},"stringTable":["0x7186","0x71a4"]}]}],"libs":[{"path":"/opt/shop/bin/orders","codeId":"4AFD1E77D671EEC8E98ED8110F011B6CA2E504E6","start":4194304,"end":4202496,"offset":0}],"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"location":[0,1]},"stringTable":["0x400186","0x4001a4"]}]}' >a.json; proftext traces -g lines --binary-path $S/native/bin a.json
symbols.process.txt | printf '{"meta":{"interval":1},"libs":[{"path":"/lib/first.so","codeId":"AB"},{"path":"/bin/shop","codeId":"CD"}],"threads":[{"processName":"shop","samples":{"stack":[0]},"stackTable":{"prefix":[null],"frame":[0]},"frameTable":{"address":[16],"func":[0]},"funcTable":{"name":[0],"resource":[0]},"resourceTable":{"lib":[0]},"stringArray":["0x10"]}]}' >a.json; proftext top -q a.json
