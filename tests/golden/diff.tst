# profdiff as text, as a comment for a pull request, and for programs.
diff.cpu.txt | profdiff $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.cpu.normalized.txt | profdiff --normalize --flat --node-count 8 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.alloc.txt | profdiff -t alloc_space --node-count 8 $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.same.txt | profdiff $S/go/slow.cpu.pb.gz $S/go/slow.cpu.pb.gz
diff.all.txt | profdiff -qv -t alloc_space $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz 2>&-
diff.cpu.md | profdiff -f markdown $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.alloc.md | profdiff -f markdown -t alloc_space $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.cpu.json | profdiff -f json --node-count 12 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.alloc.xml | profdiff -f junit -t alloc_space $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
# rules, budgets and exit statuses
diff.hot.txt | profdiff $D/hot.old.folded $D/hot.new.folded
diff.command.txt | for n in 9 90; do for w in 1 2 3 4 5 6 7 8 9 10; do echo "w$w 100"; done >$n; echo "::error::x;##[error]y;z ${n}00" >>$n; done; profdiff --node-count 1 9 90
diff.fail-on.txt | 1: profdiff --fail-on 'hot: cum>200%' --fail-on 'main: cum>5%' $D/hot.old.folded $D/hot.new.folded
diff.fail-on.md | 1: profdiff --fail-on 'hot: cum>200%' -f markdown $D/hot.old.folded $D/hot.new.folded
diff.strict.txt | profdiff --fail-on 'hot: cum>900%' -f junit $D/hot.old.folded $D/hot.new.folded
- | 1: profdiff --fail-on 'hot: cum>900%' --strict=inconclusive $D/hot.old.folded $D/hot.new.folded
- | 0: profdiff --fail-on 'hot: cum>200%' $D/hot.new.folded $D/hot.old.folded
- | 1: printf '# ours\n\nflat>5%%\r\n  new>90%%\n' >rules; profdiff --budget rules -o d.json $D/hot.old.folded $D/hot.new.folded && exit 9; test -s d.json && exit 1
diff.total-once.txt | 2: profdiff --fail-on 'total>2%' $D/hot.old.folded $D/hot.new.folded
diff.no-rule.txt | 2: profdiff --fail-on 'cum<1%' $D/hot.old.folded $D/hot.new.folded
diff.budget-missing.txt | 5: profdiff --budget none $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.normalize-twice.txt | 2: profdiff --normalize --normalization=abs $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.not-for-top.txt | 2: proftext top --fail-on 'cum>5%' $S/go/slow.cpu.pb.gz
# a step's summary is appended to, and taken back when something else fails
diff.summary-unset.txt | 2: unset GITHUB_STEP_SUMMARY; profdiff --summary $D/hot.old.folded $D/hot.new.folded
diff.summary.md | echo before >s.md; export GITHUB_STEP_SUMMARY=s.md; profdiff --summary -o d.json $D/hot.old.folded $D/hot.new.folded; test -s d.json && cat s.md
diff.summary-failed.txt | 6: echo before >s.md; export GITHUB_STEP_SUMMARY=s.md; profdiff --summary -o /dev/full $D/hot.old.folded $D/hot.new.folded; r=$?; cat s.md; (exit $r)
diff.summary-full.txt | 6: head -c 1044000 /dev/zero >s.md; export GITHUB_STEP_SUMMARY=s.md; profdiff --summary -o d.json $D/hot.old.folded $D/hot.new.folded; r=$?; wc -c <s.md; ls; (exit $r)
# Pictures: the call graph as text; SVG and the page are the same bytes each time, and hold both sides.
diff.around.txt | profdiff -q -f dot --around 'wire.Compress$' --depth 1 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | sed -n 's/^N[0-9]* \[.*tooltip="\([^\]*\).*/\1/p'
diff.no-around.txt | 2: profdiff --around 'wire.Compress$' $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.no-depth.txt | 2: profdiff -f dot --depth 1 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.cpu.dot | profdiff -q -f dot --node-count 12 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
- | profdiff -q -o a.html -o a.svg -o a.graph.svg $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz && profdiff -q -o b.html -o b.svg -o b.graph.svg $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz && cmp a.html b.html && cmp a.svg b.svg && cmp a.graph.svg b.graph.svg && grep -q 'url(#pfl-gone)' a.svg && grep -q 'slow.cpu.pb.gz · NEW' a.svg && grep -q 'slow.cpu.pb.gz · NEW' a.graph.svg

# runs of one program
diff.calibrate.txt | profdiff --calibrate $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.calibrate.json | profdiff --calibrate --node-count 3 -f json $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz $S/go/slow.cpu.pb.gz
diff.calibrate-same.txt | f=$S/go/slow.allocs.pb.gz; profdiff --calibrate -t alloc_space $f $f $f
diff.calibrate-unlike.txt | profdiff --calibrate $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz $S/go/slow.block.pb.gz
diff.calibrate-two.txt | 2: profdiff --calibrate $S/go/slow.cpu.pb.gz $S/go/slow.cpu.pb.gz
diff.calibrate-sides.txt | 2: profdiff --calibrate a b -- c
diff.calibrate-noise.txt | 2: profdiff --calibrate --noise 3 a b c
diff.calibrate-shell.txt | 2: profsh --calibrate a b c

# operations: numbers, one for each profile, and what go test -bench has printed
diff.operations.txt | profdiff --normalization=op --operations $D/bench.txt,1500 --benchmark Checkout --node-count 2 $D/hot.old.folded $D/hot.new.folded
- | profdiff --normalization=op --operations 1000,1500 $D/hot.old.folded $D/hot.new.folded >a && profdiff --normalization=op --ops @$D/bench.json,1.5e3 $D/hot.old.folded $D/hot.new.folded | cmp a -
- | profdiff --normalization=op --operations 1000,1500 $D/hot.old.folded $D/hot.new.folded >a && printf 'BenchmarkCheckout-8 1500 3 ns/op\n' >new && profdiff --normalization=op --operations $D/bench.txt,new --benchmark Checkout $D/hot.old.folded $D/hot.new.folded | cmp a -
- | profdiff --normalization=op --operations '1000 500,1000' $D/hot.old.folded $D/hot.old.folded -- $D/hot.new.folded >a && profdiff --normalization=op --operations "$D/bench.txt,1000" --benchmark 'Search/n=10' $D/hot.old.folded $D/hot.old.folded -- $D/hot.new.folded >b; grep -q 'multiplied by 1.333, the ratio of the operations (op)' a && grep -q 'multiplied by 2, the ratio of the operations (op)' b
- | printf 'BenchmarkOld-8 100 9 ns/op\nBenchmarkNew-8 200 9 ns/op\n' | gzip >b; profdiff --normalization=op --operations b --benchmark Old --benchmark New $D/hot.old.folded $D/hot.new.folded | grep -q 'multiplied by 2, the ratio'
diff.operations-several.txt | 2: profdiff --operations $D/bench.txt,9 $D/hot.old.folded $D/hot.new.folded
diff.operations-unknown.txt | 2: profdiff --operations $D/bench.txt,9 --benchmark Check $D/hot.old.folded $D/hot.new.folded
diff.operations-many.txt | 2: profdiff --operations 1,$D/bench.txt --benchmark Checkout $D/hot.old.folded -- $D/hot.new.folded $D/hot.new.folded $D/hot.new.folded
diff.operations-one.txt | 2: profdiff --operations $D/bench.txt --benchmark Checkout $D/hot.old.folded $D/hot.new.folded
diff.operations-runs.txt | 2: profdiff --operations '1 2,3' $D/hot.old.folded $D/hot.new.folded
diff.operations-word.txt | 2: profdiff --operations 1000 $D/hot.old.folded $D/hot.new.folded
diff.operations-none.txt | 3: profdiff --operations $D/hot.old.folded,1 $D/hot.old.folded $D/hot.new.folded
diff.operations-missing.txt | 5: profdiff --operations none,1 $D/hot.old.folded $D/hot.new.folded
diff.operations-large.txt | 4: profdiff --max-input 100 --operations $D/bench.txt,1 $D/hot.old.folded $D/hot.new.folded
diff.benchmark-alone.txt | 2: profdiff --operations 1,2 --benchmark X $D/hot.old.folded $D/hot.new.folded

# a side without samples: there is nothing to compare with, which is no error and proves nothing
diff.empty.txt | profconv -q --focus '^none$' -o e.pb.gz $D/hot.old.folded && profdiff -q --allow-empty --fail-on 'cum>5%' --fail-on 'new>1%' e.pb.gz e.pb.gz
diff.empty-old.txt | 1: profconv -q --focus '^none$' -o e.pb.gz $D/hot.old.folded && profdiff -q --node-count 2 --fail-on 'cum>5%' --fail-on 'new>1%' e.pb.gz $D/hot.new.folded
diff.empty-new.txt | profconv -q --focus '^none$' -o e.pb.gz $D/hot.old.folded && profdiff -q --node-count 2 --fail-on 'cum>5%' --fail-on 'new>1%' $D/hot.old.folded e.pb.gz
diff.empty.md | profconv -q --focus '^none$' -o e.pb.gz $D/hot.old.folded && profdiff -q --allow-empty -f markdown e.pb.gz e.pb.gz
diff.empty.xml | profconv -q --focus '^none$' -o e.pb.gz $D/hot.old.folded && profdiff -q --allow-empty -f junit e.pb.gz e.pb.gz
- | profconv -q --focus '^none$' -o e.pb.gz $D/hot.old.folded && profdiff -q -f json e.pb.gz $D/hot.new.folded | tr -d '\n\t' | grep -q '"detectable": {"up": null,"down": null,"small_up": null}'

# for other tools: exact rows, stacks, and what go tool pprof makes of -diff_base
diff.alloc.tsv | profdiff -q -f tsv -t alloc_space --node-count 12 $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.names.tsv | printf '=1+1;a\tb;"c" 5\n' >a; profdiff -q -f tsv a a && profdiff -q -f tsv --csv-raw a a
- | profdiff -q -o a.folded -o a.pb.gz $D/hot.old.folded $D/hot.new.folded && profdiff -q a.folded a.folded | grep -q '^total' ; flamegen -q -f folded a.folded | cmp - a.folded && profdiff -q -f folded $D/hot.old.folded $D/hot.new.folded | cmp a.folded -
- | profdiff -q -o a.pb.gz $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz && proftext top --compact-labels --node-count 40 a.pb.gz >a && proftext top --compact-labels --node-count 40 --diff-base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | cmp a -
- | 1: profdiff -q --fail-on 'hot: cum>200%' -o a.pb.gz -o a.tsv $D/hot.old.folded $D/hot.new.folded
# how functions, waits and recordings count
- | profdiff -q --inline=collapse $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz >a && profdiff -q --no-inlines $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | cmp a - && profdiff -q --inline=keep $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz >a && profdiff -q $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | cmp a -
diff.inline.txt | 2: profdiff --inline=expand $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.block-rate.txt | profdiff -q --block-rate 10000 --node-count 3 $S/go/slow.block.pb.gz $S/go/fast.block.pb.gz
diff.event-value.txt | 2: profdiff --event-value 10ms -t alloc_space $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.block-rate-cpu.txt | 2: profdiff --block-rate 10000 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.dropped.txt | o=$D/hot.old.folded n=$D/hot.new.folded; for k in 1 2 3 4; do awk -v k=$k '{ $NF = $NF + (NR * k) % 7 } 1' $o >o$k; awk -v k=$k '{ $NF = $NF + (NR * k) % 5 } 1' $n >n$k; done; awk 'NR % 2 { $NF *= 3 } 1' o3 >odd; profdiff --drop-outliers --normalization=op --operations '1 1 50 1,2' --node-count 2 o1 o2 odd o4 -- n1 n2 n3 n4
diff.drop-few.txt | 2: profdiff --drop-outliers $D/hot.old.folded $D/hot.new.folded

# several sample types, and the samples with each value of a label: a section each, and one gate
diff.types.txt | 1: awk -f $D/heap.awk >o; awk -v hot=9 -f $D/heap.awk >n; profdiff -t all --node-count 2 --fail-on 'cum>50%' --fail-on 'flat>1MB' o n
diff.types.md | 1: awk -f $D/heap.awk >o; awk -v hot=9 -f $D/heap.awk >n; profdiff -t objects,space --node-count 2 --fail-on 'cum>50%' -f markdown o n
diff.types.xml | 1: awk -f $D/heap.awk >o; awk -v hot=9 -f $D/heap.awk >n; profdiff -t objects,space --fail-on 'flat>1MB' -f junit o n
diff.types.json | 1: awk -f $D/heap.awk >o; awk -v hot=9 -f $D/heap.awk >n; profdiff -t space,objects --node-count 1 --fail-on 'cum>50%' -f json o n
diff.types-unit.txt | 2: profdiff -t all --fail-on 'cum>1ms' $S/go/slow.heap.pb.gz $S/go/fast.heap.pb.gz
diff.types-none.txt | 2: profdiff -t cpu,none $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
- | profdiff -q -t all -o all.svg $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz && profdiff -q -o one.svg $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz && cmp all.svg one.svg
- | profdiff -q -t samples $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz >a && profdiff -q -t cpu,samples $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | sed '1,/^== samples ==/d' | cmp a -
diff.label.txt | 1: awk -f $D/labels.awk >o; awk -v hot=900 -f $D/labels.awk >n; profdiff --by-label who --node-count 1 --fail-on 'cum>150%' o n
diff.label.md | 1: awk -f $D/labels.awk >o; awk -v hot=900 -f $D/labels.awk >n; profdiff --by-label who --node-count 1 --fail-on 'cum>150%' -f markdown o n
diff.label.xml | 1: awk -f $D/labels.awk >o; awk -v hot=900 -f $D/labels.awk >n; profdiff --by-label who --fail-on 'cum>150%' -f junit o n
diff.label.json | 1: awk -f $D/labels.awk >o; awk -v hot=900 -f $D/labels.awk >n; profdiff --by-label who --node-count 1 --fail-on 'cum>150%' -f json o n
diff.label.tsv | awk -f $D/labels.awk >o; awk -v hot=900 -f $D/labels.awk >n; profdiff --by-label who --node-count 1 -f tsv o n
- | awk -f $D/labels.awk >o; awk -v hot=900 -f $D/labels.awk >n; profdiff --by-label who -f html o n >a && ! grep -q '<b>|' a && grep -q 'id="part-1"' a && grep -q '#part-1-finding-1' a
diff.label-cpu.txt | profdiff -q --by-label endpoint --node-count 1 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.label-none.txt | 2: profdiff --by-label nobody $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
- | profdiff -q --by-label=endpoint --min-share 30 --fail-on 'cum>5%' -f json $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | tr -d '\n\t ' | grep -q '"gate":{"verdict":null,"failed":false,"rules":\[\]}'
# what an event has on average
diff.mean.txt | profdiff --mean --node-count 4 $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz
diff.mean.md | profdiff --mean -t alloc_space --node-count 2 -f markdown $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.mean.json | profdiff --mean --node-count 1 -f json $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz
diff.mean-svg.txt | 2: profdiff --mean -f svg $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz
diff.mean-rule.txt | 2: profdiff --mean --fail-on 'cum>5%' $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz
# two snapshots of one process
diff.delta.txt | profdiff --delta -t alloc_space --node-count 4 $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz
diff.delta.md | profdiff --delta -t alloc_space --node-count 2 -f markdown $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz
diff.delta.json | profdiff --delta -t alloc_space --node-count 1 -f json $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz
diff.delta.xml | profdiff --delta -f junit $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz
diff.delta-back.txt | profdiff --delta -t alloc_space --node-count 2 $S/go/slow.allocs.pb.gz $S/go/slow.heap.pb.gz
- | profdiff --delta -t alloc_space -o a.html -o a.svg $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz && ! grep -q 'rovable' a.html && ! grep -q provable a.svg
- | profdiff --delta -t all $S/go/slow.block.pb.gz $S/go/slow.block.pb.gz | grep -c 'nothing came between' | grep -qx 4
diff.delta-cpu.txt | 2: profdiff --delta $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.delta-rule.txt | 2: profdiff --delta --fail-on 'cum>5%' $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz
diff.delta-mean.txt | 2: profdiff --delta --mean $S/go/slow.heap.pb.gz $S/go/slow.allocs.pb.gz
diff.delta-runs.txt | 2: profdiff --delta $S/go/slow.heap.pb.gz $S/go/slow.heap.pb.gz -- $S/go/slow.allocs.pb.gz
# one file that holds both sides
- | profdiff -q -o d.pb.gz $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz && profdiff -q d.pb.gz | sed 3,4d >a && profdiff -q $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | sed 3,4d | cmp a -
- | profdiff -q $S/folded/shop-diff.folded >a && grep -q '^total samples: 1643 -> 573' a
diff.one-base.txt | 3: profconv -q --base $S/go/slow.cpu.pb.gz -o d.pb.gz $S/go/fast.cpu.pb.gz; profdiff d.pb.gz
diff.one.txt | 2: profdiff $D/hot.old.folded
diff.one-folder.txt | 2: mkdir d; cp $D/hot.*.folded d; profdiff d
diff.no-csv.txt | 2: profdiff -f csv $D/hot.old.folded $D/hot.new.folded 2>err; s=$?; sed 's/ graph,//' err >&2; exit $s
# a rule about nothing that can be decided names the function that is nearest to it
diff.undecided.txt | awk '/f0/ { $NF = int($NF * (1 + 0.06 * NR)) } 1' $D/hot.old.folded >n; profdiff -q --node-count 1 --fail-on 'cum>45%' --fail-on 'flat>2pp' $D/hot.old.folded n
# Labels beside a graph of deep stacks take a time of its size: by samples times depth it was many times that.
- | awk 'BEGIN { printf "{\"traceEvents\":["; for (i = 0; i < 60000; i++) printf "%s{\"ph\":\"X\",\"ts\":%d,\"dur\":%d,\"pid\":1,\"tid\":1,\"name\":\"f%d\"}", i ? "," : "", i, 150000 - 2 * i, i; print "]}" }' >x.json; ulimit -t 10; profdiff -q -f dot x.json x.json >x.dot
