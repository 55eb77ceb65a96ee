/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of an HTML page. */
#include "render/page.h"

#include <string.h>

static void
put(struct pfl_sink sink, const char *text)
{
	sink.write(sink.state, text, strlen(text));
}

static void
put_sum(struct pfl_sink sink, const char *sum)
{
	put(sink, " 'sha256-");
	put(sink, sum);
	put(sink, "'");
}

void
pfl_page_begin(struct pfl_sink sink, struct pfl_span title, const struct pfl_page *page)
{
	put(sink,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"script-src");
	if (!page->script_sums[0])
		put(sink, " 'none'");
	for (const char *const *sum = page->script_sums; *sum; sum++)
		put_sum(sink, *sum);
	put(sink, "; style-src");
	if (page->css_sum)
		put_sum(sink, page->css_sum);
	else
		put(sink, " 'unsafe-inline'");
	put(sink,
		"; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
		"content=\"light dark\">\n<meta name=\"generator\" "
		"content=\"profloom\">\n<title>");
	pfl_escape_xml(sink, title);
	put(sink, "</title>\n<style>");
	put(sink, page->css);
	put(sink, "</style>\n</head>\n<body>\n");
}

void
pfl_page_end(struct pfl_sink sink, const struct pfl_page *page)
{
	if (page->script) {
		put(sink, "<script>");
		put(sink, page->script);
		put(sink, "</script>\n");
	}
	put(sink, "</body>\n</html>\n");
}
