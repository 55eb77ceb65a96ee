# Inputs that cannot be had, are no profiles, are damaged or too much; statuses 3, 4 and 5.

# sources
inputs.missing.txt | 5: proftext top nowhere.pb.gz
inputs.folder.txt | 5: mkdir -p d/e; echo x >d/.hidden; proftext top d
- | mkdir d d/e; cp $S/go/slow.cpu.pb.gz d/b; ln -s ../$S/go/fast.cpu.pb.gz d/a; echo x >d/.x; proftext raw d >x; proftext raw d/a d/b | cmp - x
- | mkdir o n; for i in 1 2; do cp $S/go/slow.cpu.pb.gz o/$i; cp $S/go/fast.cpu.pb.gz n/$i; done; profdiff o/ n -f json >x; profdiff o/1 o/2 -- n/1 n/2 -f json | cmp - x
inputs.folder-in.txt | 3: mkdir d; cp $S/go/fast.cpu.pb.gz d/1; echo no >d/2; profconv d -o all.pb.gz; s=$?; ls; exit $s
inputs.second-missing.txt | 5: proftext top $S/go/fast.cpu.pb.gz nowhere.pb.gz; s=$?; ls; exit $s
inputs.base-missing.txt | 5: proftext top --base nowhere.pb.gz $S/go/fast.cpu.pb.gz
inputs.closed-stdin.txt | 5: proftext top - <&-
inputs.hostile-name.txt | 5: proftext top "$(printf 'a\033[31m\nb')"

# no profiles
inputs.empty.txt | 3: proftext top /dev/null
inputs.empty-stdin.txt | 3: proftext top -
inputs.text.txt | 3: echo 'hello world' | proftext top -
inputs.zeros.txt | 3: head -c 5000 /dev/zero | proftext top -
inputs.html.txt | 3: printf '<!DOCTYPE html>\n<html>404</html>\n' | flamegen -
inputs.bzip2.txt | 3: printf 'BZh91AY&SYabcdefgh' | proftext top -
inputs.elf.txt | 3: printf '\177ELF\002\001\001\000\000\000\000\000' | proftext top -
inputs.wrong-format.txt | 3: proftext top --input-format folded $S/go/fast.cpu.pb.gz
inputs.wrong-format-pprof.txt | 3: proftext top --input-format pprof $S/folded/shop.folded

# damage
inputs.cut-gzip.txt | 3: head -c 1000 $S/go/fast.cpu.pb.gz >a.pb.gz; pprof2svg a.pb.gz -o a.dot; s=$?; ls; exit $s
inputs.cut-plain.txt | 3: gzip -dc $S/go/fast.cpu.pb.gz | head -c 20000 | proftext top -
inputs.garbage-behind.txt | 3: { cat $S/go/fast.mutex.pb.gz; echo garbage; } | proftext top -
inputs.two-in-one.txt | 3: cat $S/go/slow.mutex.pb.gz $S/go/fast.mutex.pb.gz | proftext top -
inputs.no-counts.txt | 3: printf 'main;parse\nmain;read\n' >a.folded; flamegen a.folded
inputs.huge-count.txt | 3: printf 'main 1\nmain;a 9999999999999999999\n' | proftext top -
inputs.no-number.txt | 0: printf 'main 1\nmain;a 99999999999999999999\nmain;b -3\n' | proftext top -
inputs.no-strings.txt | 3: printf '\012\004\010\001\020\002' | proftext top --input-format pprof -
inputs.lying-length.txt | 3: printf '\062\000\022\377\377\377\377\007abc' | proftext top --input-format pprof -
inputs.unknown-location.txt | 3: printf '\012\004\010\001\020\002\022\007\012\002\001\011\022\001\005\062\000\062\001g\062\001h' | proftext top -

# sound, but not together
inputs.no-common-type.txt | 3: proftext top $S/go/fast.cpu.pb.gz $S/go/fast.heap.pb.gz
inputs.diff-no-common-type.txt | 3: profdiff $S/go/fast.mutex.pb.gz $S/go/fast.heap.pb.gz

# limits
inputs.max-input.txt | 4: proftext top --max-input 1000 $S/go/fast.cpu.pb.gz
inputs.max-inflated.txt | 4: proftext top --max-inflated 20k $S/go/fast.cpu.pb.gz
inputs.max-ratio.txt | 4: yes 'main;parse 1' | head -c 70000000 | gzip | proftext top -
inputs.max-memory.txt | 4: proftext top --max-memory 1k $S/go/fast.cpu.pb.gz 2>err; s=$?; sed 's/ for [-a-z ]*;/ for WHAT;/' err; exit $s
inputs.max-samples.txt | 4: proftext top --max-samples 10 $S/go/fast.cpu.pb.gz
inputs.max-entries.txt | 4: proftext top --max-entries 10 $S/folded/shop.folded
inputs.max-types.txt | 4: proftext top --max-types 1 $S/go/fast.cpu.pb.gz
inputs.max-stack.txt | 4: proftext top --max-stack 3 $S/folded/shop.folded
inputs.max-labels.txt | 4: printf '\012\004\010\001\020\002\022\013\022\001\005\032\002\010\001\032\002\010\002\062\000\062\001g\062\001h' | proftext top --max-labels 1 -
inputs.max-string.txt | 4: proftext top --max-string 5 $S/go/fast.cpu.pb.gz
inputs.max-line.txt | 4: proftext top --max-line 20 $S/folded/shop.folded
inputs.limits-strict.txt | 4: proftext top --limits strict --max-samples 3 $S/go/fast.cpu.pb.gz
- | proftext top --limits trusted $S/go/fast.cpu.pb.gz >a && proftext top --limits strict $S/go/fast.cpu.pb.gz | cmp a -

# sound, though it may not look so
inputs.no-samples.txt | printf '\012\004\010\001\020\002\062\000\062\001g\062\001h' >a.pb; proftext top a.pb; pprof2svg -f dot a.pb; flamegen -f folded a.pb; profdiff --allow-empty a.pb a.pb
inputs.zero-values.txt | printf 'main;a 0\nmain 0\n' >a; proftext top a; flamegen -f folded a; profdiff a a
inputs.lost-mapping.txt | 0: printf '\012\004\010\001\020\002\022\006\012\001\001\022\001\005\042\004\010\001\020\011\062\000\062\001g\062\001q' | proftext top -
inputs.hostile-names.txt | printf 'a\033[31m\\x0a\\x3b<b>&"c" 5\n=1+1 3\n\\xff\342\200\256 2\n' >a; proftext top a; proftext top -f csv a; proftext top -f markdown a; flamegen -f folded a; pprof2svg -f dot a
- | gzip -dc $S/go/fast.cpu.pb.gz | gzip -1 | gzip -9 | gzip | proftext top - >a; proftext top $S/go/fast.cpu.pb.gz | cmp a -
- | printf 'main;a 3\r\nmain 1\r\n' | proftext top - >a; printf 'main;a 3\nmain 1' | proftext top - | cmp a -
