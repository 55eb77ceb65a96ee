/* SPDX-License-Identifier: Apache-2.0 */
/* OpenTelemetry's profiles, as protobuf or JSON. */
#include "decode/otlp.h"

#include "decode/decoder.h"
#include "decode/json_input.h"

/* Profiles name themselves: "resourceProfiles", or a dictionary of tables. */
static int
probe_json(struct pfl_span head)
{
	static const char *const tables[] = { "\"stringTable\"", "\"locationTable\"",
		"\"functionTable\"", "\"mappingTable\"", "\"stackTable\"",
		"\"attributeTable\"" };

	if (pfl_span_find(head, "\"resourceProfiles\"") < head.n)
		return 90;
	if (pfl_span_find(head, "\"dictionary\"") == head.n)
		return 0;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (pfl_span_find(head, tables[i]) < head.n)
			return 90;
	}
	return 0;
}

static int
otlp_probe(struct pfl_span head)
{
	struct pfl_span text = pfl_json_head(head);

	return pfl_span_starts(text, "{") ? probe_json(text) : pfl_otlp_probe_wire(head);
}

static bool
otlp_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_otlp d;
	struct pfl_span head = pfl_source_peek(source, 4096);
	bool json = pfl_span_starts(pfl_json_head(head), "{");
	bool ok = pfl_otlp_init(&d, b, err) && pfl_source_ok(source, err) &&
		(json ? pfl_otlp_read_json(&d, source) : pfl_otlp_read_wire(&d, source)) &&
		pfl_otlp_finish(&d);

	pfl_otlp_clear(&d);
	return ok;
}

const struct pfl_decoder pfl_decode_otlp = {
	.name = "otlp",
	.help = "OpenTelemetry's profiles (v1development), as protobuf or JSON, also many in "
		"one "
		"file: what agents export and collectors save",
	.lost = "times of samples (their order is kept), attributes of places, attributes "
		"whose values are lists, "
		"maps "
		"or bytes, original payloads",
	.known_by = "fields of protobuf within one another as in ProfilesData; in JSON "
		    "'resourceProfiles'",
	.probe = otlp_probe,
	.decode = otlp_decode,
};
