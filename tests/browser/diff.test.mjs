// SPDX-License-Identifier: Apache-2.0
// The page of a comparison: with and without its script, and with names that mean harm.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { diff, fragment, made, page, profile, read, start, stop, tree } from "./browser.mjs";

before(start);
after(stop);

const OLD = ["main;work;parse 900", "main;work;hash 100", "main;rest 2000", "main;gone 700"];
const NEW = ["main;work;parse 910", "main;work;hash 1500", "main;rest 2010", "main;added 800"];
const names = p => p.locator("#functions > .scroll tbody tr:not([hidden]) td:first-child").allTextContents();

const open = async (file, options = {}) => {
	const p = await page(options);
	p.asked = [];
	p.on("request", r => p.asked.push(r.url()));
	await p.goto("file://" + file);
	return p;
};

test("the answer stands first, and all of it without a script", async () => {
	const p = await open(diff(OLD, NEW), { javaScriptEnabled: false });
	assert.match(await p.locator("h1").textContent(), /^hash .* more/);
	assert.match(await p.locator("#finding-1 h3").textContent(), /#1 .*at least/);
	assert.ok(await p.locator("#flame g.picture text", { hasText: "hash" }).first().isVisible());
	assert.ok((await names(p)).includes("hash"));
	assert.equal(await p.locator("#functions .tools").isVisible(), false);
	assert.ok(await p.locator("#noise").isVisible());
});

test("tables are sorted by a column and searched by name", async () => {
	const p = await open(diff(OLD, NEW));
	await p.waitForSelector("#flame g.tree");
	await p.locator("#functions > .scroll th button", { hasText: "Function" }).click();
	const sorted = await names(p);
	assert.deepEqual(sorted, [...sorted].sort());
	await p.locator("#functions > .scroll th button", { hasText: /^new$/ }).click();
	assert.equal((await names(p))[0], "main");
	assert.equal(await p.locator("#functions th[aria-sort=descending]").count(), 1);
	await p.locator("body").press("f");
	await p.keyboard.type("HAS");
	assert.deepEqual(await names(p), ["hash"]);
	assert.match(await p.locator("#shown").textContent(), /^1 of \d+ functions$/);
	await p.keyboard.press("Escape");
	assert.ok((await names(p)).length > 3);
	assert.deepEqual(p.errors, []);
	assert.deepEqual(p.asked.slice(1), [], "it loads nothing");
});

test("a finding's address zooms into its place", async () => {
	const file = diff(OLD, NEW), p = await page();
	await p.goto(`file://${file}#finding-1`);
	await p.waitForSelector("#flame g.tree");
	await p.getByRole("button", { name: "‹ back" }).waitFor();
	assert.deepEqual(p.errors, []);
});

test("names are names on the page, in its pictures and in its data", async () => {
	const evil = ["<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=2>", "]]></script><script>window.hacked=3</script>",
		"</title></svg><img src=x onerror=window.hacked=4>", "\" onmouseover=\"window.hacked=5", "__proto__", "<!--<script>", "javascript:window.hacked=6"];
	const lines = k => evil.map((name, i) => `main;${name.replace(/;/g, ":")} ${i ? 300 : 300 * k}`);
	const file = diff(lines(1), lines(9)), p = await open(file);
	await p.waitForSelector("#flame g.tree");
	for (const row of await p.locator("#functions > .scroll tbody tr").all()) await row.hover();
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.equal(await p.locator("img").count(), 0);
	assert.equal(await p.locator("script:not([type])").count(), 2);
	const data = await p.evaluate(() => JSON.parse(document.getElementById("profdiff").textContent));
	assert.ok(data.rows.some(r => r.name === evil[0]));
	const text = await names(p);
	for (const name of evil) assert.ok(text.includes(name.replace(/;/g, ":")), name);
	assert.deepEqual(p.errors, []);
	// A script that got in all the same would not run: the policy knows ours by their sums.
	const broken = await page();
	await broken.setContent(read(file).replace("</main>", "").replace("<h1>", "<script>window.hacked=7</script><h1>"));
	assert.equal(await broken.evaluate(() => window.hacked), undefined);
});

test("of several sample types each has its answer, its tables and its picture", async () => {
	const evil = ["<script>window.hacked=1</script>", "</section></main><img src=x onerror=window.hacked=2>"];
	const types = ["samples", "bytes", "<img src=x onerror=window.hacked=3>"], frame = name => [name, "a.go", 1];
	const side = k => profile([[[900, 4000, 10], frame("parse"), frame("main")], [[100 * k, 50, 700], frame(evil[0]), frame("main")],
		[[400, 300 * k, 7 * k], frame(evil[1]), frame("main")], [[2000, 2000, 2000], frame("rest"), frame("main")]], types);
	const root = tree({ "old.pb": side(1), "new.pb": side(12) }), sides = [join(root, "old.pb"), join(root, "new.pb")];
	const file = made(".html", "profdiff", "-t", "all", ...sides), p = await open(file);
	await p.waitForSelector("#flame g.tree");
	const answers = p.locator(".answers a");
	assert.deepEqual((await answers.allTextContents()).sort(), [...types].sort());
	for (const [k, type] of (await answers.allTextContents()).slice(1).entries()) {
		await answers.nth(k + 1).click();
		assert.equal(await fragment(p), `#part-${k + 1}`);
		const part = p.locator(`#part-${k + 1}`);
		assert.equal(await part.locator("> h1").textContent(), type);
		assert.ok(await part.locator("> h1").evaluate(e => Math.abs(e.getBoundingClientRect().top) < 60), "it is gone to");
		assert.equal(await part.locator("svg.pfl g.picture").count(), 1, "its picture stands still");
		const rows = part.locator(`#part-${k + 1}-functions > .scroll tbody td:first-child`);
		for (const name of evil) assert.ok((await rows.allTextContents()).includes(name), name);
		await part.locator("th button", { hasText: "Function" }).first().click();
		const sorted = await rows.allTextContents();
		assert.deepEqual(sorted, [...sorted].sort());
	}
	const ids = await p.evaluate(() => [...document.querySelectorAll("[id]")].map(e => e.id));
	assert.equal(new Set(ids).size, ids.length, "each address is there once");
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.equal(await p.locator("img").count(), 0);
	assert.equal(await p.locator("script:not([type])").count(), 2);
	assert.deepEqual(p.errors, []);
	assert.deepEqual(p.asked.slice(1).filter(url => !url.startsWith("file://" + file)), [], "it loads nothing");
	const still = await open(file, { javaScriptEnabled: false });
	assert.ok(await still.locator("#part-2 svg.pfl g.picture text", { hasText: "rest" }).first().isVisible());
});

test("dark pages get dark colours, and paper all of it", async () => {
	const p = await open(diff(OLD, NEW), { colorScheme: "dark" });
	assert.equal(await p.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(22, 22, 24)");
	await p.emulateMedia({ media: "print" });
	assert.equal(await p.locator("nav").isVisible(), false);
	assert.equal(await p.locator("#functions .scroll").first().evaluate(e => getComputedStyle(e).overflowY), "visible");
});
