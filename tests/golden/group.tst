# --group-by: a table for each value of a label
group.top.txt | proftext top --group-by endpoint --node-count 3 $S/go/slow.cpu.pb.gz
group.top.two.txt | proftext top --group-by endpoint,role --node-count 2 --focus json $S/go/slow.cpu.pb.gz
group.top.bytes.txt | proftext top --group-by bytes --unit kb --node-count 2 --node-fraction 0.05 -inuse_space $S/go/slow.heap.pb.gz
group.top.mean.txt | proftext top --group-by tenant --mean --node-count 1 $S/go/slow.cpu.pb.gz
group.top.none.txt | proftext top --group-by tenant --node-count 2 $S/folded/shop.folded
group.top.color.txt | proftext top --group-by role --node-count 1 --color always $S/go/slow.cpu.pb.gz
group.top.md | proftext top -f markdown --group-by role --node-count 2 $S/go/slow.cpu.pb.gz
group.top.csv | proftext top -f csv --group-by tenant,endpoint --node-count 1 $S/go/slow.cpu.pb.gz
group.top.json | proftext top -f json --group-by role --node-count 2 $S/go/slow.cpu.pb.gz
group.tree.txt | proftext tree --group-by role --node-count 2 $S/go/slow.cpu.pb.gz
group.peek.txt | proftext peek 'json.Marshal$' --group-by endpoint $S/go/slow.cpu.pb.gz
group.peek.md | proftext peek 'json.Marshal$' -f markdown --group-by endpoint $S/go/slow.cpu.pb.gz
group.peek.csv | proftext peek 'json.Marshal$' -f csv --group-by endpoint $S/go/slow.cpu.pb.gz
group.peek.json | proftext peek 'json.Marshal$' -f json --group-by endpoint --focus search $S/go/slow.cpu.pb.gz
group.no.match | 2: proftext peek nothing.like.it --group-by endpoint $S/go/slow.cpu.pb.gz
group.no.key | 2: proftext top --group-by , $S/go/slow.cpu.pb.gz
group.no.flame | 2: flamegen --group-by tenant nothing
group.no.raw | 2: proftext raw --group-by tenant nothing
