# proftext tree and peek. The expected texts are those of go tool pprof but for the line "Time:".
tree.cpu.txt | proftext tree --node-count 12 $S/go/slow.cpu.pb.gz
tree.cpu.txt | proftext -tree -nodecount=12 $S/go/slow.cpu.pb.gz
tree.lines.cum.txt | proftext tree -lines -cum -nodecount=8 -focus=json $S/go/slow.cpu.pb.gz
tree.base.txt | proftext tree --base $S/go/slow.mutex.pb.gz --node-count 6 $S/go/fast.mutex.pb.gz
tree.folded.txt | proftext tree --node-count 8 $S/folded/shop.folded
peek.cpu.txt | proftext peek 'json.*[mM]arshal$' $S/go/slow.cpu.pb.gz
peek.cpu.txt | proftext -peek='json.*[mM]arshal$' $S/go/slow.cpu.pb.gz
peek.cpu.txt | proftext -peek 'json.*[mM]arshal$' $S/go/slow.cpu.pb.gz
peek.cpu.txt | proftext peek --pattern 'json.*[mM]arshal$' $S/go/slow.cpu.pb.gz
peek.lines.txt | proftext peek -lines -inuse_objects 'wire/.*:[0-9]' $S/go/slow.heap.pb.gz
# pprof shows undivided calls here
tree.mutex.mean.txt | proftext tree -mean_delay --node-count 5 $S/go/slow.mutex.pb.gz
tree.cpu.md | proftext tree -f markdown --node-count 3 $S/go/slow.cpu.pb.gz
tree.cpu.csv | proftext tree -f csv --node-count 3 $S/go/slow.cpu.pb.gz
tree.addresses.json | proftext tree -f json -addresses --node-count 3 $S/go/slow.cpu.pb.gz
peek.cpu.json | proftext peek -f json 'json.Marshal$' $S/go/slow.cpu.pb.gz
peek.color.txt | proftext peek --color always 'json.Marshal$' $S/go/slow.cpu.pb.gz

# nothing there to match is not an error
peek.nothing.txt | 0: proftext peek main --focus nowhere $S/go/slow.cpu.pb.gz

# an expression is needed where it means something, and refused elsewhere
peek.no.pattern | 2: proftext peek
peek.no.profile | 2: proftext peek main
peek.no.match | 2: proftext peek nothing.like.it $S/go/slow.cpu.pb.gz
peek.no.regexp | 2: proftext peek 'a(b' nothing
peek.no.empty | 2: proftext peek '' nothing
peek.no.top | 2: proftext top --pattern main nothing
peek.no.flame | 2: flamegen --pattern main nothing
peek.no.two | 2: proftext -top -tree nothing
peek.no.flag | 2: proftext -tree=maybe nothing
