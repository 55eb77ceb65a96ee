# proftext weblist: source lines as a page. What stands between <style> and <script> is shown by the tests in tests/browser; notes say
# which programs and folders this machine has.
weblist.sort.html | proftext weblist -q 'catalog.(Sort|less)$' --source-path $S/service $S/go/slow.cpu.pb.gz | sed -e '/<style>/,/<\/style>/d' -e '/<script>/,/<\/script>/d' -e '/Security-Policy/d' -e '/<ul class="notes">/,/<\/ul>/d'
weblist.base.html | proftext weblist -q 'cart' --base $S/go/fast.mutex.pb.gz --focus Store --source-path $S/service $S/go/slow.mutex.pb.gz | sed -e '/<style>/,/<\/style>/d' -e '/<script>/,/<\/script>/d' -e '/Security-Policy/d' -e '/<ul class="notes">/,/<\/ul>/d'
weblist.folded.html | proftext weblist -q parse $S/folded/shop.folded | sed -e '/<style>/,/<\/style>/d' -e '/<script>/,/<\/script>/d' -e '/Security-Policy/d' -e '/<ul class="notes">/,/<\/ul>/d'

# the same under pprof's spelling, to files, again, and from the shell
- | proftext weblist -q 'catalog.Sort$' --source-path $S/service $S/go/slow.cpu.pb.gz >a && proftext -q -weblist='catalog.Sort$' -source_path=$S/service -o b.html -o c $S/go/slow.cpu.pb.gz && cmp a b.html && cmp a c && proftext -q -f html weblist 'catalog.Sort$' --source-path $S/service $S/go/slow.cpu.pb.gz | cmp a -
- | proftext weblist -q 'catalog.Sort$' --source-path $S/service $S/go/slow.cpu.pb.gz >a && profsh -q --source-path $S/service -c 'weblist catalog.Sort$ > b.html' $S/go/slow.cpu.pb.gz && cmp a b.html && unset DISPLAY WAYLAND_DISPLAY BROWSER && TMPDIR=$PWD profsh -q --source-path $S/service -c 'weblist catalog.Sort$' $S/go/slow.cpu.pb.gz >path && cmp a "$(cat path)"

# what it cannot do
weblist.no.match | 2: proftext weblist nothing.like.it $S/go/slow.cpu.pb.gz
weblist.no.pattern | 2: proftext weblist
weblist.no.text | 2: proftext weblist -f text Sort $S/go/slow.cpu.pb.gz
weblist.no.json | 2: proftext weblist Sort -o a.json $S/go/slow.cpu.pb.gz
