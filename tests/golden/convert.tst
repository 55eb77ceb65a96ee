# profconv's targets: the bytes of small ones, and that what is read back is the same.
convert.callgrind.txt | profconv -q $S/go/slow.mutex.pb.gz -f callgrind
convert.callgrind-blanks.txt | printf 'a;\\x20\\x20;b 3\n' | profconv -q -f callgrind - | proftext top -
convert.calltree.txt | profconv -q --call-tree $S/go/slow.mutex.pb.gz -f callgrind
convert.callgrind-note.txt | 0: profconv $S/go/slow.cpu.pb.gz -o b.callgrind
convert.speedscope.txt | printf 'main;parse 12\nmain;parse;read 3\nmain 0\n' | profconv - -f speedscope
- | profconv -q $S/go/slow.cpu.pb.gz -o a.speedscope.json && profconv -t 1 -f folded a.speedscope.json >a && profconv -t 1 -f folded $S/go/slow.cpu.pb.gz | cmp a -
- | profconv -q $S/go/fast.heap.pb.gz -o a.speedscope.json && profconv -t space -f folded a.speedscope.json | head -n 1 >a && test -s a
# speedscope adds up frames that are alike: one for each function, or for each line.
- | profconv -q $S/go/slow.cpu.pb.gz -o a.speedscope.json && test -z "$(grep -o '{"name": [^}]*}' a.speedscope.json | sort | uniq -d)" && ! grep -q '"line"' a.speedscope.json
- | profconv -q -g lines $S/go/slow.cpu.pb.gz -o a.speedscope.json && profconv -q -g lines -t 1 -f folded a.speedscope.json >a && profconv -q -g lines -t 1 -f folded $S/go/slow.cpu.pb.gz | cmp a -
convert.ndjson.txt | printf 'main;parse 12\nmain;pa"rse;\\x0a=1+1 3\nmain 0\n' | profconv - -f ndjson
convert.json.txt | profconv $D/../fuzz/corpus/trace/profile -f json
# Python: names, files and lines; process and thread are labels.
convert.python.txt | profconv $D/../fuzz/corpus/python/austin -f ndjson; profconv --tag-root process,thread -f folded $D/../fuzz/corpus/python/pyspy
convert.pydump.txt | proftext top $D/../fuzz/corpus/pydump/pyspy; profconv -f ndjson $D/../fuzz/corpus/pydump/pyspy; profconv --tag-root thread -f folded $D/../fuzz/corpus/pydump/faulthandler
convert.mojo.txt | profconv $D/../fuzz/corpus/mojo/wall -f ndjson; profconv --tag-root process,thread -f folded $D/../fuzz/corpus/mojo/tasks
# What a target cannot hold of several types, labels, inlined calls, addresses, times and comments; of negative values; of a pair. Nothing where there is nothing.
convert.losses.txt | 0: for f in folded callgrind speedscope json ndjson pprof; do profconv --add-comment why $S/go/slow.cpu.pb.gz -f $f -o x.$f; done
convert.losses-negative.txt | 0: printf 'a;b 3\na 1\n' >x; printf 'a;b 2\nc 4\n' >y; for f in folded callgrind speedscope json ndjson pprof; do profconv --base y x -f $f -o x.$f; done; cat x.speedscope; sed 1,2d x.callgrind
convert.losses-pair.txt | 0: printf 'a;b 3 1\na 1 2\n' >x; for f in folded callgrind speedscope json ndjson pprof; do profconv x -f $f -o x.$f; done
convert.losses-none.txt | 0: printf 'a;b 3\n' >x; profconv x -o a.folded -o b.callgrind -o c.speedscope.json -o d.json -o e.ndjson -o f.pb.gz
# Several inputs: weights, one for each or one for all, and where samples are from.
convert.weights.txt | printf 'a;b 3\n' >x; printf 'a 1\na;b 2\n' >y; profconv --weight 2,10 x y -f folded; profconv -q --weight 0.5 x y -f folded; profconv --weight 3 --weight 1 x y -f folded; mkdir d; cp x y d; profconv --weight 7,1 d x -f folded
convert.weight-lost.txt | 0: printf 'a 1\na;b 6\n' | profconv --weight 0.25 - -f folded
convert.source.txt | printf 'a 1\n' >x; printf 'a 2\n' >y; profconv --label-source x y | proftext tags -; profconv --label-source x y -o xy.pb.gz; profconv -f ndjson --label-source xy.pb.gz
convert.weight-usage.txt | 2: profconv --weight 1,2 a b c
convert.weight-number.txt | 2: profconv --weight 1,-2 a b
convert.weight-none.txt | 2: profconv --weight 0 a
convert.weight-elsewhere.txt | 2: proftext top --weight 2 a
convert.source-base.txt | 2: profconv --label-source --base a b
# Samples go by their stacks, of which neighbours begin alike; those of one profile.proto stay as they stood.
convert.order.txt | printf 'b;c 1\na;b 2\nb 3\na 4\na;b;d 5\n' >x; profconv x -o x.pb.gz; profconv x.pb.gz -o y.pb.gz; cmp x.pb.gz y.pb.gz; profconv x x -o z.pb.gz; for p in y z; do proftext raw $p.pb.gz | sed -n '/^Samples/,$p'; done
- | profconv $S/go/slow.cpu.pb.gz -o a.pb.gz && proftext raw a.pb.gz >a && proftext raw $S/go/slow.cpu.pb.gz | cmp a -
# Lines at which functions start stay, for profile-guided optimisation.
convert.start-lines.txt | profconv --weight 2,1 --focus leaf $D/../fuzz/corpus/pprof/full $D/../fuzz/corpus/pprof/full -o x.pb.gz; proftext raw x.pb.gz | sed -n '/^Locations/,$p'
