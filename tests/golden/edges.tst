# The edge cases of a comparison that end in an exit status of their own, by their names in its
# design; tests/unit/test_edges*.c have all of them. EMPTY is a profile without samples.
edge.identical.txt | profdiff -q --fail-on 'cum>5%' $S/go/fast.cpu.pb.gz $S/go/fast.cpu.pb.gz
edge.old-empty.txt | profconv -q --focus nothing.of.this $S/go/slow.cpu.pb.gz -o empty.pb.gz; profdiff -q --node-count 3 empty.pb.gz $S/go/fast.cpu.pb.gz
edge.old-empty-new-code.txt | 1: profconv -q --focus nothing.of.this $S/go/slow.cpu.pb.gz -o empty.pb.gz; profdiff -q --fail-on 'new>5%' -f junit empty.pb.gz $S/go/fast.cpu.pb.gz
edge.new-empty.txt | profconv -q --focus nothing.of.this $S/go/slow.cpu.pb.gz -o empty.pb.gz; profdiff -q --fail-on 'new>5%' --fail-on 'cum>5%' --node-count 3 $S/go/fast.cpu.pb.gz empty.pb.gz
edge.both-empty.txt | 2: profconv -q --focus nothing.of.this $S/go/slow.cpu.pb.gz -o empty.pb.gz; profdiff -q empty.pb.gz empty.pb.gz
edge.both-empty-allowed.txt | profconv -q --focus nothing.of.this $S/go/slow.cpu.pb.gz -o empty.pb.gz; profdiff -q --allow-empty empty.pb.gz empty.pb.gz
edge.types-none-common.txt | 3: profdiff $S/go/slow.cpu.pb.gz $S/go/fast.heap.pb.gz
edge.types-one-missing.txt | 2: profdiff -t wall $S/go/slow.heap.pb.gz $S/go/fast.heap.pb.gz
edge.duration-missing.txt | 2: profdiff --normalization time $D/hot.old.folded $D/hot.new.folded
edge.negative.txt | 3: profconv -q --base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz -o negative.pb.gz; profdiff -q negative.pb.gz $S/go/fast.cpu.pb.gz
edge.dispersion-above-5.txt | profdiff -q --fail-on 'cum>5%' --strict likely --node-count 1 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
- | 1: profdiff -q --fail-on 'cum>5%' --strict inconclusive --node-count 1 $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
