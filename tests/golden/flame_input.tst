# A flame graph is an input of every tool: what it was made of, at the granularity that it shows.
- | flamegen $S/go/slow.cpu.pb.gz -o a.svg && profconv -f folded a.svg >a && profconv -f folded $S/go/slow.cpu.pb.gz | cmp a -
- | flamegen $S/go/slow.cpu.pb.gz -o a.svg && profconv -f folded --no-inlines a.svg >a && profconv -f folded --no-inlines $S/go/slow.cpu.pb.gz | cmp a -
- | flamegen -g lines $S/go/fast.heap.pb.gz -o a.svg && profconv -f folded -g lines a.svg >a && profconv -f folded -g lines $S/go/fast.heap.pb.gz | cmp a -
- | flamegen $S/go/slow.cpu.pb.gz -o a.html && profconv -f folded a.html >a && profconv -f folded $S/go/slow.cpu.pb.gz | cmp a -
- | profdiff $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz -o a.html && proftext top a.html >a && profdiff $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz -o a.svg && proftext top a.svg | cmp a -
- | flamegen $S/folded/shop-diff.folded -o a.svg && proftext top a.svg >a && proftext top $S/folded/shop-diff.folded | cmp a -
- | flamegen --mean $S/go/slow.mutex.pb.gz -o a.svg && proftext top --mean --node-count 9 a.svg | tail -n +5 >a && proftext top --mean --node-count 9 $S/go/slow.mutex.pb.gz | tail -n +6 | cmp a -
- | gzip -c $S/folded/shop.folded >a.gz && flamegen a.gz -o a.svg && flamegen a.svg -o b.svg && cmp a.svg b.svg
flame_input.diff.txt | flamegen $S/go/slow.cpu.pb.gz -o old.svg && flamegen $S/go/fast.cpu.pb.gz -o new.svg && profdiff old.svg new.svg | head -n 3
flame_input.none.txt | 3: printf 'a 0\n' | flamegen -o a.svg - && proftext top a.svg
