# The shell: commands from -c and from a script, options that hold, redirections, statuses.
- | proftext top --compact-labels --node-count 10 $S/go/slow.cpu.pb.gz >a && profsh -c top $S/go/slow.cpu.pb.gz | cmp a - && profsh -c text $S/go/slow.cpu.pb.gz | cmp a - && echo top | profsh $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --compact-labels --node-count 3 --cum $S/go/slow.cpu.pb.gz >a && profsh -c 'top3 -cum' $S/go/slow.cpu.pb.gz | cmp a - && profsh -c 'top 3 --cum' $S/go/slow.cpu.pb.gz | cmp a - && profsh -c sort=cum -c 'top 3' $S/go/slow.cpu.pb.gz | cmp a - && profsh -c cum -c nodecount=3 -c top $S/go/slow.cpu.pb.gz | cmp a - && profsh --cum --node-count 3 -c top $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --compact-labels --node-count 10 --focus 'json|regexp' --ignore 'runtime|flate' $S/go/slow.cpu.pb.gz >a && profsh -c 'top json -runtime regexp -flate' $S/go/slow.cpu.pb.gz | cmp a - && profsh -c 'focus=json|regexp' -c 'ignore = runtime|flate //: a comment' -c 'top' $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --compact-labels --node-count 10 -g lines $S/go/slow.cpu.pb.gz >a && for w in lines granularity=lines lines=true; do profsh -c $w -c top $S/go/slow.cpu.pb.gz | cmp a - || exit 1; done
- | proftext top --compact-labels --node-count 10 -t alloc_space $S/go/slow.heap.pb.gz >a && for w in alloc_space sample_index=alloc_space si=1 total_alloc_space; do profsh -c $w -c top $S/go/slow.heap.pb.gz | cmp a - || exit 1; done
- | proftext top --compact-labels --node-count 10 -t delay --mean $S/go/slow.mutex.pb.gz >a && profsh -c mean_delay -c top $S/go/slow.mutex.pb.gz | cmp a - && profsh -c delay -c mean -c top $S/go/slow.mutex.pb.gz | cmp a -

# what a line sets is for that line; what is assigned holds until it is taken back
- | proftext top --compact-labels --node-count 10 $S/go/slow.cpu.pb.gz >a && profsh -c 'top 3 json -cum >x' -c top $S/go/slow.cpu.pb.gz | cmp a - && profsh -c focus=json -c focus= -c top $S/go/slow.cpu.pb.gz | cmp a - && profsh -c focus=json -c ignore=x -c : -c top $S/go/slow.cpu.pb.gz | cmp a - && profsh -c focus=json -c lines -c cum -c reset -c top $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --compact-labels --node-count 10 --focus json $S/go/slow.cpu.pb.gz >a && profsh --focus json -c focus=x -c reset -c top $S/go/slow.cpu.pb.gz | cmp a -

# to files and commands
- | profsh -c 'top 5 > a.json' -c 'top 5 >b.csv' -c 'top 5 > c' -c 'dot > d.dot' -c 'folded > e' -c 'proto > f.pb.gz' $S/go/fast.cpu.pb.gz && proftext top --node-count 5 --compact-labels $S/go/fast.cpu.pb.gz | cmp c - && grep -q '"schema": *"top/1"' a.json && grep -q '^flat' b.csv && head -n 1 d.dot | grep -q digraph && profconv -f folded $S/go/fast.cpu.pb.gz | cmp e - && proftext top f.pb.gz >/dev/null
- | profsh -c 'top 5 > "a b"' $S/go/fast.cpu.pb.gz && test -s 'a b'
- | profsh -c proto $S/go/fast.cpu.pb.gz | proftext top - >a && proftext top $S/go/fast.cpu.pb.gz | cmp a -
- | test "$(profsh -c 'top 100 | wc -l | tr -d " "' $S/go/fast.cpu.pb.gz)" -gt 50
- | profsh -c 'top 100 | head -n 1' -c 'top 100 | :' $S/go/fast.cpu.pb.gz >a && test "$(wc -l <a)" -eq 1
- | 9: profsh -c 'top | exit 9' -c top $S/go/fast.cpu.pb.gz
shell.kept.txt | 6: echo old >a; profsh -c 'top > nowhere/a' -c 'top > a' $S/go/fast.cpu.pb.gz; s=$?; cat a; exit $s
shell.kept2.txt | 2: echo old >a; profsh -c 'top a( > a' $S/go/fast.cpu.pb.gz; s=$?; cat a; exit $s

# lists and help
shell.options.txt | profsh -c 'focus=a b' -c lines -c options $S/go/slow.heap.pb.gz | grep -E '^  (sample_index|focus|granularity|trim|nodecount|mean) '
shell.help.txt | profsh -c 'help top' -c 'help focus' -c 'help cum' -c 'help quit' $S/go/fast.cpu.pb.gz
- | profsh -c help $S/go/fast.cpu.pb.gz >a && for w in top dot flame proto quit focus granularity; do grep -q "^  $w " a || exit 1; done

# reports about what a word matches
- | proftext peek 'mallocgc$' --compact-labels $S/go/slow.cpu.pb.gz >a && profsh -c 'peek mallocgc$' $S/go/slow.cpu.pb.gz | cmp a - && profsh -c "peek 'mallocgc$' > b" $S/go/slow.cpu.pb.gz && cmp a b
- | proftext peek 'mallocgc$' --compact-labels --focus json --ignore regexp $S/go/slow.cpu.pb.gz >a && profsh -c 'peek mallocgc$ json -regexp' $S/go/slow.cpu.pb.gz | cmp a -
- | proftext tree --compact-labels --node-count 20 $S/go/slow.cpu.pb.gz >a && profsh -c tree20 $S/go/slow.cpu.pb.gz | cmp a -
- | proftext tags --compact-labels --tag-focus bytes $S/go/slow.heap.pb.gz >a && profsh -c 'tags bytes' $S/go/slow.heap.pb.gz | cmp a -
- | for r in traces raw comments; do proftext $r --compact-labels $S/go/fast.mutex.pb.gz >a && profsh -c $r $S/go/fast.mutex.pb.gz | cmp a - || exit 1; done
- | proftext list 'index.distance$' --compact-labels --source-path $S/service $S/go/slow.cpu.pb.gz >a && profsh --source-path $S/service -c 'list index.distance$' $S/go/slow.cpu.pb.gz | cmp a - && profsh -c source_path=$S/service -c 'list index.distance$ > b' $S/go/slow.cpu.pb.gz && cmp a b
shell.list.txt | 2: profsh -c list $S/go/fast.cpu.pb.gz
shell.peek.txt | 2: profsh -c peek $S/go/fast.cpu.pb.gz

# what is wrong: one line each, and the status of what failed
shell.command.txt | 2: profsh -c tpo -c top $S/go/fast.cpu.pb.gz
shell.command2.txt | 2: profsh -c frobnicate $S/go/fast.cpu.pb.gz
shell.option.txt | 2: profsh -c fokus=x $S/go/fast.cpu.pb.gz
shell.value.txt | 2: profsh -c focus $S/go/fast.cpu.pb.gz
shell.regexp.txt | 2: profsh -c 'top a(b' $S/go/fast.cpu.pb.gz
shell.type.txt | 2: profsh -c sample_index=wall $S/go/fast.cpu.pb.gz
shell.quote.txt | 2: profsh -c 'top "a' $S/go/fast.cpu.pb.gz
shell.more.txt | 2: profsh -c 'quit now' $S/go/fast.cpu.pb.gz
shell.here.txt | 2: profsh -c 'reset > f' $S/go/fast.cpu.pb.gz
- | profsh -c 'options | grep -c focus' -c 'help top > f' $S/go/fast.cpu.pb.gz >a && test "$(cat a)" -ge 2 && grep -q '^top ' f
shell.gif.txt | 2: profsh -c gif $S/go/fast.cpu.pb.gz
shell.nothing.txt | 2: profsh -c '| cat' $S/go/fast.cpu.pb.gz
shell.ending.txt | 2: profsh -c 'top > a.png' $S/go/fast.cpu.pb.gz
shell.diff.txt | 2: profsh -c diff $S/go/fast.cpu.pb.gz
shell.sort.txt | 2: profsh -c sort=name $S/go/fast.cpu.pb.gz
shell.output.txt | 2: profsh -o a -c top $S/go/fast.cpu.pb.gz
shell.full.txt | 6: profsh -c top $S/go/fast.cpu.pb.gz >/dev/full
shell.missing.txt | 5: profsh -c top nowhere.pb.gz
shell.damaged.txt | 3: profsh -c top /dev/null
shell.stdin.txt | 2: profsh - <$S/go/fast.cpu.pb.gz

# scripts
shell.script.txt | 2: printf '# a script\n\nfocus=json\n  top 2\nbanana\ntop\n' | profsh $S/go/fast.cpu.pb.gz
shell.zero.txt | 2: printf 'top\0\n' | profsh $S/go/fast.cpu.pb.gz
- | printf 'quit\nbanana\n' | profsh $S/go/fast.cpu.pb.gz
- | printf 'top 2' | profsh $S/go/fast.cpu.pb.gz >a && test "$(wc -l <a)" -eq 6
- | profsh $S/go/fast.cpu.pb.gz </dev/null
- | profsh -c top - <$S/go/fast.cpu.pb.gz >a && profsh -c top $S/go/fast.cpu.pb.gz | cmp a -

# taken anew
- | cp $S/go/slow.cpu.pb.gz p && profsh -c "top | cp $S/go/fast.cpu.pb.gz p" -c refetch -c 'diff 5' p >a && grep -q '^total cpu: 18.77s -> ' a
shell.refetch-gone.txt | 5: cp $S/go/slow.cpu.pb.gz p && profsh -c 'top | rm p' -c refetch p
shell.refetch-stdin.txt | 2: profsh -c refetch - <$S/go/slow.cpu.pb.gz

# without a desktop the path is printed, and nobody else may look
- | unset DISPLAY WAYLAND_DISPLAY BROWSER; TMPDIR=$PWD profsh -c 'flame' -c 'flame' $S/go/fast.cpu.pb.gz >a && test "$(wc -l <a)" -eq 2 && for f in $(cat a); do head -c 100 $f | grep -q '<svg\|<?xml' || exit 1; done && test "$(stat -c %a "$(dirname "$f")")" = 700
- | printf '#!/bin/sh\necho "$#" "$1" >>%s/args\n' "$PWD" >b && chmod +x b && BROWSER="nowhere/b:$PWD/b %s" TMPDIR=$PWD profsh -c 'flame' $S/go/fast.cpu.pb.gz 2>err && i=0 && while ! test -s args && test $i -lt 50; do sleep 0.1; i=$((i+1)); done && grep -q "^1 $PWD/profloom-....../flame1.svg$" args && test ! -s out
- | TMPDIR=$PWD/nowhere profsh -c flame $S/go/fast.cpu.pb.gz 2>a; test $? -eq 6 && grep -q 'no folder can be made' a

# how a diff compares: settings of the shell, which other reports do not mind; a broken rule is a status
- | cp $D/hot.old.folded p && profsh -c "top | cp $D/hot.new.folded p" -c noise=3% -c normalization=op -c operations=1000,1500 -c own=serve -c refetch -c 'top 3' -c diff p >a && grep -q 'multiplied by 1.5, the ratio of the operations' a && grep -q 'floor 3%' a
- | cp $D/hot.old.folded p && profsh --normalization=op --ops $D/bench.txt,1500 --benchmark Checkout -c "top | cp $D/hot.new.folded p" -c refetch p >a && grep -q 'multiplied by 1.5, the ratio of the operations' a
- | 1: cp $D/hot.old.folded p && profsh -c "top | cp $D/hot.new.folded p" -c refetch -c 'fail_on=hot: cum>200%' -c 'top 1' -c 'diff > a.json' -c quit p; s=$?; grep -q '"verdict": "FAIL"' a.json && exit $s
- | 1: cp $D/hot.old.folded p && profsh --fail-on 'hot: cum>200%' -c "top | cp $D/hot.new.folded p" -c refetch -c 'top > b' p; s=$?; test ! -e b && exit $s
- | cp $D/hot.old.folded p && profsh --fail-on 'hot: cum>200%' --fail-on 'new>90%' -c "top | cp $D/hot.new.folded p" -c fail_on= -c refetch -c reset -c options p | grep -c '^  fail_on  *= ' | grep -qx 2
shell.compare-help.txt | profsh -c 'help diff' -c 'help fail_on' -c 'help normalization' $S/go/fast.cpu.pb.gz
shell.compare-value.txt | 2: profsh -c normalization=best $S/go/fast.cpu.pb.gz
shell.compare-test.txt | 2: profsh -c test=mwu $S/go/fast.cpu.pb.gz
