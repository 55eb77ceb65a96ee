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
