# proftext traces, tags, raw, comments: as go tool pprof prints them, but for what docs/differences-from-pprof.md says.
traces.mutex.txt | proftext traces $S/go/fast.mutex.pb.gz
traces.mutex.txt | proftext -traces $S/go/fast.mutex.pb.gz
traces.cpu.lines.txt | proftext traces -lines --focus wire.Encode --tag-focus tenant=acme $S/go/slow.cpu.pb.gz
traces.heap.labels.txt | proftext traces --ignore 'http|rand|read' --tag-focus 1kb:2kb --unit kb -inuse_space $S/go/slow.heap.pb.gz | head -n 60
traces.mean.txt | proftext traces -mean_delay --focus cart $S/go/slow.mutex.pb.gz
traces.cpu.md | proftext traces -f markdown --focus wire.Encode --tag-focus tenant=acme $S/go/slow.cpu.pb.gz
traces.cpu.csv | proftext traces -f csv --focus wire.Encode --tag-focus tenant=acme $S/go/slow.cpu.pb.gz
traces.cpu.json | proftext traces -f json --focus wire.Encode --tag-focus tenant=acme $S/go/slow.cpu.pb.gz
traces.color.txt | proftext traces --color=always --focus cart $S/go/fast.mutex.pb.gz

tags.cpu.txt | proftext tags $S/go/slow.cpu.pb.gz
tags.cpu.txt | proftext -tags $S/go/slow.cpu.pb.gz
tags.cpu.focus.txt | proftext tags --focus json --relative-percentages --tag-hide role $S/go/slow.cpu.pb.gz
tags.heap.txt | proftext tags -alloc_space --tag-focus 1kb: --unit kb $S/go/slow.heap.pb.gz
tags.cpu.mean.txt | proftext tags --mean $S/go/slow.cpu.pb.gz
tags.cpu.md | proftext tags -f markdown $S/go/slow.cpu.pb.gz
tags.cpu.csv | proftext tags -f csv $S/go/slow.cpu.pb.gz
tags.cpu.json | proftext tags -f json --tag-focus tenant=acme $S/go/slow.cpu.pb.gz
tags.heap.json | proftext tags -f json --tag-focus 128kb: $S/go/slow.heap.pb.gz
tags.color.txt | proftext tags --color=always --tag-hide tenant $S/go/slow.cpu.pb.gz
tags.none.txt | proftext tags $S/folded/shop.folded

raw.mutex.txt | proftext raw --focus feed $S/go/fast.mutex.pb.gz
raw.mutex.txt | proftext -raw --focus feed $S/go/fast.mutex.pb.gz
raw.folded.txt | proftext raw --add-comment 'taken by hand' --tag-root k $S/folded/shop.folded | head -n 40
raw.heap.labels.txt | proftext raw --focus inflate --ignore json $S/go/slow.heap.pb.gz | head -n 40
raw.mutex.md | proftext raw -f markdown --focus feed $S/go/fast.mutex.pb.gz
raw.mutex.csv | proftext raw -f csv --focus feed $S/go/fast.mutex.pb.gz
raw.mutex.json | proftext raw -f json --focus feed $S/go/fast.mutex.pb.gz

comments.txt | proftext comments --add-comment '#first `x`, ::error::second' $S/go/fast.mutex.pb.gz
comments.command.txt | proftext comments --add-comment '  ::error::second' $S/go/fast.mutex.pb.gz
comments.none.txt | proftext -comments $S/go/fast.mutex.pb.gz
comments.md | proftext comments -f markdown --add-comment '#first `x`' $S/go/fast.mutex.pb.gz
comments.csv | proftext comments -f csv --add-comment '=first,"x"' $S/go/fast.mutex.pb.gz
comments.json | proftext comments -f json --add-comment '#first "x"' $S/go/fast.mutex.pb.gz

# a CI system reads what is printed: no line is a command to it, whatever a function is called
hostile.traces.txt | printf '::error::x;##[error]y;::z 3\n' | proftext traces -
hostile.raw.txt | printf '::error::x;##[error]y;::z 3\n' | proftext raw -
hostile.md | printf '````;b 3\n' | proftext traces -f markdown -
