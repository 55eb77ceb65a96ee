// SPDX-License-Identifier: Apache-2.0
// The queries of docs/DATABASES.md on a recorded profile: the same numbers as the tools'.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { DuckDBInstance } from "@duckdb/node-api";

const root = process.env.ROOT;
const profile = path.join(root, "samples/go/slow.cpu.pb.gz");

function tool(name, ...args) {
	return execFileSync(path.join(process.env.BIN, name), args,
		{ encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
}

// "```sql flat" in the page is the query called flat.
const queries = {};
for (const [, name, sql] of readFileSync(path.join(root, "docs/DATABASES.md"), "utf8")
	.matchAll(/^```sql (\w+)\n([\s\S]*?)^```$/gm))
	queries[name] = sql;

tool("profconv", "-q", profile, "-o", "profiles.ndjson");
const db = await (await DuckDBInstance.create(":memory:")).connect();
await db.run(queries.duckdb);

async function ask(name) {
	return (await db.runAndReadAll(queries[name])).getRowsJS();
}

const top = JSON.parse(tool("proftext", "top", "-f", "json", "--no-trim", "--node-count", "0",
	"-t", "cpu", profile)).rows;

function sums(rows) {
	return new Map(rows.filter(([, value]) => Number(value) !== 0).map(
		([name, value]) => [name, Number(value)]));
}

test("flat", async () => {
	const rows = await ask("flat");
	assert.ok(rows.length > 10);
	assert.deepEqual(sums(rows), sums(top.map((row) => [row.name, row.flat])
		.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))));
});

test("cum", async () => {
	const rows = await ask("cum");
	assert.ok(rows.length > 10);
	assert.deepEqual(sums(rows), sums(top.map((row) => [row.name, row.cum])));
});

test("folded", async () => {
	const lines = tool("profconv", "-f", "folded", "--raw-names", "-t", "cpu", profile).trim().split("\n")
		.map((line) => [line.slice(0, line.lastIndexOf(" ")),
			line.slice(line.lastIndexOf(" ") + 1)]);
	assert.deepEqual(sums(await ask("folded")), sums(lines));
});

test("label", async () => {
	const total = top.reduce((sum, row) => sum + row.flat, 0);
	const rows = await ask("label");
	assert.equal(rows.reduce((sum, [, value]) => sum + Number(value), 0), total);
});
