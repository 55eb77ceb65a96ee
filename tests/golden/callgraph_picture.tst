# needs: graphviz cairo
# Positions differ between releases of graphviz: what must be there, and the same bytes each time.
picture.nodes | pprof2svg -f svg $S/go/slow.cpu.pb.gz | grep -c 'class="node"'
picture.edges | pprof2svg -f svg $S/go/slow.cpu.pb.gz | grep -c 'id="edge[0-9]*-[0-9]*"'
picture.ids | pprof2svg -f svg $S/go/slow.mutex.pb.gz | sed -n 's/.*<g id="\([^"]*\)".*/\1/p' | sort
picture.texts | pprof2svg -f svg $S/go/slow.mutex.pb.gz | sed -n 's/<text[^>]*>\(.*\)<.text>/\1/p' | sort
picture.around | pprof2svg --around '^sync' --depth 1 --cluster --rank-dir LR -f svg $S/go/slow.mutex.pb.gz | sed -n 's/<text[^>]*>\(.*\)<.text>/\1/p' | sort
- | pprof2svg --cluster $S/go/slow.cpu.pb.gz -o a.svg -o a.png -o a.pdf -o a.dot && LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 TZ=Asia/Tokyo HOME=/nonexistent pprof2svg --cluster $S/go/slow.cpu.pb.gz -o b.svg -o b.png -o b.pdf -o b.dot && cmp a.svg b.svg && cmp a.png b.png && cmp a.pdf b.pdf && cmp a.dot b.dot
- | echo '<fontconfig></fontconfig>' >none.conf && pprof2svg --cluster $S/go/slow.cpu.pb.gz -o a.svg && FONTCONFIG_FILE=$PWD/none.conf pprof2svg --cluster $S/go/slow.cpu.pb.gz -o b.svg && cmp a.svg b.svg
picture.sides | pprof2svg --diff-base $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz -f svg | sed -n 's/<text[^>]*>\(.*\)<.text>/\1/p' | sort
# 5000 functions that call each other in circles, 160 thousand calls: it ends, and says what it shows.
- | awk 'BEGIN { for (i = 0; i < 160000; i++) printf "f%d;f%d %d\n", i % 5000, (i * 7 + int(i / 5000)) % 5000, 1 + i % 13 }' | timeout 60 pprof2svg --no-trim --layout-timeout 1 - -o a.svg && grep -q 'Reduced to [1-9][0-9]* of 5000 nodes, [0-9]* of 159968 calls: ' a.svg
