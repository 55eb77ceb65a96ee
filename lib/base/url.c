/* SPDX-License-Identifier: Apache-2.0 */
/* Names of inputs that are no files: URLs and addresses, by their text alone. */
#include "base/url.h"

#include <strings.h>

enum { SECONDS_OF_CPU = 30, SECONDS_MAX = 1000000 };

static const struct {
	const char *prefix;
	bool tls, insecure, socket;
} schemes[] = {
	{ "http://", false, false, false },
	{ "https://", true, false, false },
	{ "https+insecure://", true, true, false },
	{ "http+unix://", false, false, true },
};

enum { SCHEMES = sizeof(schemes) / sizeof(schemes[0]) };

/* Which scheme the name begins with, or SCHEMES. */
static size_t
scheme_of(const char *name)
{
	size_t i = 0;

	while (i < SCHEMES &&
		strncasecmp(name, schemes[i].prefix, strlen(schemes[i].prefix)) != 0)
		i++;
	return i;
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool
pfl_url_is_plain(char c)
{
	return is_letter(c) || pfl_is_digit(c) || c == '-' || c == '.' || c == '_';
}

/* The authority of what follows a scheme: up to the path, the query or the end. */
static size_t
authority_length(const char *text)
{
	return strcspn(text, "/?#");
}

/* Bytes of [::1%eth0] or of a name; 0: neither. An empty name is this machine. */
static bool
is_host(struct pfl_span host)
{
	size_t i = 0;

	if (host.n > 2 && host.at[0] == '[' && host.at[host.n - 1] == ']') {
		for (i = 1; i < host.n - 1; i++) {
			if (!pfl_url_is_plain(host.at[i]) && host.at[i] != ':' &&
				host.at[i] != '%')
				return false;
		}
		return true;
	}
	while (i < host.n && pfl_url_is_plain(host.at[i]))
		i++;
	return i == host.n;
}

static bool
is_port(struct pfl_span port)
{
	uint64_t number;

	return port.n <= 5 && pfl_span_u64(port, &number) && number > 0 && number <= 65535;
}

/* Take what stands behind the last `sep` off *left: false when there is none. */
static bool
split_last(struct pfl_span *left, char sep, struct pfl_span *right)
{
	for (size_t i = left->n; i > 0; i--) {
		if (left->at[i - 1] == sep) {
			*right = (struct pfl_span){ left->at + i, left->n - i };
			left->n = i - 1;
			return true;
		}
	}
	return false;
}

/* user:password@host:port, the first half of which may be missing. */
static bool
is_address(const char *name)
{
	struct pfl_span host = { name, authority_length(name) }, user = host, port;

	if (split_last(&user, '@', &host) && user.n == 0)
		return false;
	return split_last(&host, ':', &port) && is_port(port) && is_host(host);
}

enum pfl_url_kind
pfl_url_kind(const char *name)
{
	size_t n = 0;

	if (scheme_of(name) < SCHEMES)
		return PFL_URL_HTTP;
	while (is_letter(name[n]) || (n > 0 && (pfl_is_digit(name[n]) || name[n] == '+')))
		n++;
	if (n > 1 && strncmp(name + n, "://", 3) == 0)
		return PFL_URL_FOREIGN;
	return is_address(name) ? PFL_URL_ADDRESS : PFL_URL_NONE;
}

/* Nothing of a URL is a blank or a control character, and a backslash is read as a slash by
 * some. */
static bool
check_characters(const char *text, struct pfl_error *err)
{
	for (; *text; text++) {
		if ((unsigned char)*text <= ' ' || *text == 0x7f || *text == '\\')
			return pfl_fail(err, PFL_USAGE,
				"is no URL: blanks, backslashes and control characters are "
				"written as %%XX");
	}
	return true;
}

/* host or host:port? */
static bool
is_authority(struct pfl_span host)
{
	struct pfl_span name = host, port;
	bool bracket = host.n > 0 && host.at[host.n - 1] == ']';

	if (!bracket && split_last(&name, ':', &port) && !is_port(port))
		return false;
	return name.n > 0 && is_host(name);
}

bool
pfl_url_parse(struct pfl_url *url, const char *name, struct pfl_error *err)
{
	size_t scheme = scheme_of(name), n;
	const char *p = scheme < SCHEMES ? name + strlen(schemes[scheme].prefix) : name;

	*url = (struct pfl_url){ 0 };
	if (pfl_url_kind(name) == PFL_URL_FOREIGN)
		return pfl_fail(err, PFL_USAGE, "only http and https are fetched");
	if (!check_characters(name, err))
		return false;
	if (scheme < SCHEMES) {
		url->tls = schemes[scheme].tls;
		url->insecure = schemes[scheme].insecure;
	}
	n = authority_length(p);
	url->host = (struct pfl_span){ p, n };
	p += n;
	n = strcspn(p, "?#");
	url->path = (struct pfl_span){ p, n };
	p += n;
	if (*p == '?')
		url->query = (struct pfl_span){ p + 1, strcspn(p + 1, "#") };
	url->user = url->host;
	if (!split_last(&url->user, '@', &url->host))
		url->user = (struct pfl_span){ 0 };
	if (scheme < SCHEMES && schemes[scheme].socket) {
		url->socket = url->host;
		url->host = (struct pfl_span){ 0 };
		return url->socket.n > 0 ||
			pfl_fail(err, PFL_USAGE,
				"names no socket; its path stands in place of the host with "
				"its slashes written as %%2F: "
				"http+unix://%%2Frun%%2Fapp.sock/debug/pprof/heap");
	}
	if (scheme == SCHEMES && url->host.n > 0 && url->host.at[0] == ':')
		return true; /* :6060 is this machine */
	/* What is wrong is not shown: it may be a part of a password. */
	return is_authority(url->host) ||
		pfl_fail(err, PFL_USAGE,
			"is no URL: what follows '//' is no host or host:port; in user names "
			"and passwords '/', '?', '#' and '@' are written as %%2F, %%3F, %%23 "
			"and %%40");
}

/* The next "key=value" of a query; false at its end. */
static bool
next_pair(struct pfl_span *query, struct pfl_span *pair, struct pfl_span *key,
	struct pfl_span *value)
{
	if (!query->at || !pfl_span_cut(query, '&', pair))
		return false;
	*value = *pair;
	pfl_span_cut(value, '=', key);
	return true;
}

unsigned
pfl_url_seconds(const struct pfl_url *url)
{
	struct pfl_span query = url->query, pair, key, value;
	uint64_t seconds =
		pfl_span_ends(url->path, "/debug/pprof/profile") ? SECONDS_OF_CPU : 0;

	while (next_pair(&query, &pair, &key, &value)) {
		if (pfl_span_eq(key, pfl_span_of("seconds")) && pfl_span_u64(value, &seconds))
			break;
	}
	return seconds < SECONDS_MAX ? (unsigned)seconds : SECONDS_MAX;
}

/* Does the path name no profile? */
static bool
is_index(struct pfl_span path)
{
	if (path.n > 0 && path.at[path.n - 1] == '/')
		path.n--;
	return path.n == 0 || pfl_span_ends(path, "/debug/pprof");
}

struct pfl_span
pfl_url_profile(const struct pfl_url *url)
{
	struct pfl_span path = url->path, last = { 0 };

	if (is_index(path))
		return pfl_span_of("");
	if (path.at[path.n - 1] == '/')
		path.n--;
	split_last(&path, '/', &last);
	return pfl_span_eq(last, pfl_span_of("profile")) ? pfl_span_of("cpu") : last;
}

static void
add_encoded(struct pfl_text *text, const char *s)
{
	for (; *s; s++) {
		if (pfl_url_is_plain(*s) || *s == '/' || *s == '~')
			pfl_text_char(text, *s);
		else
			pfl_text_printf(text, "%%%02X", (unsigned)(unsigned char)*s);
	}
}

static void
add_profile(struct pfl_text *text, const struct pfl_url *url, const char *profile)
{
	bool slash = url->path.n > 0 && url->path.at[url->path.n - 1] == '/';

	if (url->path.n <= 1) {
		pfl_text_str(text, "/debug/pprof/");
	} else {
		pfl_text_add(text, url->path);
		pfl_text_str(text, slash ? "" : "/");
	}
	if (!profile || strcmp(profile, "cpu") == 0)
		profile = "profile"; /* as Go calls it */
	add_encoded(text, profile);
}

/* The query, with the wishes in place of what it says about them. */
static void
add_query(struct pfl_text *text, struct pfl_span query, const struct pfl_url_wish *wish)
{
	struct pfl_span pair, key, value;
	const char *sep = "?";

	while (next_pair(&query, &pair, &key, &value)) {
		if ((wish->seconds && pfl_span_eq(key, pfl_span_of("seconds"))) ||
			(wish->debug && pfl_span_eq(key, pfl_span_of("debug"))))
			continue;
		pfl_text_str(text, sep);
		pfl_text_add(text, pair);
		sep = "&";
	}
	if (wish->seconds) {
		pfl_text_printf(text, "%sseconds=%u", sep, wish->seconds);
		sep = "&";
	}
	if (wish->debug)
		pfl_text_printf(text, "%sdebug=%u", sep, wish->debug);
}

bool
pfl_url_request(struct pfl_text *text, const struct pfl_url *url,
	const struct pfl_url_wish *wish, struct pfl_error *err)
{
	static const struct pfl_url_wish none = { 0 };
	bool index = wish && is_index(url->path);

	if (!index && wish && wish->profile)
		return pfl_fail(err, PFL_USAGE,
			"names a profile already; --profile is for addresses such as "
			"http://host:6060");
	pfl_text_str(text, url->tls ? "https://" : "http://");
	if (url->host.n == 0 || url->host.at[0] == ':')
		pfl_text_str(text, "localhost");
	pfl_text_add(text, url->host);
	if (index)
		add_profile(text, url, wish->profile);
	else
		pfl_text_add(text, url->path);
	add_query(text, url->query, wish ? wish : &none);
	return pfl_text_ok(text, err);
}

/* The host without the port that its scheme has anyway. */
static struct pfl_span
without_port(const struct pfl_url *url)
{
	struct pfl_span host = url->host, port;

	if (split_last(&host, ':', &port) &&
		pfl_span_eq(port, pfl_span_of(url->tls ? "443" : "80")))
		return host;
	return url->host;
}

bool
pfl_url_same_origin(const struct pfl_url *a, const struct pfl_url *b)
{
	struct pfl_span x = without_port(a), y = without_port(b);

	return a->tls == b->tls && x.n == y.n &&
		(x.n == 0 || strncasecmp(x.at, y.at, x.n) == 0);
}

/* Does the key look like one whose value nobody else may see? */
static bool
is_secret(struct pfl_span key)
{
	static const char *const words[] = { "key", "token", "sig", "pass", "pwd", "secret",
		"auth", "cred", "session", "code", "jwt" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		for (size_t k = 0; k + n <= key.n; k++) {
			if (strncasecmp(key.at + k, words[i], n) == 0)
				return true;
		}
	}
	return false;
}

static void
show_query(struct pfl_text *text, struct pfl_span query)
{
	struct pfl_span pair, key, value;
	const char *sep = "?";

	while (next_pair(&query, &pair, &key, &value)) {
		pfl_text_str(text, sep);
		if (value.n > 0 && is_secret(key)) {
			pfl_text_add(text, key);
			pfl_text_str(text, "=...");
		} else {
			pfl_text_add(text, pair);
		}
		sep = "&";
	}
}

void
pfl_url_show(struct pfl_text *text, const char *name)
{
	enum pfl_url_kind kind = pfl_url_kind(name);
	const char *p = kind == PFL_URL_ADDRESS ? name : strstr(name, "://");
	struct pfl_span user, host, path;
	const char *at;

	if (kind == PFL_URL_NONE) {
		pfl_text_str(text, name);
		return;
	}
	p += kind == PFL_URL_ADDRESS ? 0 : 3;
	pfl_text_add(text, (struct pfl_span){ name, (size_t)(p - name) });
	user = (struct pfl_span){ p, authority_length(p) };
	host = user;
	if (!split_last(&user, '@', &host) && kind == PFL_URL_HTTP && !is_authority(host) &&
		(at = strrchr(p, '@'))) /* a password with a slash in it */
		host = (struct pfl_span){ at + 1, authority_length(at + 1) };
	pfl_text_add(text, host);
	p = host.at + host.n;
	path = (struct pfl_span){ p, strcspn(p, "?#") };
	pfl_text_add(text, path);
	p += path.n;
	if (*p == '?')
		show_query(text, (struct pfl_span){ p + 1, strcspn(p + 1, "#") });
}

bool
pfl_url_decode(struct pfl_text *text, struct pfl_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned code = (unsigned char)s.at[i];

		if (s.at[i] == '%') {
			if (s.n - i < 3 || !pfl_is_hex(s.at[i + 1]) || !pfl_is_hex(s.at[i + 2]))
				return false;
			code = (unsigned)(pfl_hex_value(s.at[i + 1]) * 16 +
				pfl_hex_value(s.at[i + 2]));
			i += 2;
			if (code == 0)
				return false;
		}
		pfl_text_char(text, (char)code);
	}
	return true;
}
