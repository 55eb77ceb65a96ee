# proftext list: the source of the sample service beside what its lines use. Texts are those of go tool pprof -list, which finds
# the files where its -source_path has the module's path as folders; values beyond the end of a file are ours.
list.sort.txt | proftext list 'catalog.(Sort|less)$' --source-path $S/service $S/go/slow.cpu.pb.gz
list.sort.txt | proftext -list='catalog.(Sort|less)$' -source_path=$S/service $S/go/slow.cpu.pb.gz
list.sort.txt | cp -R $S/service shop && cd shop && proftext list 'catalog.(Sort|less)$' ../$S/go/slow.cpu.pb.gz
list.sort.txt | mkdir .git cmd && cp -R $S/service/catalog . && cd cmd && proftext list 'catalog.(Sort|less)$' ../$S/go/slow.cpu.pb.gz
list.noinlines.txt | proftext list -noinlines -inuse_space 'index.*(Build|tokenize|add)$' --source-path $S/service $S/go/slow.heap.pb.gz
list.base.txt | proftext list --base $S/go/fast.mutex.pb.gz 'cart' --source-path $S/service -q $S/go/slow.mutex.pb.gz
list.mean.txt | proftext list -mean_delay 'cache' --source-path $S/service $S/go/slow.mutex.pb.gz
list.unit.txt | proftext list --unit ms --divide-by 2 'wire.*Compress' --source-path $S/service $S/go/slow.cpu.pb.gz
list.color.txt | proftext list --color always 'catalog.Sort$' --source-path $S/service $S/go/slow.cpu.pb.gz
list.sort.md | proftext list -f markdown 'catalog.(Sort|less)$' --source-path $S/service $S/go/slow.cpu.pb.gz
list.sort.csv | proftext list -f csv 'catalog.(Sort|less)$' --source-path $S/service $S/go/slow.cpu.pb.gz
list.sort.json | proftext list -f json 'catalog.(Sort|less)$' --source-path $S/service $S/go/slow.cpu.pb.gz

# there is no such source, a newer one, or the expression matches nothing
list.absent.txt | 0: GOROOT=/nowhere proftext list 'catalog.Sort$' $S/go/slow.cpu.pb.gz 2>err; sed "s|$PWD|HERE|" err >&2
list.absent.json | proftext list -q -f json 'catalog.Sort$' $S/go/slow.cpu.pb.gz
list.short.txt | 0: mkdir catalog && head -n 14 $S/service/catalog/sort.go >catalog/sort.go && proftext list 'catalog.Sort$' $S/go/slow.cpu.pb.gz
list.folded.txt | proftext list parse $S/folded/shop.folded
list.no.match | 2: proftext list nothing.like.it $S/go/slow.cpu.pb.gz
list.no.pattern | 2: proftext list
