# needs: disassembly
# proftext disasm without a program; unit.test_assembly and tests/live/ask.sh have some.
disasm.no.program | 5: proftext disasm 'catalog.Sort$' $S/go/slow.cpu.pb.gz
disasm.no.program.path | 5: proftext -disasm='catalog.Sort$' --binary-path nowhere:$S:$S/README.md $S/go/slow.cpu.pb.gz
disasm.no.addresses | 3: proftext disasm parse $S/folded/shop.folded
disasm.no.match | 2: proftext disasm nothing.like.it $S/go/slow.cpu.pb.gz
disasm.shell | 5: profsh -c 'disasm catalog.Sort$' $S/go/slow.cpu.pb.gz
