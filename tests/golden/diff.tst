# profdiff as text, as a comment for a pull request, and for programs.
diff.cpu.txt | profdiff $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.cpu.normalized.txt | profdiff --normalize --cum --node-count 8 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.alloc.txt | profdiff -t alloc_space --node-count 8 $S/go/slow.allocs.pb.gz $S/go/fast.allocs.pb.gz
diff.same.txt | profdiff $S/go/slow.cpu.pb.gz $S/go/slow.cpu.pb.gz
diff.cpu.md | profdiff -f markdown $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
diff.cpu.json | profdiff -f json --node-count 12 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
