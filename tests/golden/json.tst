# Profiles in JSON: each seed of the fuzzers is what it is taken for by its content.
json.cpuprofile.txt | proftext traces $D/../fuzz/corpus/cpuprofile/plain
json.trace.txt | proftext tags $D/../fuzz/corpus/trace/profile
json.clang.txt | proftext traces $D/../fuzz/corpus/trace/clang
json.speedscope.txt | profconv -t 0 -f folded $D/../fuzz/corpus/speedscope/evented
json.gecko.txt | proftext top $D/../fuzz/corpus/gecko/raw
json.allocations.txt | 0: proftext top $D/../fuzz/corpus/gecko/allocations
json.otlp.txt | proftext traces $D/../fuzz/corpus/otlp/json
otlp.tags.txt | proftext tags $D/../fuzz/corpus/otlp/plain
otlp.top.txt | profconv $D/../fuzz/corpus/otlp/tables-first -o p.pb.gz && proftext top -t 0 --granularity lines p.pb.gz
otlp.stack.txt | 3: proftext top $D/../fuzz/corpus/otlp/refused-stack
json.circle.txt | 3: proftext top $D/../fuzz/corpus/cpuprofile/refused-circle
json.other.txt | 3: printf '{"a":1}' | proftext top -
otlp.lines.txt | proftext top $D/../fuzz/corpus/otlp/lines
otlp.chart.txt | flamegen --layout chart -o x.svg $D/../fuzz/corpus/otlp/lines && proftext raw x.svg | head -n 12
