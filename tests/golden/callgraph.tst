# What a call graph says, as DOT and JSON.
callgraph.mutex.dot | pprof2svg -f dot $S/go/slow.mutex.pb.gz
callgraph.mutex.json | pprof2svg -f json $S/go/slow.mutex.pb.gz
callgraph.heap.dot | pprof2svg -f dot --node-count 12 $S/go/slow.heap.pb.gz
callgraph.lines.dot | pprof2svg -f dot -lines --node-count 8 --focus regexp $S/go/slow.cpu.pb.gz
callgraph.diff.dot | pprof2svg -f dot --node-count 10 --diff-base $S/go/slow.cpu.pb.gz $S/go/fast.cpu.pb.gz
callgraph.tree.dot | pprof2svg -f dot --call-tree --node-count 10 $S/go/slow.block.pb.gz
callgraph.mean.dot | pprof2svg -f dot --mean --node-count 8 $S/go/slow.mutex.pb.gz
callgraph.around.dot | pprof2svg -f dot --around 'json.Marshal$' --depth 1 --rank-dir LR --cluster $S/go/slow.cpu.pb.gz
callgraph.around.few.dot | pprof2svg -q -f dot --around json --node-count 3 $S/go/slow.cpu.pb.gz
callgraph.around.none | pprof2svg -f json --around nothing $S/go/slow.mutex.pb.gz | tail -n 3
callgraph.rank-dir | 2: pprof2svg -f dot --rank-dir down $S/go/slow.mutex.pb.gz
callgraph.hostile.dot | pprof2svg -f dot --cluster $D/hostile-names.folded
# Graphviz takes it without a word, where it is installed.
- | pprof2svg -f dot --cluster $D/hostile-names.folded -o a.dot && { ! command -v dot >/dev/null || { dot -Tplain a.dot -o a.txt 2>a.err && [ ! -s a.err ] && [ $(grep -c ^node a.txt) = 22 ]; }; }
callgraph.depth | 2: pprof2svg -f dot --depth 3 $S/go/slow.mutex.pb.gz
