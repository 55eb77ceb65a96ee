# profconv's targets: the bytes of small ones, and that what is read back is the same.
convert.callgrind.txt | profconv -q $S/go/slow.mutex.pb.gz -f callgrind
convert.calltree.txt | profconv -q --call-tree $S/go/slow.mutex.pb.gz -f callgrind
convert.callgrind-note.txt | 0: profconv $S/go/slow.cpu.pb.gz -o b.callgrind
convert.speedscope.txt | printf 'main;parse 12\nmain;parse;read 3\nmain 0\n' | profconv - -f speedscope
- | profconv -q $S/go/slow.cpu.pb.gz -o a.speedscope.json && profconv -t 1 -f folded a.speedscope.json >a && profconv -t 1 -f folded $S/go/slow.cpu.pb.gz | cmp a -
- | profconv -q $S/go/fast.heap.pb.gz -o a.speedscope.json && profconv -t space -f folded a.speedscope.json | head -n 1 >a && test -s a
convert.ndjson.txt | printf 'main;parse 12\nmain;pa"rse;\\x0a=1+1 3\nmain 0\n' | profconv - -f ndjson
convert.json.txt | profconv $D/../fuzz/corpus/trace/profile -f json
# Python: names, files and lines; process and thread are labels.
convert.python.txt | profconv $D/../fuzz/corpus/python/austin -f ndjson; profconv --tag-root process,thread -f folded $D/../fuzz/corpus/python/pyspy
# What a target cannot hold of several types, labels, inlined calls, addresses, times and comments; of negative values; of a pair. Nothing where there is nothing.
convert.losses.txt | 0: for f in folded callgrind speedscope json ndjson pprof; do profconv --add-comment why $S/go/slow.cpu.pb.gz -f $f -o x.$f; done
convert.losses-negative.txt | 0: printf 'a;b 3\na 1\n' >x; printf 'a;b 2\nc 4\n' >y; for f in folded callgrind speedscope json ndjson pprof; do profconv --base y x -f $f -o x.$f; done; cat x.speedscope; sed 1,2d x.callgrind
convert.losses-pair.txt | 0: printf 'a;b 3 1\na 1 2\n' >x; for f in folded callgrind speedscope json ndjson pprof; do profconv x -f $f -o x.$f; done
convert.losses-none.txt | 0: printf 'a;b 3\n' >x; profconv x -o a.folded -o b.callgrind -o c.speedscope.json -o d.json -o e.ndjson -o f.pb.gz
