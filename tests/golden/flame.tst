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
flame.package.svg | flamegen --palette package --static --width 600 --focus wire $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.label.svg | flamegen --palette label=endpoint --static --width 600 --depth 6 $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.no-label.txt | flamegen --palette label=nowhere --static $S/folded/shop.folded 2>&1 >/dev/null
flame.empty-label.txt | 2: flamegen --palette label= $S/folded/shop.folded
flame.class.svg | flamegen --class 'shop/wire=dependency' --class 'compress/=kernel' --static --width 600 --focus wire $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.java.svg | printf 'java/lang/Thread.run;Lorg/app/Main.work_[j];Lorg/app/Main.small_[i] 5\nlibjvm::run;sys_read_[k] 3\nstart_thread 2\n' | flamegen --palette java --static -
flame.orange.svg | flamegen --palette orange --side both --change self --static --width 600 --focus wire $S/folded/shop-diff.folded
flame.new.svg | flamegen --palette mono --side new --static --width 600 --focus wire $S/folded/shop-diff.folded | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,$d'
flame.compat.svg | flamegen --compat flamegraph --width 600 --focus cart $S/folded/shop.folded
flame.compat-diff.svg | printf 'a;b 100 150\na;c 50 10\nd 40 40\ne 5 0\n' | flamegen --compat flamegraph --inverted --title 'a < b' -
flame.page.html | flamegen -f html --static --width 600 --depth 3 $S/folded/shop.folded
- | flamegen -f html $S/folded/shop.folded | grep -q "script-src 'sha256-"
flame.comment.svg | flamegen --preset pr-comment --min-width 4 $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<.style>/d' -e '/<metadata/,/<.metadata>/d' -e '/<script>/,/<.script>/d'
- | for i in 'C UTC . ' 'de_DE.UTF-8 Asia/Tokyo /nonexistent'; do set -- $i; for o in '-f svg' '-f html' '-f json' '--compat flamegraph' '--palette hot --layout reversed' '--diff-base samples/go/fast.cpu.pb.gz --side both'; do env LC_ALL=$1 TZ=$2 HOME=$3 FONTCONFIG_FILE=/dev/null FONTCONFIG_PATH=/nonexistent flamegen -q $o $S/go/slow.cpu.pb.gz; done >$1.out; done && cmp C.out de_DE.UTF-8.out
flame.folded-chain.txt | printf 'a;b;c;d;e;f;g 98\na;b;x 1\na;b;c;d;y 1\nh;i;j 3\n' | flamegen --preset pr-comment - | sed -n 's/^<text x="\([0-9.]*\)" y="\([0-9]*\)">\(.*\)<.text>$/\1 \2 \3/p'
flame.folded-pair.txt | printf 'a;b;c;d;e;f;g 9 98\nh 1 3\n' | flamegen --preset pr-comment - | sed -n 's/.*class="name[^>]*>\(.*\)<.text>$/\1/p'
flame.no-page.txt | 2: flamegen --compat flamegraph -f html $S/folded/shop.folded
flame.no-palette.txt | 2: flamegen --palette pink $S/folded/shop.folded
flame.wrong-palette.txt | 2: flamegen --palette mono $S/folded/shop.folded
flame.wrong-class.txt | 2: flamegen --class 'main=mine' $S/folded/shop.folded
flame.wrong-layout.txt | 2: profdiff -f svg --layout reversed $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
flame.mutex.json | flamegen -f json $S/go/slow.mutex.pb.gz
flame.pair.json | flamegen -f json --focus audit --diff-base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
flame.block.folded | flamegen -f folded $S/go/fast.block.pb.gz
flame.lines.folded | flamegen -f folded -g lines $S/go/fast.mutex.pb.gz
convert.goroutine.folded | profconv -f folded $S/go/fast.goroutine.pb.gz
- | flamegen $S/go/slow.cpu.pb.gz -o a.svg && flamegen $S/go/slow.cpu.pb.gz -o b.svg && cmp a.svg b.svg
- | profconv -f folded $S/go/slow.cpu.pb.gz -o a.folded && profconv -f folded a.folded -o b.folded && cmp a.folded b.folded && LC_ALL=C sort -c a.folded
- | proftext top $S/folded/shop-diff.folded >a && profconv $S/folded/shop-diff.folded -o b.pb.gz && proftext top b.pb.gz | cmp a -
