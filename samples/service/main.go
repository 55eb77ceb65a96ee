// SPDX-License-Identifier: Apache-2.0

// Shop is a small web shop that exists to be profiled: it serves a generated catalogue,
// sends itself a reproducible mix of requests over loopback HTTP, and offers its profiles
// under /debug/pprof/. See samples/README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"profloom.example/shop/catalog"
	"profloom.example/shop/load"
	"profloom.example/shop/server"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to serve on; port 0: any free one")
	clients := flag.Int("clients", 16, "clients of the built-in load; 0: none")
	rate := flag.Int("rate", 0, "requests per second of all clients together; 0: as fast as they get answers")
	seed := flag.Int64("seed", 1, "seed of the catalogue and of the load")
	products := flag.Int("products", 3000, "products in the catalogue")
	verify := flag.Int("verify", 0, "send this many requests one by one, print a digest of the answers, and end")
	flag.Parse()

	// One allocation in 64 KiB, every contended lock and every wait of 10 µs is recorded
	// in the mean.
	runtime.MemProfileRate = 64 << 10
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(10_000)

	if err := run(*listen, *products, *verify, load.Options{
		Clients: *clients,
		Rate:    *rate,
		Seed:    *seed,
	}); err != nil {
		fmt.Fprintln(os.Stderr, "shop:", err)
		os.Exit(1)
	}
}

func run(listen string, products, verify int, opts load.Options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	shop := server.New(catalog.Generate(opts.Seed, products))
	defer shop.Close()

	ln, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	httpd := &http.Server{Handler: shop.Handler()}
	go httpd.Serve(ln)
	defer shutdown(httpd)

	opts.URL = "http://" + ln.Addr().String()
	fmt.Println("listening on", opts.URL)

	if verify > 0 {
		digest, err := load.Verify(ctx, opts, verify)
		if err != nil {
			return err
		}
		fmt.Println("digest", digest)
		return nil
	}
	total, err := load.Run(ctx, opts)
	fmt.Println("answered", total)
	return err
}

func shutdown(httpd *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	httpd.Shutdown(ctx)
}
