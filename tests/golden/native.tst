# Profiles of native programs: perf, gperftools, jemalloc and their relatives.

# perf script: a sample type for each event, labels, inlined calls, what is skipped
native.perf-top.txt | proftext top -t cpu-clock --node-count 15 $S/perf/orders.txt
native.perf-events.txt | proftext top -t page-faults --node-count 5 $S/perf/orders.txt
native.perf-tags.txt | proftext tags -t cpu-clock $S/perf/orders.txt
native.perf-folded.txt | profconv -f folded -t cpu-clock --focus by_price $S/perf/orders.txt
- | sed 's/$/\r/' $S/perf/orders.txt >crlf; profconv -f folded $S/perf/orders.txt -o a; profconv -f folded crlf -o b; cmp a b
- | gzip -c $S/perf/orders.txt >a.gz; profconv -f folded $S/perf/orders.txt -o a; profconv -f folded a.gz -o b; cmp a b
native.perf-no-final-blank.txt | printf 'a 1 1.0: 5 cycles:\n\t1 f (x)\n\n  b 2 1.0: 7 cycles:  2 main+0x1 (x)\n' | profconv -f folded -
native.perf-skipped.txt | 0: printf 'Warning:\n\t1 f (x)\na 1 1.0: PERF_RECORD_COMM: x\na 1 1.0: 5 cycles:\n\t1 f (x)\n' | profconv -f folded -
native.perf-hostile.txt | printf 'a\033[31m 1 1.0: 5 cycles:\n\t1 <b>;\033c (/tmp/"x")\n\t2 =cmd() (y)\n' | profconv -f folded -
native.perf-damaged.txt | 3: printf '\t1 f (x)\n' | proftext top --input-format perfscript -

# perf.data, as a file and from a pipe
native.perfdata-top.txt | 0: proftext top -t task-clock:k $D/../fuzz/corpus/perfdata/plain
native.perfdata-tags.txt | proftext tags $D/../fuzz/corpus/perfdata/pipe 2>err; cat err
- | cat $D/../fuzz/corpus/perfdata/pipe | profconv -f folded - -o a; profconv -f folded $D/../fuzz/corpus/perfdata/pipe-big -o b; cmp a b
native.perfdata-cut.txt | 3: proftext top $D/../fuzz/corpus/perfdata/refused-cut

# gperftools, jemalloc, threads, Java
native.growth.txt | printf 'heap profile: 2: 9 [2: 9] @ growthz\n1: 4 [1: 4] @ 0x401001\nMAPPED_LIBRARIES:\n400000-500000: /bin/app\n' | proftext top -
native.jemalloc.txt | printf 'heap_v2/1\n@ 0x12\n t*: 3: 96 [0: 0]\n t0: 2: 64 [0: 0]\n t12: 1: 32 [0: 0]\n' | proftext tags -
native.threadz.txt | printf -- '--- threadz 1 ---\n--- Thread 7f (name: main/1) stack: ---\n0x1000 0x2001\n' | proftext top -
native.java.txt | printf -- '--- heapz 1 ---\nformat = java\nresolution = bytes\n1048576 2 @ 0x1\n0x1 com.example.f (F.java:7)\n' | proftext top --granularity lines -
native.cpu.txt | printf '\0\0\0\0\0\0\0\3\0\0\0\0\0\0\047\020\0\0\0\0\0\0\0\5\0\0\0\1\0\100\020\0\0\0\0\0\0\0\0\1\0\0\0\0 400000-500000: /bin/app\n' | proftext top -
native.cpu-cut.txt | 3: printf '\0\0\0\0\0\0\0\3\0\0\0\0\0\0\047\020\0\0\0\0\0\0\0\5\0\0\0\2\0\100\020\0' | proftext top -

# counted stacks
native.dtrace.txt | profconv -f folded $D/../fuzz/corpus/dtrace/plain
native.bpftrace.txt | profconv -f folded $D/../fuzz/corpus/bpftrace/plain
native.sample.txt | proftext top $D/../fuzz/corpus/sample/plain
