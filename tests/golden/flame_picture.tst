# Flame graphs as PNG and PDF, which letters of this machine's fonts are in.
# needs: cairo
- | flamegen $S/go/slow.cpu.pb.gz -o a.png -o a.pdf && flamegen $S/go/slow.cpu.pb.gz -o b.png -o b.pdf && cmp a.png b.png && cmp a.pdf b.pdf
- | flamegen --around cart --layout icicle $S/go/slow.cpu.pb.gz -o a.png && flamegen --layout chart $S/folded/shop.folded -o b.png && ! cmp -s a.png b.png
- | flamegen --diff-base $S/go/fast.cpu.pb.gz $S/go/slow.cpu.pb.gz -o a.png -o a.pdf
- | flamegen --preset pr-comment $S/go/slow.cpu.pb.gz -o a.png && test $(wc -c <a.png) -lt 150000
- | flamegen --preset pr-comment --diff-base $S/go/fast.cpu.pb.gz $S/go/slow.cpu.pb.gz -o a.png && test $(wc -c <a.png) -lt 150000
- | flamegen $S/go/slow.cpu.pb.gz -o a.pdf && grep -aq /Outlines a.pdf
flame.no-pixels.txt | 2: flamegen --compat flamegraph $S/folded/shop.folded -o a.png
- | printf 'a)>>endobj 10\nmain\033[1m;x 5\n\377;y 3\n' | flamegen - -o a.pdf && test $(grep -ac '/Title <' a.pdf) = 3
- | echo '<fontconfig></fontconfig>' >none.conf && flamegen $S/go/slow.cpu.pb.gz -o a.svg && FONTCONFIG_FILE=$PWD/none.conf flamegen $S/go/slow.cpu.pb.gz -o b.svg && cmp a.svg b.svg
flame.no-fonts.txt | 3: echo '<fontconfig></fontconfig>' >none.conf && FONTCONFIG_FILE=$PWD/none.conf flamegen $S/folded/shop.folded -o a.png
