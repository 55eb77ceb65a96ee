# Flame graphs without what zlib makes (its releases may differ) and the assets; stacks; trees.
flame.shop.svg | flamegen $S/folded/shop.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.icicle.svg | flamegen --inverted --width 600 --focus cart $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.pair.svg | flamegen --focus wire $S/folded/shop-diff.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.mutex.json | flamegen -f json $S/go/slow.mutex.pb.gz
flame.pair.json | flamegen -f json --focus audit --diff-base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
flame.block.folded | flamegen -f folded $S/go/fast.block.pb.gz
flame.lines.folded | flamegen -f folded -g lines $S/go/fast.mutex.pb.gz
convert.goroutine.folded | profconv -f folded $S/go/fast.goroutine.pb.gz
- | flamegen $S/go/slow.cpu.pb.gz -o a.svg && flamegen $S/go/slow.cpu.pb.gz -o b.svg && cmp a.svg b.svg
- | profconv -f folded $S/go/slow.cpu.pb.gz -o a.folded && profconv -f folded a.folded -o b.folded && cmp a.folded b.folded && LC_ALL=C sort -c a.folded
- | proftext top $S/folded/shop-diff.folded >a && profconv $S/folded/shop-diff.folded -o b.pb.gz && proftext top b.pb.gz | cmp a -
