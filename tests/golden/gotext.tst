# Go's text forms: debug=1 with the symbols of its comments, debug=2 and crashes, what is no profile.

# debug=1
gotext.heap.txt | proftext top --node-count 8 $S/gotext/heap.txt.gz
gotext.heap-alloc.txt | proftext top -t alloc_objects --node-count 5 $S/gotext/heap.txt.gz
gotext.heap-all-frames.txt | proftext peek --all-frames hidden $S/gotext/heap.txt.gz
gotext.heap-hidden.txt | 2: proftext peek hidden $S/gotext/heap.txt.gz
gotext.goroutine.txt | proftext top --node-count 8 $S/gotext/goroutine.txt
gotext.goroutine-client.txt | proftext top --tag-focus role=client --node-count 3 $S/gotext/goroutine.txt
gotext.threadcreate.txt | proftext top --granularity lines $S/gotext/threadcreate.txt
gotext.mutex.txt | proftext top --node-count 5 $S/gotext/mutex.txt
gotext.block.txt | proftext top -t contentions --node-count 5 $S/gotext/block.txt
- | profconv $S/gotext/heap.txt.gz -o a.pb.gz && proftext top a.pb.gz >a && proftext top $S/gotext/heap.txt.gz | cmp a -

# debug=2 and SIGQUIT
gotext.dump.txt | proftext top --node-count 8 $S/gotext/dump.txt
gotext.dump-creators.txt | flamegen -f folded --tag-root created_by,state $S/gotext/dump.txt
gotext.dump-focus.txt | proftext top --tag-focus 'state=chan receive' --granularity lines $S/gotext/dump.txt
gotext.crash.txt | proftext top --node-count 5 $S/gotext/crash.txt.gz
gotext.crash-text.txt | printf 'panic: a\033[31m\n\ngoroutine 7 [running, 5 minutes]:\nmain.f(0x1)\n\t/f.go:7 +0x1\ncreated by main.g in goroutine 1\n\t/g.go:3 +0x2\n' | flamegen -f folded --tag-root wait,state,created_at,created_by -
gotext.compare.txt | profdiff $S/gotext/goroutine.txt $S/gotext/dump.txt

# lines that fit nowhere, by their numbers
gotext.bad-count.txt | 3: printf 'goroutine profile: total 1\n\nHELLO\n' | proftext top -
gotext.bad-address.txt | 3: printf 'heap profile: 1: 1 [1: 1] @ heap/2\n1: 1 [1: 1] @ main.f\n' | proftext top -
gotext.bad-delay.txt | 3: printf -- '--- mutex:\n5 @ 0x12\n' | proftext top -
gotext.no-goroutine.txt | 3: printf 'main 1\n' | proftext top --input-format godump -

# what a server gives instead of a profile
gotext.index.txt | 3: printf '<html>\n<head>\n<title>/debug/pprof/</title>\n' | proftext top -
gotext.trace.txt | 3: printf 'go 1.22 trace\0\0\0\021\000\001' | proftext top -
gotext.race.txt | 3: printf '==================\nWARNING: DATA RACE\nWrite at 0x00c0000b4010 by goroutine 7:\n  main.f()\n' | proftext top -
gotext.unknown.txt | 3: printf 'Unknown profile\n' | proftext top -
gotext.not-found.txt | 3: printf '404 page not found\n' | proftext top -
gotext.busy.txt | 3: printf 'Could not enable CPU profiling: cpu profiling already in use\n' | proftext top -
