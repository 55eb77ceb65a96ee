# Flame graphs without what zlib makes (its releases may differ) and the assets; stacks; trees.
flame.shop.svg | flamegen $S/folded/shop.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.icicle.svg | flamegen --inverted --width 600 --focus cart $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.pair.svg | flamegen --focus wire $S/folded/shop-diff.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.reversed.svg | flamegen --layout reversed --depth 3 --width 600 $S/folded/shop.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.around.svg | flamegen --around 'pricing.parse$' --width 600 $S/folded/shop.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.callers.json | flamegen -f json --layout callers --around 'pricing.lex$' --sort value $S/go/slow.cpu.pb.gz
flame.chart.json | printf 'a;b 2\na 3\na;c 1\nd 2\na;b 1\n' | flamegen -f json --layout chart -
flame.no-time.txt | 3: flamegen --layout chart $S/go/slow.cpu.pb.gz
flame.no-around.txt | 2: flamegen --layout callers $S/go/slow.cpu.pb.gz
flame.no-layout.txt | 2: flamegen --layout sideways $S/go/slow.cpu.pb.gz
- | flamegen --around main --root main --layout icicle -t all $S/go/slow.heap.pb.gz -o a.svg && flamegen --around main --root main --layout icicle -t all $S/go/slow.heap.pb.gz -o b.svg && cmp a.svg b.svg
flame.mutex.json | flamegen -f json $S/go/slow.mutex.pb.gz
flame.pair.json | flamegen -f json --focus audit --diff-base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
flame.block.folded | flamegen -f folded $S/go/fast.block.pb.gz
flame.lines.folded | flamegen -f folded -g lines $S/go/fast.mutex.pb.gz
convert.goroutine.folded | profconv -f folded $S/go/fast.goroutine.pb.gz
- | flamegen $S/go/slow.cpu.pb.gz -o a.svg && flamegen $S/go/slow.cpu.pb.gz -o b.svg && cmp a.svg b.svg
- | profconv -f folded $S/go/slow.cpu.pb.gz -o a.folded && profconv -f folded a.folded -o b.folded && cmp a.folded b.folded && LC_ALL=C sort -c a.folded
- | proftext top $S/folded/shop-diff.folded >a && profconv $S/folded/shop-diff.folded -o b.pb.gz && proftext top b.pb.gz | cmp a -
