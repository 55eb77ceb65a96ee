# Spellings: pprof's and ours say the same. The expected texts are those of go tool pprof but for "Time:".
options.lines.txt | proftext top -lines -nodecount=12 -focus=json $S/go/slow.cpu.pb.gz
options.lines.txt | proftext top --granularity lines --node-count 12 --focus json $S/go/slow.cpu.pb.gz
options.lines.txt | proftext top -g=lines -node_count 12 -focus json $S/go/slow.cpu.pb.gz
options.lines.txt | proftext -top -lines=T -functions=false -nodecount=12 -focus=json $S/go/slow.cpu.pb.gz
options.lines.txt | proftext -text -glines -nodecount=12 -focus=json -q -- $S/go/slow.cpu.pb.gz
options.files.txt | proftext top -files -cum -trim=false -hide=runtime -noinlines $S/go/fast.mutex.pb.gz
options.files.txt | proftext top -cum=1 --no-trim --hide runtime --no-inlines -g files $S/go/fast.mutex.pb.gz
options.filefunctions.txt | proftext top -filefunctions -nodecount=10 -show_from=ServeHTTP -prune_from=Marshal $S/go/slow.cpu.pb.gz
options.addresses.txt | proftext top -addresses -nodecount=8 -unit=seconds -divide_by=2 $S/go/slow.cpu.pb.gz
options.space.txt | proftext top -alloc_space -nodecount=8 $S/go/slow.heap.pb.gz
options.space.txt | proftext top --sample-type alloc_space --node-count 8 $S/go/slow.heap.pb.gz
options.space.txt | proftext top -si=1 -nodecount 8 $S/go/slow.heap.pb.gz
options.space.txt | proftext top -q -alloc_objects -nodecount 8 -alloc_space $S/go/slow.heap.pb.gz
options.delay.txt | proftext top -total_delay -nodecount=8 -compact_labels $S/go/slow.block.pb.gz
options.delay.txt | proftext top -delay -nodecount=8 -compact_labels $S/go/slow.block.pb.gz
options.contentions.txt | proftext top -contentions -nodecount=8 -relative_percentages -ignore=select $S/go/slow.block.pb.gz
options.tags.txt | proftext top -tagfocus=tenant=acme,dune -tagignore=cart -tagroot=endpoint -tagleaf=tenant -nodecount=10 $S/go/slow.cpu.pb.gz
options.tags.dot | pprof2svg -dot -tagshow=tenant -tagfocus=acme -nodecount=5 $S/go/slow.cpu.pb.gz
options.tags.dot | pprof2svg --format dot --tag-show tenant --tag-focus=acme --node-count 5 $S/go/slow.cpu.pb.gz
options.range.dot | pprof2svg -dot -inuse_space -tagfocus=bytes=64kb:1mb -nodefraction=0.05 -edgefraction=.02 $S/go/slow.heap.pb.gz
options.base.txt | proftext top -base=$S/go/slow.mutex.pb.gz -nodecount=8 $S/go/fast.mutex.pb.gz
options.base.txt | proftext top --base $S/go/slow.mutex.pb.gz --node-count 8 $S/go/fast.mutex.pb.gz
options.diff_base.txt | proftext top -diff_base $S/go/slow.heap.pb.gz -normalize -drop_negative -nodecount=8 $S/go/fast.heap.pb.gz
options.comment.txt | proftext top -add_comment="before the change" -nodecount=1 -symbolize=none $S/go/slow.cpu.pb.gz
options.comment.txt | profconv --add-comment "before the change" $S/go/slow.cpu.pb.gz | proftext top -nodecount=1 -

# What cannot be done is said, with status 2, and before anything is read.
options.no.binary | 2: proftext top -tools=/usr/bin nothing
options.no.symbols | 2: proftext top -symbolize=remote nothing
options.no.http | 2: pprof2svg -http=: nothing
options.no.web | 2: pprof2svg -web nothing
options.no.gif | 2: pprof2svg -gif nothing
options.no.dot | 2: proftext -dot nothing
options.no.top | 2: pprof2svg -top nothing
options.no.proto | 2: pprof2svg -proto nothing
options.no.option | 2: proftext top -tagfous=x nothing
options.no.format | 2: profconv -f csv nothing
options.no.ending | 2: proftext top -o graph.svg nothing
options.no.twice | 2: proftext top -o a -o a nothing
options.no.inverted | 2: pprof2svg --inverted nothing
options.no.base | 2: profdiff --base old nothing nothing
options.no.report | 2: proftext diff nothing 2>err; s=$?; sed 's/ disasm,//' err >&2; exit $s
options.no.flag | 2: proftext top -cum=maybe nothing
options.no.argument | 2: proftext top nothing --focus
options.no.regexp | 2: proftext top -focus='a(b' nothing
options.note.types | 0: proftext top -alloc_space -inuse_space -nodecount=1 $S/go/slow.heap.pb.gz

# Outputs: -f beats the ending, an ending that says nothing gets the default, one reading makes several.
options.kind | proftext top -f csv -o a.json $S/go/slow.mutex.pb.gz && head -n 1 a.json
options.kind2 | flamegen -o a.out $S/go/slow.mutex.pb.gz && head -c 5 a.out
options.kind3 | flamegen -o a.svg -o a.folded -o a.json $S/go/slow.mutex.pb.gz && ls
options.kind4 | flamegen -o a.svg -o missing/b.svg $S/go/slow.mutex.pb.gz 2>/dev/null; ls
