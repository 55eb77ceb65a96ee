/* SPDX-License-Identifier: Apache-2.0 */
/* Names and files of made-up Go functions, put together from word lists; no two names equal. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "program.h"

enum {
	PACKAGE_FUNCTIONS = 24, /* on average */
	PACKAGE_FILES = 6,
	NAME_BYTES = 256,
};

static const char *const nouns[] = { "Store", "Session", "Order", "Invoice", "Token", "Cursor",
	"Batch", "Record", "Segment", "Index", "Block", "Chunk", "Frame", "Header", "Payload",
	"Request", "Response", "Route", "Schema", "Column", "Row", "Query", "Plan", "Shard",
	"Replica", "Lease", "Lock", "Queue", "Worker", "Task", "Job", "Event", "Metric",
	"Series", "Label", "Span", "Trace", "Cache", "Entry", "Bucket", "Page", "Buffer",
	"Stream", "Peer", "Conn", "Config", "Option", "Policy", "Rule", "Filter", "Price",
	"Product", "Account", "Address", "Shipment", "Coupon", "Review", "Image", "Template",
	"Document" };

static const char *const roles[] = { "", "", "", "Reader", "Writer", "Encoder", "Decoder",
	"Manager", "Handler", "Client", "Server", "Builder", "Pool", "Iterator", "Set", "Map",
	"List", "Visitor", "Validator", "Resolver", "Scheduler", "Loader", "Codec", "State" };

static const char *const verbs[] = { "Get", "Put", "Lookup", "Insert", "Delete", "Update",
	"Scan", "Walk", "Visit", "Encode", "Decode", "Marshal", "Unmarshal", "Read", "Write",
	"Flush", "Sync", "Merge", "Split", "Sort", "Hash", "Compare", "Validate", "Resolve",
	"Dispatch", "Handle", "Serve", "Process", "Apply", "Commit", "Acquire", "Release",
	"Load", "Save", "Open", "Close", "Append", "Copy", "parse", "format", "next", "advance",
	"grow", "refill", "compact", "evict", "emit", "collect", "fetch", "send", "receive",
	"init", "reset" };

static const char *const areas[] = { "cart", "checkout", "catalog", "search", "payment",
	"inventory", "pricing", "shipping", "session", "auth", "gateway", "billing", "ledger",
	"recommend", "notify", "audit", "report", "export", "storage", "cache", "index",
	"query", "planner", "codec", "wire", "transport", "cluster", "raft", "lease", "metrics",
	"tracing", "config", "feature", "limits", "queue", "worker", "render", "template",
	"media", "geo" };

static const char *const generics[] = { "Map", "Filter", "Reduce", "SortFunc", "Keys", "Must",
	"Collect", "GroupBy", "BinarySearch", "Clone" };

static const char *const shapes[] = { "go.shape.int_0", "go.shape.string_0",
	"go.shape.*uint8_0", "go.shape.int64_0,go.shape.string_1", "go.shape.[]uint8_0",
	"..." };

static const char *const modules[] = { "github.com/jackc/pgx/v5", "go.uber.org/zap",
	"google.golang.org/grpc", "google.golang.org/protobuf", "golang.org/x/net",
	"github.com/prometheus/client_golang", "github.com/redis/go-redis/v9",
	"github.com/klauspost/compress", "go.opentelemetry.io/otel/sdk",
	"github.com/segmentio/kafka-go", "github.com/hashicorp/raft",
	"github.com/elastic/go-elasticsearch/v8", "github.com/aws/aws-sdk-go-v2",
	"github.com/dgraph-io/badger/v4", "golang.org/x/text", "github.com/gorilla/mux",
	"github.com/nats-io/nats.go", "k8s.io/client-go", "sigs.k8s.io/yaml",
	"github.com/blevesearch/bleve/v2" };

static const char *const std[] = { "encoding/json", "net/http", "reflect", "regexp", "sort",
	"strconv", "strings", "bytes", "bufio", "compress/flate", "compress/gzip", "crypto/tls",
	"crypto/sha256", "crypto/internal/fips140/aes", "database/sql", "encoding/binary",
	"encoding/base64", "fmt", "go/ast", "hash/crc32", "html/template", "internal/poll",
	"io", "math/big", "mime/multipart", "net", "net/textproto", "net/url", "os",
	"path/filepath", "runtime", "sync", "sync/atomic", "text/template", "time",
	"unicode/utf8", "vendor/golang.org/x/net/http2/hpack", "context", "container/heap",
	"internal/bytealg" };

struct package {
	char path[NAME_BYTES];
	uint32_t files[PACKAGE_FILES];
};

/* Hashes of the names given so far. */
struct seen {
	uint64_t *slot;
	uint32_t mask;
};

/* One word of each list. */
struct draw {
	const char *noun, *object, *role, *verb, *area, *area2, *generic, *shape, *module, *std;
	unsigned digit[2]; /* 1 to 9 */
	unsigned percent;
};

#define PICK(r, list) (list)[rng_below(r, COUNTOF(list))]

/* Drawn in statements of their own: the order of arguments and initialisers is the compiler's.
 */
static struct draw
draw(struct rng *r)
{
	struct draw d;

	d.noun = PICK(r, nouns);
	d.object = PICK(r, nouns);
	d.role = PICK(r, roles);
	d.verb = PICK(r, verbs);
	d.area = PICK(r, areas);
	d.area2 = PICK(r, areas);
	d.generic = PICK(r, generics);
	d.shape = PICK(r, shapes);
	d.module = PICK(r, modules);
	d.std = PICK(r, std);
	d.digit[0] = 1 + rng_below(r, 9);
	d.digit[1] = 1 + rng_below(r, 9);
	d.percent = rng_below(r, 100);
	return d;
}

uint32_t
text_add(struct text *t, const char *s)
{
	size_t len = strlen(s) + 1;
	uint32_t at = (uint32_t)t->n;

	if (t->cap - t->n < len) {
		t->cap = t->cap * 2 + (64 << 10);
		t->p = xrealloc(t->p, t->cap, 1);
	}
	memcpy(t->p + t->n, s, len);
	t->n += len;
	return at;
}

static uint32_t
add_file(struct program *p, const char *dir, const char *base)
{
	char path[4 * NAME_BYTES];

	if ((p->nfiles & (p->nfiles - 1)) == 0)
		p->files = xrealloc(
			p->files, p->nfiles ? 2 * (size_t)p->nfiles : 1, sizeof(uint32_t));
	snprintf(path, sizeof(path), "%s/%s.go", dir, base);
	p->files[p->nfiles] = text_add(&p->text, path);
	return p->nfiles++;
}

static void
add_files(struct program *p, struct rng *r, struct package *pkg, const char *dir)
{
	for (unsigned i = 0; i < PACKAGE_FILES; i++) {
		char base[NAME_BYTES];
		struct draw d = draw(r);

		snprintf(base, sizeof(base), "%s_%s", d.area, d.verb);
		for (char *c = base; *c; c++)
			*c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
		pkg->files[i] = add_file(p, dir, base);
	}
}

/* Callers come first: the service, below it its modules, at the bottom the standard library. */
static void
new_package(struct program *p, struct rng *r, struct package *pkg, unsigned percent)
{
	char dir[NAME_BYTES + 64];
	struct draw d = draw(r);

	if (percent < 40) {
		bool sub = d.digit[0] % 2;

		snprintf(pkg->path, sizeof(pkg->path),
			"github.com/acme/shop/v2/internal/%s%s%s", d.area, sub ? "/" : "",
			sub ? d.area2 : "");
		snprintf(dir, sizeof(dir), "/src%s", strchr(pkg->path, '/'));
	} else if (percent < 75) {
		snprintf(pkg->path, sizeof(pkg->path), "%s/%s", d.module, d.area);
		snprintf(dir, sizeof(dir), "/go/pkg/mod/%s@v1.%u.%u/%s", d.module, d.digit[0],
			d.digit[1], d.area);
	} else {
		snprintf(pkg->path, sizeof(pkg->path), "%s", d.std);
		snprintf(dir, sizeof(dir), "/usr/local/go/src/%s", pkg->path);
	}
	add_files(p, r, pkg, dir);
}

static void
spell(struct rng *r, const char *path, char *name, size_t size)
{
	struct draw d = draw(r);

	if (d.percent < 40)
		snprintf(name, size, "%s.(*%s%s).%s%s", path, d.noun, d.role, d.verb, d.object);
	else if (d.percent < 50)
		snprintf(name, size, "%s.%s%s.%s%s", path, d.noun, d.role, d.verb, d.object);
	else if (d.percent < 70)
		snprintf(name, size, "%s.%s%s%s", path, d.verb, d.object, d.role);
	else if (d.percent < 86)
		snprintf(name, size, "%s.(*%s%s).%s%s.func%u", path, d.noun, d.role, d.verb,
			d.object, d.digit[0]);
	else if (d.percent < 92)
		snprintf(name, size, "%s.%s%s.func%u.%u", path, d.verb, d.object, d.digit[0],
			d.digit[1]);
	else if (d.percent < 96)
		snprintf(name, size, "%s.%s%s[%s]", path, d.generic, d.object, d.shape);
	else
		snprintf(
			name, size, "%s.(*%s%s[%s]).%s", path, d.noun, d.role, d.shape, d.verb);
}

static uint64_t
hash_name(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return rng_mix(h) | 1;
}

/* Whether the name is new. */
static bool
remember(struct seen *seen, const char *name)
{
	uint64_t h = hash_name(name);
	uint32_t i = (uint32_t)(h >> 32) & seen->mask;

	for (; seen->slot[i]; i = (i + 1) & seen->mask)
		if (seen->slot[i] == h)
			return false;
	seen->slot[i] = h;
	return true;
}

void
names_known(struct program *p, uint32_t f, const char *name, size_t len)
{
	char s[NAME_BYTES], dir[2 * NAME_BYTES];
	const char *slash, *dot;

	snprintf(s, sizeof(s), "%.*s", (int)len, name);
	slash = strrchr(s, '/');
	dot = strchr(slash ? slash : s, '.');
	snprintf(dir, sizeof(dir), "%s/%.*s",
		strchr(s, '.') < (slash ? slash : s) ? "/go/pkg/mod" : "/usr/local/go/src",
		(int)(dot - s), s);
	p->funcs[f].name = text_add(&p->text, s);
	p->funcs[f].file = add_file(p, dir, "source");
	p->funcs[f].start = 100 + 37 * f;
}

void
names_make(struct program *p, struct rng *r)
{
	struct package pkg;
	struct seen seen = { NULL, 1 };
	uint32_t left = 0;

	while (seen.mask < 2 * p->nfuncs)
		seen.mask = 2 * seen.mask + 1;
	seen.slot = xrealloc(NULL, seen.mask + (size_t)1, sizeof(uint64_t));
	memset(seen.slot, 0, (seen.mask + (size_t)1) * sizeof(uint64_t));
	for (uint32_t f = 0; f < p->nknown; f++)
		remember(&seen, p->text.p + p->funcs[f].name);
	for (uint32_t f = p->nknown; f < p->nfuncs; f++) {
		char name[2 * NAME_BYTES];

		if (left-- == 0) {
			new_package(p, r, &pkg, (unsigned)((uint64_t)f * 100 / p->nfuncs));
			left = PACKAGE_FUNCTIONS / 2 + rng_below(r, PACKAGE_FUNCTIONS) - 1;
		}
		do
			spell(r, pkg.path, name, sizeof(name));
		while (!remember(&seen, name));
		p->funcs[f].name = text_add(&p->text, name);
		p->funcs[f].file = pkg.files[rng_below(r, PACKAGE_FILES)];
		p->funcs[f].start = 10 + rng_below(r, 1800);
	}
	free(seen.slot);
}
