# URLs that come to nothing without a network; tests/http has the rest.
# needs: curl
url.scheme.txt | 2: proftext top ftp://me:secret@localhost/cpu.pb.gz
url.host.txt | 2: proftext top http://me:sec/ret@localhost/debug/pprof/heap
url.twice.txt | 2: proftext top --profile heap http://localhost:1/debug/pprof/profile
url.header.txt | 2: proftext top --header 'Authorization secret' http://localhost:1
url.user.txt | 2: proftext top --user me http://localhost:1
url.socket.txt | 2: proftext top http+unix:///run/app.sock
url.none.txt | 2: proftext top --seconds 5 $S/go/fast.cpu.pb.gz
url.header-file.txt | 5: proftext top --header @nowhere http://localhost:1
url.no-socket.txt | 5: proftext top http+unix://nowhere.sock/debug/pprof/heap
# profget
get.none.txt | 2: profget
get.format.txt | 2: profget -f yaml localhost:1
get.view.txt | 2: profget --focus x localhost:1
get.both.txt | 2: profget -o x -d y localhost:1
get.piped.txt | 2: profget -o - -f json localhost:1
get.report.txt | 2: profget -top localhost:1
get.pprof.txt | 2: profget -alloc_space localhost:1
- | profget --help=man | grep -q 'LIVE SERVERS' && ! profget --help=man | grep -q -e '--focus' -e 'LABEL FILTERS'
# a file that is called like an address is a file
- | cp $S/go/fast.cpu.pb.gz host:6060 && proftext top host:6060
