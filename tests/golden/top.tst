# proftext top. The expected texts are those of go tool pprof -top but for the line "Time:".
top.cpu.txt | proftext top $S/go/slow.cpu.pb.gz
top.cpu.lines.cum.txt | proftext top -lines -cum -nodecount=25 $S/go/slow.cpu.pb.gz
top.heap.txt | proftext top -alloc_space --unit MB --node-count 20 $S/go/slow.heap.pb.gz
top.mutex.mean.txt | proftext top -mean_delay $S/go/slow.mutex.pb.gz
top.cpu.focus.txt | proftext top --focus recommend --relative-percentages --node-count 12 $S/go/fast.cpu.pb.gz
top.folded.txt | proftext top --node-count 12 $S/folded/shop.folded
top.cpu.md | proftext top -f markdown --node-count 12 $S/go/slow.cpu.pb.gz
top.cpu.csv | proftext top -f csv --node-count 12 $S/go/slow.cpu.pb.gz
top.cpu.json | proftext top -f json --node-count 12 $S/go/slow.cpu.pb.gz
top.addresses.json | proftext top -f json -addresses --node-count 12 $S/go/slow.cpu.pb.gz

# The rows as a profile: its flat values are those of the table, filters go on working, and all three spellings are one.
- | proftext -topproto -unit=ns $S/go/slow.cpu.pb.gz -o a.pb.gz && proftext top -t flat --no-trim -f csv a.pb.gz | cut -d, -f1,6 | grep -v '^0,' >a && proftext top -f csv $S/go/slow.cpu.pb.gz | cut -d, -f1,6 | grep -v '^0,' | cmp a -
- | proftext top --node-count 10 $S/go/slow.cpu.pb.gz -o b.pb.gz && profsh -c topproto $S/go/slow.cpu.pb.gz | cmp b.pb.gz - && profsh -c 'top > c.pb.gz' $S/go/slow.cpu.pb.gz && cmp b.pb.gz c.pb.gz
- | proftext top -f pprof -lines -unit=ns $S/go/slow.cpu.pb.gz | proftext top -t flat -lines --no-trim -f csv - | cut -d, -f1,6-8 | grep -v '^0,' >a && proftext top -lines -f csv $S/go/slow.cpu.pb.gz | cut -d, -f1,6-8 | grep -v '^0,' | cmp a -
