# The command line: statuses and messages, pprof's spellings, outputs that appear whole or not.
cli.version.txt | for t in pprof2svg flamegen profdiff proftext profconv profsh profget; do $t --version; $t -V; done | sed 's/[0-9][0-9.]*$/N/'
cli.help.txt | for t in pprof2svg flamegen profdiff proftext profconv profsh profget; do $t --help | head -n 2; $t -h nowhere.pb.gz >h || echo status $?; $t --help | cmp - h; done
cli.formats.txt | proftext --input-format help
- | for t in pprof2svg flamegen profdiff proftext profconv profsh profget; do $t --help=man | grep -q '^.TH ' || exit 1; done

# wrong command lines
cli.no-report.txt | 2: proftext
cli.no-profile.txt | 2: pprof2svg
cli.no-such-report.txt | 2: proftext tpo $S/go/fast.cpu.pb.gz 2>err; s=$?; sed 's/ disasm,//' err >&2; exit $s
cli.no-such-option.txt | 2: pprof2svg --fokus x $S/go/fast.cpu.pb.gz
cli.no-such-letter.txt | 2: pprof2svg -qZ $S/go/fast.cpu.pb.gz
cli.no-argument.txt | 2: pprof2svg $S/go/fast.cpu.pb.gz --focus
cli.no-argument-letter.txt | 2: flamegen $S/go/fast.cpu.pb.gz -o
cli.bad-regexp.txt | 2: proftext top --focus 'a(b' $S/go/fast.cpu.pb.gz
cli.bad-number.txt | 2: proftext top --node-count=ten $S/go/fast.cpu.pb.gz
cli.bad-size.txt | 2: proftext top --max-input lots $S/go/fast.cpu.pb.gz
cli.zero-size.txt | 2: proftext top --max-samples 0 $S/go/fast.cpu.pb.gz
cli.bad-limits.txt | 2: proftext top --limits lax $S/go/fast.cpu.pb.gz
cli.bad-flag.txt | 2: proftext top --mean=maybe $S/go/fast.cpu.pb.gz
cli.bad-color.txt | 2: proftext top --color blue $S/go/fast.cpu.pb.gz
cli.bad-width.txt | 2: flamegen --width wide $S/go/fast.cpu.pb.gz
cli.bad-granularity.txt | 2: proftext top -g words $S/go/fast.cpu.pb.gz
cli.bad-output-format.txt | 2: profconv -f gif $S/go/slow.cpu.pb.gz
cli.bad-input-format.txt | 2: proftext top --input-format jfr $S/go/fast.cpu.pb.gz
cli.bad-sample-type.txt | 2: proftext top -t wall $S/go/fast.cpu.pb.gz
cli.diff-one.txt | 2: profdiff $S/go/fast.cpu.pb.gz
cli.diff-three.txt | 2: profdiff a b c
cli.stdin-twice.txt | 2: profdiff - - <$S/go/fast.cpu.pb.gz
- | 2: proftext top - --base - <$S/go/fast.cpu.pb.gz
cli.diff-no-old.txt | 2: profdiff -- $S/go/fast.cpu.pb.gz
cli.diff-no-new.txt | 2: profdiff $S/go/fast.cpu.pb.gz --
cli.diff-twice.txt | 2: profdiff a -- b -- c
cli.two-bases.txt | 2: proftext top --base a --diff-base b c
cli.normalize-alone.txt | 2: proftext top --normalize $S/go/fast.cpu.pb.gz

# pprof's spellings mean the same
- | proftext top --focus recommend --node-count 5 $S/go/slow.cpu.pb.gz >a && proftext top -focus=recommend -nodecount=5 $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --focus recommend --node-count 5 $S/go/slow.cpu.pb.gz >a && proftext top -focus recommend -nodecount 5 $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top -t alloc_space $S/go/slow.heap.pb.gz >a && proftext top -alloc_space $S/go/slow.heap.pb.gz | cmp a - && proftext top -sample_index=alloc_space $S/go/slow.heap.pb.gz | cmp a - && proftext top --sample_index 1 $S/go/slow.heap.pb.gz | cmp a -
- | proftext top -t delay --mean $S/go/slow.mutex.pb.gz >a && proftext top -mean_delay $S/go/slow.mutex.pb.gz | cmp a -
- | proftext top --show-from main --no-inlines $S/go/slow.cpu.pb.gz >a && proftext top -show_from=main -noinlines $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top -g lines --cum $S/go/slow.cpu.pb.gz >a && proftext top -lines -cum $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --node-fraction 0.1 --edge-fraction 0.1 $S/go/slow.cpu.pb.gz >a && proftext top -nodefraction=0.1 -edgefraction=0.1 $S/go/slow.cpu.pb.gz | cmp a -
- | proftext top --diff-base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz >a && proftext top -diff_base=$S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz | cmp a -
- | proftext top --tag-focus 64b:1mb --divide-by 2 $S/go/slow.heap.pb.gz >a && proftext top -tagfocus=64b:1mb -divide_by=2 $S/go/slow.heap.pb.gz | cmp a -
- | proftext text $S/go/slow.cpu.pb.gz >a && proftext top $S/go/slow.cpu.pb.gz | cmp a -

# options anywhere, bundled, and the end of options
- | proftext $S/go/fast.cpu.pb.gz 2>err; test $? -eq 2 && proftext -q top $S/go/fast.cpu.pb.gz --cum >a && proftext --cum top -qv $S/go/fast.cpu.pb.gz 2>b | cmp a -
- | cp $S/go/fast.cpu.pb.gz ./-x && proftext top -- -x >a && proftext top ./-x | cmp a -
- | proftext top $S/go/fast.cpu.pb.gz >a && proftext top - <$S/go/fast.cpu.pb.gz | cmp a -
- | proftext top $S/go/fast.cpu.pb.gz >a && cat $S/go/fast.cpu.pb.gz | proftext top - | cmp a -
- | profdiff $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz >a && profdiff $S/go/slow.cpu.pb.gz -- $S/go/fast.cpu.pb.gz | cmp a -

# outputs
cli.outputs.txt | pprof2svg $S/go/fast.mutex.pb.gz -o a.dot -o b.json && ls && head -n 1 a.dot && head -n 2 b.json
- | pprof2svg $S/go/fast.mutex.pb.gz -f dot -o a.json -o - >b && cmp a.json b && pprof2svg $S/go/fast.mutex.pb.gz -o c.dot && cmp b c.dot
cli.suffixes.txt | proftext top $S/go/fast.mutex.pb.gz -o a.json -o a.csv -o a.md -o a.txt -o a && for f in a.json a.csv a.md a.txt a; do head -n 1 $f | cut -c 1-20; done
cli.no-folder.txt | 6: proftext top $S/go/fast.mutex.pb.gz -o a.json -o nowhere/b.json; s=$?; ls; exit $s
cli.output-is-folder.txt | 6: mkdir d && proftext top $S/go/fast.mutex.pb.gz -o d; s=$?; ls; exit $s
cli.full.txt | 6: proftext top $S/go/fast.mutex.pb.gz >/dev/full
cli.full-help.txt | 6: proftext --help >/dev/full
cli.closed.txt | 6: proftext top $S/go/fast.mutex.pb.gz >&-
- | proftext top --focus nothing $S/go/fast.mutex.pb.gz -o a.txt >&- 2>&-; proftext top -q --focus nothing $S/go/fast.mutex.pb.gz | cmp a.txt -
cli.none.txt | 6: proftext top $S/go/fast.mutex.pb.gz -o a.txt -o /dev/full; s=$?; ls; exit $s
cli.kept.txt | 3: echo old >a.txt; proftext top /dev/null -o a.txt; s=$?; cat a.txt; ls; exit $s
cli.max-output.txt | 4: proftext top --max-output 100 $S/go/fast.mutex.pb.gz -o a.txt; s=$?; ls; exit $s
- | proftext top $S/go/slow.cpu.pb.gz | head -n 1 >a; test -s a
- | ln -s target.txt link.txt && proftext top $S/go/fast.mutex.pb.gz -o link.txt && test ! -e target.txt && test ! -L link.txt

# colours, notes and words on standard error
cli.color.txt | printf 'main;a 3\nmain 1\n' | proftext top --color always - | sed 's/\x1b/ESC/g'
- | printf 'main;a 3\nmain 1\n' >f; proftext top f >a && NO_COLOR=1 proftext top f | cmp a - && CLICOLOR_FORCE=0 proftext top f | cmp a - && proftext top --color never f | cmp a -
cli.notes.txt | 0: printf 'main;a 3\nmain\n' | proftext top --focus nothing -
cli.quiet.txt | 0: printf 'main;a 3\nmain\n' | proftext top -q --focus nothing -
- | printf 'main;a 3\n' >f; proftext top -v f >a 2>err && grep -q '^proftext: .*f' err && proftext top f | cmp a -

# what 64 bits cannot hold
cli.sum.txt | 3: echo 'main 9223372036854775807' >f; proftext top f f
