# Calls without stacks: callgrind's files, and their way there and back.
calls.top.txt | proftext top -t 0 $D/../fuzz/corpus/callgrind/plain
calls.lines.txt | proftext top -t Ir --granularity lines $D/../fuzz/corpus/callgrind/plain
calls.recursion.txt | proftext tree $D/../fuzz/corpus/callgrind/recursion
calls.peek.txt | proftext peek '^g$' $D/../fuzz/corpus/callgrind/recursion
calls.graph.txt | pprof2svg -f dot $D/../fuzz/corpus/callgrind/pprof
calls.xdebug.txt | proftext top -t Memory $D/../fuzz/corpus/callgrind/xdebug
calls.parts.txt | proftext top -t B $D/../fuzz/corpus/callgrind/parts
calls.flame.txt | 3: flamegen $D/../fuzz/corpus/callgrind/plain
calls.convert.txt | 3: profconv -f folded $D/../fuzz/corpus/callgrind/plain
calls.focus.txt | 3: proftext top --focus main $D/../fuzz/corpus/callgrind/plain
calls.merge.txt | 0: proftext tree $D/../fuzz/corpus/callgrind/plain $D/../fuzz/corpus/callgrind/recursion
calls.merge-types.txt | 3: proftext top $D/../fuzz/corpus/callgrind/plain $D/../fuzz/corpus/callgrind/parts -t A
calls.merge-stacks.txt | 3: proftext top $D/../fuzz/corpus/callgrind/plain $S/perf/orders.txt
calls.subtract.txt | 3: proftext top --base $D/../fuzz/corpus/callgrind/plain $D/../fuzz/corpus/callgrind/plain
calls.diff.txt | profdiff $S/callgrind/slow.out $S/callgrind/fast.out
calls.diff-runs.txt | profdiff $S/callgrind/slow.out $S/callgrind/slow.out -- $S/callgrind/fast.out $S/callgrind/fast.out
calls.diff-dot.txt | profdiff -f dot $S/callgrind/slow.circle.out $S/callgrind/fast.circle.out
calls.diff-html.txt | profdiff -f html $S/callgrind/slow.out $S/callgrind/fast.out >a.html; grep -o 'The profiles have calls[^<]*' a.html; grep -c data-layout a.html || :
calls.diff-refused.txt | 3: profdiff -f svg $S/callgrind/slow.out $S/callgrind/fast.out; profdiff --own main $S/callgrind/slow.out $S/callgrind/fast.out; profdiff --delta $S/callgrind/slow.out $S/callgrind/fast.out
calls.diff-mixed.txt | 3: profdiff $S/callgrind/slow.out $S/perf/orders.txt
calls.diff-common.txt | 3: profdiff $S/callgrind/slow.out $D/../fuzz/corpus/callgrind/xdebug -- $S/callgrind/fast.out $S/callgrind/fast.out $S/callgrind/fast.out
# means below 1 are cut to 0, which is not nothing
calls.diff-mean.txt | printf 'events: n t\nfn=f\n1 10 5\n' >a; printf 'events: n t\nfn=f\n1 10 6\n' >b; printf 'events: n t\nfn=f\n1 10 40\n' >c; profdiff --mean -t t a b; profdiff --mean -t t a c
- | profconv -q --weight 2 $D/../fuzz/corpus/callgrind/recursion -o twice.callgrind; for o in "" -cum; do proftext top $o twice.callgrind >a; proftext top $o $D/../fuzz/corpus/callgrind/recursion $D/../fuzz/corpus/callgrind/recursion >b; cmp a b; done
calls.refused.txt | 3: proftext top $D/../fuzz/corpus/callgrind/refused-call
- | profconv -q -f callgrind --unit count $S/perf/orders.txt -o a && for g in a $S/perf/orders.txt; do proftext top --no-trim -f csv $g | sed 's/ (\(partial-\)*inline)//' | sort >$(basename $g).csv; done; cmp a.csv orders.txt.csv
- | profconv -q -f callgrind --unit ns $S/go/fast.mutex.pb.gz -o a && for g in a $S/go/fast.mutex.pb.gz; do proftext top --no-trim -f csv $g | sed 's/ (\(partial-\)*inline)//' | sort >$(basename $g).csv; done; cmp a.csv fast.mutex.pb.gz.csv
- | profconv -q -f callgrind --unit ns $S/go/fast.block.pb.gz -o a && for g in a $S/go/fast.block.pb.gz; do proftext top --no-trim -f csv $g | sed 's/ (\(partial-\)*inline)//' | sort >$(basename $g).csv; done; cmp a.csv fast.block.pb.gz.csv
calls.line.txt | printf '\012\004\010\001\020\002\022\006\012\001\001\022\001\005\042\021\010\001\042\015\010\001\020\377\377\377\377\377\377\377\377\377\001\052\004\010\001\020\003\062\000\062\001g\062\001h\062\001f' | profconv -q -f callgrind - | proftext top --granularity lines -
