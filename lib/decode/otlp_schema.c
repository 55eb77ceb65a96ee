/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of OpenTelemetry's profiles (v1development), as far as they are read. */
#include "decode/otlp.h"

static const struct pfl_otlp_field data[] = {
	{ 1, PFL_OTLP_MANY, PFL_OTLP_RESOURCE_PROFILES, "resourceProfiles" },
	{ 2, PFL_OTLP_ONE, PFL_OTLP_DICTIONARY, "dictionary" },
	{ .number = 0 },
};

static const struct pfl_otlp_field dictionary[] = {
	{ 1, PFL_OTLP_MANY, PFL_OTLP_MAPPING, "mappingTable" },
	{ 2, PFL_OTLP_MANY, PFL_OTLP_LOCATION, "locationTable" },
	{ 3, PFL_OTLP_MANY, PFL_OTLP_FUNCTION, "functionTable" },
	{ 4, PFL_OTLP_MANY, PFL_OTLP_LINK, "linkTable" },
	{ 5, PFL_OTLP_TEXT, 0, "stringTable" },
	{ 6, PFL_OTLP_MANY, PFL_OTLP_ATTRIBUTE, "attributeTable" },
	{ 7, PFL_OTLP_MANY, PFL_OTLP_STACK, "stackTable" },
	{ .number = 0 },
};

static const struct pfl_otlp_field mapping[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "memoryStart" },
	{ 2, PFL_OTLP_NUMBER, 0, "memoryLimit" },
	{ 3, PFL_OTLP_NUMBER, 0, "fileOffset" },
	{ 4, PFL_OTLP_NUMBER, 0, "filenameStrindex" },
	{ 5, PFL_OTLP_NUMBERS, 0, "attributeIndices" },
	{ .number = 0 },
};

static const struct pfl_otlp_field location[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "mappingIndex" },
	{ 2, PFL_OTLP_NUMBER, 0, "address" },
	{ 3, PFL_OTLP_MANY, PFL_OTLP_LINE, "lines" },
	{ .number = 0 },
};

static const struct pfl_otlp_field line[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "functionIndex" },
	{ 2, PFL_OTLP_NUMBER, 0, "line" },
	{ 3, PFL_OTLP_NUMBER, 0, "column" },
	{ .number = 0 },
};

static const struct pfl_otlp_field function[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "nameStrindex" },
	{ 2, PFL_OTLP_NUMBER, 0, "systemNameStrindex" },
	{ 3, PFL_OTLP_NUMBER, 0, "filenameStrindex" },
	{ 4, PFL_OTLP_NUMBER, 0, "startLine" },
	{ .number = 0 },
};

static const struct pfl_otlp_field link[] = {
	{ 1, PFL_OTLP_ID, 0, "traceId" },
	{ 2, PFL_OTLP_ID, 0, "spanId" },
	{ .number = 0 },
};

static const struct pfl_otlp_field attribute[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "keyStrindex" },
	{ 2, PFL_OTLP_ONE, PFL_OTLP_ANY_VALUE, "value" },
	{ 3, PFL_OTLP_NUMBER, 0, "unitStrindex" },
	{ .number = 0 },
};

static const struct pfl_otlp_field stack[] = {
	{ 1, PFL_OTLP_NUMBERS, 0, "locationIndices" },
	{ .number = 0 },
};

static const struct pfl_otlp_field resource_profiles[] = {
	{ 1, PFL_OTLP_ONE, PFL_OTLP_RESOURCE, "resource" },
	{ 2, PFL_OTLP_MANY, PFL_OTLP_SCOPE_PROFILES, "scopeProfiles" },
	{ .number = 0 },
};

static const struct pfl_otlp_field resource[] = {
	{ 1, PFL_OTLP_MANY, PFL_OTLP_KEY_VALUE, "attributes" },
	{ .number = 0 },
};

static const struct pfl_otlp_field scope_profiles[] = {
	{ 1, PFL_OTLP_ONE, PFL_OTLP_SCOPE, "scope" },
	{ 2, PFL_OTLP_MANY, PFL_OTLP_PROFILE, "profiles" },
	{ .number = 0 },
};

static const struct pfl_otlp_field scope[] = {
	{ 1, PFL_OTLP_TEXT, 0, "name" },
	{ 2, PFL_OTLP_TEXT, 0, "version" },
	{ .number = 0 },
};

static const struct pfl_otlp_field profile[] = {
	{ 1, PFL_OTLP_ONE, PFL_OTLP_VALUE_TYPE, "sampleType" },
	{ 2, PFL_OTLP_MANY, PFL_OTLP_SAMPLE, "samples" },
	{ 3, PFL_OTLP_FIXED, 0, "timeUnixNano" },
	{ 4, PFL_OTLP_NUMBER, 0, "durationNano" },
	{ 5, PFL_OTLP_ONE, PFL_OTLP_VALUE_TYPE, "periodType" },
	{ 6, PFL_OTLP_NUMBER, 0, "period" },
	{ 11, PFL_OTLP_NUMBERS, 0, "attributeIndices" },
	{ .number = 0 },
};

static const struct pfl_otlp_field value_type[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "typeStrindex" },
	{ 2, PFL_OTLP_NUMBER, 0, "unitStrindex" },
	{ .number = 0 },
};

static const struct pfl_otlp_field sample[] = {
	{ 1, PFL_OTLP_NUMBER, 0, "stackIndex" },
	{ 2, PFL_OTLP_NUMBERS, 0, "attributeIndices" },
	{ 3, PFL_OTLP_NUMBER, 0, "linkIndex" },
	{ 4, PFL_OTLP_NUMBERS, 0, "values" },
	{ 5, PFL_OTLP_TIMES, 0, "timestampsUnixNano" },
	{ .number = 0 },
};

static const struct pfl_otlp_field key_value[] = {
	{ 1, PFL_OTLP_TEXT, 0, "key" },
	{ 2, PFL_OTLP_ONE, PFL_OTLP_ANY_VALUE, "value" },
	{ 3, PFL_OTLP_NUMBER, 0, "keyStrindex" },
	{ .number = 0 },
};

static const struct pfl_otlp_field any_value[] = {
	{ 1, PFL_OTLP_TEXT, 0, "stringValue" },
	{ 2, PFL_OTLP_BOOL, 0, "boolValue" },
	{ 3, PFL_OTLP_NUMBER, 0, "intValue" },
	{ 4, PFL_OTLP_DOUBLE, 0, "doubleValue" },
	{ 5, PFL_OTLP_COMPOUND, 0, "arrayValue" },
	{ 6, PFL_OTLP_COMPOUND, 0, "kvlistValue" },
	{ 7, PFL_OTLP_COMPOUND, 0, "bytesValue" },
	{ 8, PFL_OTLP_NUMBER, 0, "stringValueStrindex" },
	{ .number = 0 },
};

const struct pfl_otlp_message pfl_otlp_messages[PFL_OTLP_KINDS] = {
	[PFL_OTLP_DATA] = { "ProfilesData", data },
	[PFL_OTLP_DICTIONARY] = { "ProfilesDictionary", dictionary },
	[PFL_OTLP_MAPPING] = { "Mapping", mapping },
	[PFL_OTLP_LOCATION] = { "Location", location },
	[PFL_OTLP_LINE] = { "Line", line },
	[PFL_OTLP_FUNCTION] = { "Function", function },
	[PFL_OTLP_LINK] = { "Link", link },
	[PFL_OTLP_ATTRIBUTE] = { "KeyValueAndUnit", attribute },
	[PFL_OTLP_STACK] = { "Stack", stack },
	[PFL_OTLP_RESOURCE_PROFILES] = { "ResourceProfiles", resource_profiles },
	[PFL_OTLP_RESOURCE] = { "Resource", resource },
	[PFL_OTLP_SCOPE_PROFILES] = { "ScopeProfiles", scope_profiles },
	[PFL_OTLP_SCOPE] = { "InstrumentationScope", scope },
	[PFL_OTLP_PROFILE] = { "Profile", profile },
	[PFL_OTLP_VALUE_TYPE] = { "ValueType", value_type },
	[PFL_OTLP_SAMPLE] = { "Sample", sample },
	[PFL_OTLP_KEY_VALUE] = { "KeyValue", key_value },
	[PFL_OTLP_ANY_VALUE] = { "AnyValue", any_value },
};

const struct pfl_otlp_field *
pfl_otlp_field(enum pfl_otlp_kind kind, uint32_t number)
{
	for (const struct pfl_otlp_field *f = pfl_otlp_messages[kind].fields; f->number; f++) {
		if (f->number == number)
			return f;
	}
	return NULL;
}
