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
- | 1: profdiff --fail-on 'regexp.*: cum<1%' -t alloc_space $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.budget.txt | 1: printf '# ours\n\ncum>5%%\r\n  new>90%%\n' >rules; profdiff --budget rules -t alloc_space $S/go/fast.allocs.pb.gz $S/go/slow.allocs.pb.gz
diff.budget-missing.txt | 5: profdiff --budget none $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.normalize-twice.txt | 2: profdiff --normalize --normalization=abs $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.not-for-top.txt | 2: proftext top --fail-on 'cum>5%' $S/go/slow.cpu.pb.gz
# a step's summary is appended to, and taken back when something else fails
diff.summary-unset.txt | 2: unset GITHUB_STEP_SUMMARY; profdiff --summary $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.summary.md | echo before >s.md; export GITHUB_STEP_SUMMARY=s.md; profdiff --summary -o d.json $S/go/slow.cpu.pb.gz $S/go/slow.cpu.pb.gz; test -s d.json && cat s.md
diff.summary-failed.txt | 6: echo before >s.md; export GITHUB_STEP_SUMMARY=s.md; profdiff --summary -o /dev/full $S/go/slow.cpu.pb.gz $S/go/slow.cpu.pb.gz; r=$?; cat s.md; (exit $r)
diff.summary-full.txt | 6: head -c 1044000 /dev/zero >s.md; export GITHUB_STEP_SUMMARY=s.md; profdiff --summary -o d.json $S/go/slow.cpu.pb.gz $S/go/slow.cpu.pb.gz; r=$?; wc -c <s.md; ls; (exit $r)
