// SPDX-License-Identifier: Apache-2.0
// What can be chosen in a flame graph: other trees of the same samples, around a function, sample types, a table.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deflateSync } from "node:zlib";
import { box, boxes, button, close, details, flame, fragment, made, names, page, point, press, read, rows, serve, show, STACKS, start, stop, text, tree, view } from "./browser.mjs";

before(start);
after(stop);

test("the buttons say how it is shown", async () => {
	const p = await view(flame(STACKS));
	for (const name of ["Upside down", "From the leaves", "By value", "No recursion", "Own code"])
		assert.equal(await button(p, name).getAttribute("aria-pressed"), "false");
	await button(p, "By value").click();
	assert.equal(await button(p, "By value").getAttribute("aria-pressed"), "true");
	assert.deepEqual(await rows(p), ["all: 100 100", "main.main 60", "runtime.gc 40", "main.work 40", "main.rest 20",
		"main.work 30", "sort.Sort 10", "strings.Index 30"]);
	await button(p, "No recursion").click();
	assert.deepEqual(await rows(p), ["all: 100 100", "main.main 60", "runtime.gc 40", "main.work 40", "main.rest 20",
		"strings.Index 30", "sort.Sort 10"]);
	assert.equal(await fragment(p), "#o=1&u=1");
	await button(p, "Own code").click();
	assert.deepEqual(await rows(p), ["all: 100 100", "main.main 60", "main.work 40", "main.rest 20"]);
	await p.goBack();
	await p.waitForFunction(() => location.hash === "#o=1&u=1");
	assert.equal((await rows(p)).length, 7);
	assert.deepEqual(p.errors, []);
});

test("from the leaves, every function is there once, below its callers", async () => {
	const p = await view(flame(STACKS));
	await press(p, "r");
	assert.deepEqual(await rows(p), ["all: 100 100", "main.rest 20", "runtime.gc 40", "sort.Sort 10", "strings.Index 30",
		"main.main 20", "main.work 10", "main.work 30", "main.main 10", "main.work 30", "main.main 30"]);
	await point(p, "runtime.gc");
	assert.deepEqual((await details(p))[1], "total 40 · 40.0% of total · runtime");
	const other = await view(flame(STACKS), "#r=1&o=1");
	assert.equal((await rows(other))[1], "runtime.gc 40");
	assert.deepEqual(p.errors.concat(other.errors), []);
});

test("callers and callees of a function, from wherever it is called", async () => {
	const p = await view(flame(["a;f;x 10", "b;f;y 20", "b;f;f;x 5", "c 65"]));
	await point(p, "f", "click");
	await press(p, "f");
	assert.deepEqual(await rows(p), ["all: 35 100", "f 100", "f 14", "x 29", "y 57", "x 14"]);
	await press(p, "Escape", "s");
	assert.deepEqual(await rows(p), ["all: 35 100", "f 100", "a 29", "b 71"]);
	assert.equal(await fragment(p), "#s=f");
	await button(p, "callers of f ×").click();
	assert.equal((await rows(p))[0], "all: 100 100");
	assert.deepEqual(p.errors, []);
});

test("functions are hidden, or left out with their stacks", async () => {
	const p = await view(flame(STACKS));
	const on = async (name, key) => { await point(p, name, "click"); await press(p, key); };
	await on("sort.Sort", "x");
	await press(p, "0");
	assert.equal((await rows(p))[0], "all: 100 100", "0 is everything");
	await on("main.rest", "h");
	assert.equal(await box(p, "main.rest"), undefined);
	assert.equal(await fragment(p), "#h=main.rest");
	await press(p, "Home");
	await on("sort.Sort", "x");
	assert.equal((await rows(p))[0], "all: 90 100");
	assert.equal(await fragment(p), "#h=main.rest&d=sort.Sort");
	const other = await view(flame(STACKS), await fragment(p));
	assert.deepEqual(await rows(other), await rows(p));
	await button(other, "without sort.Sort ×").click();
	assert.equal((await rows(other))[0], "all: 100 100");
	assert.deepEqual(p.errors.concat(other.errors), []);
});

test("buttons lead back along the way", async () => {
	const p = await view(flame(STACKS));
	await point(p, "strings.Index", "click");
	const trail = () => p.getByRole("navigation", { name: "Zoomed to" }).getByRole("button").allTextContents();
	assert.deepEqual(await trail(), ["‹ back", "all", "main.main", "main.work", "main.work", "strings.Index"]);
	await button(p, "main.main").click();
	close((await box(p, "main.main")).width, 980);
	assert.deepEqual(await trail(), ["‹ back", "all", "main.main"]);
	await button(p, "‹ back").click();
	close((await box(p, "strings.Index")).width, 980);
	assert.deepEqual(p.errors, []);
});

test("a menu says what can be done", async () => {
	const p = await view(flame(STACKS));
	const at = await box(p, "main.rest");
	await p.mouse.click(at.x + 20, at.y + 8, { button: "right" });
	const menu = p.getByRole("menu", { name: "main.rest" });
	assert.deepEqual(await menu.getByRole("menuitem").allTextContents(), ["Zoom to itEnter", "Only what it callsf", "Only its callerss", "Both sidesa",
		"Hide the functionh", "Hide this subtreek", "Leave out its stacksx", "Copy the nameC", "Copy the stackc"]);
	await press(p, "ArrowDown", "ArrowDown", "Enter");
	assert.equal(await menu.count(), 0);
	assert.equal(await fragment(p), "#s=main.rest");
	await press(p, "m");
	await press(p, "Escape");
	assert.equal(await p.getByRole("menu").count(), 0);
	assert.equal(await fragment(p), "#s=main.rest", "Escape shut the menu and did nothing else");
	await press(p, "m");
	await p.mouse.click(400, 300);
	assert.equal(await p.getByRole("menu").count(), 0);
	assert.deepEqual(p.errors, []);
});

test("names and stacks are copied", async () => {
	const p = await view(flame(STACKS));
	p.spent = true;
	await p.context().grantPermissions(["clipboard-read", "clipboard-write"]);
	const clip = () => p.evaluate(() => navigator.clipboard.readText());
	await point(p, "strings.Index", "click");
	await press(p, "c");
	await p.waitForFunction(() => document.querySelector("g.foot text").textContent === "Copied");
	assert.equal(await clip(), "main.main;main.work;main.work;strings.Index");
	await press(p, "C");
	await p.waitForFunction(() => [...document.querySelectorAll("g.foot text")][1].textContent === "strings.Index");
	assert.equal(await clip(), "strings.Index");
	await press(p, "0", "r", "ArrowUp", "ArrowRight", "ArrowUp", "ArrowUp", "c");
	await p.waitForFunction(() => [...document.querySelectorAll("g.foot text")][1].textContent.includes(";"));
	assert.equal(await clip(), "main.main;main.work;sort.Sort", "root first, also where leaves are below");
	assert.deepEqual(p.errors, []);
});

test("a tap selects, a second one zooms, a long one opens the menu", async () => {
	const p = await view(flame(STACKS), "", { hasTouch: true, viewport: { width: 400, height: 700 } });
	const tap = async name => { const b = await box(p, name); await p.touchscreen.tap(b.x + b.width / 2, b.y + 8); };
	await tap("main.main");
	assert.equal((await details(p))[0], "main.main");
	assert.equal(await fragment(p), "");
	await tap("main.main");
	assert.match(await fragment(p), /z=/);
	const b = await box(p, "main.rest");
	await p.evaluate(([x, y]) => {
		const target = document.elementFromPoint(x, y);
		target.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, pointerType: "touch", clientX: x, clientY: y }));
	}, [b.x + 10, b.y + 8]);
	await p.getByRole("menu", { name: "main.rest" }).waitFor();
	assert.deepEqual(p.errors, []);
});

test("a comparison's widths and colours can be chosen", async () => {
	const p = await view(flame(["main;grown 10 40", "main;same 10 10", "main;shrunk 40 20", "gone 9 0", "main;added 0 9"]));
	const wide = async name => Math.round((await box(p, name)).width);
	await p.getByLabel("width").selectOption("n");
	close(await wide("▲▲ grown"), 980 * 40 / 79, 2);
	assert.equal(await box(p, "✕ gone"), undefined);
	await p.getByLabel("width").selectOption("o");
	close(await wide("▲▲ grown"), 980 * 10 / 69, 2);
	close(await wide("✕ gone"), 980 * 9 / 69, 2);
	assert.equal(await box(p, "✚ added"), undefined);
	await p.getByLabel("width").selectOption("b");
	close(await wide("▲▲ grown"), 980 * 50 / 148, 2);
	assert.ok(await box(p, "▵ main"));
	for (const shown of ["", "#w=n", "#w=o", "#w=b"]) {
		await press(p, "d");
		assert.equal(await fragment(p), shown, "a key goes through them");
	}
	await p.getByLabel("colour").selectOption("s");
	assert.ok(await box(p, "main"), "nothing of its own has changed");
	assert.equal(await fragment(p), "#w=b&c=s");
	await press(p, "r");
	assert.ok((await names(p)).includes("✚ added"), "other trees have changes, too");
	assert.deepEqual(p.errors, []);
});

// A picture with other data in it: one of the fuzzers' seeds.
const seeded = name => {
	const data = readFileSync(join(process.env.SAMPLES, "../tests/fuzz/corpus/flame_data", name));
	const svg = read(flame(STACKS)).replace(/<metadata[^]*?<\/metadata>/, '<metadata class="data" data-format="profloom-flame/1" ' +
		`data-bytes="${data.length}" data-crc32="${crc32(data)}">\n${deflateSync(data).toString("base64")}</metadata>`);
	return join(tree({ "f.svg": svg }), "f.svg");
};
const crc32 = data => {
	let crc = ~0;
	for (const byte of data) for (let k = 0, b = crc ^= byte; k < 8; k++) crc = crc >>> 1 ^ (crc & 1 && 0xedb88320);
	return (~crc >>> 0).toString(16).padStart(8, "0");
};

test("sample types can be chosen", async () => {
	const p = await view(seeded("types"));
	assert.deepEqual(await rows(p), ["all: 100ns 100", "main.f 70", "main.g 30", "main.g 60"]);
	await p.getByLabel("type").selectOption({ label: "type: samples" });
	assert.deepEqual(await rows(p), ["all: 6 100", "main.f 100", "main.f 17"]);
	await point(p, "main.f");
	assert.match((await details(p))[1], /^total 6 · self 5 · 100% of total/);
	assert.equal(await fragment(p), "#t=1");
	assert.deepEqual(p.errors, []);
});

test("what is turned in the file is turned back", async () => {
	const p = await view(seeded("reversed"));
	await point(p, "main.f");
	assert.match((await details(p))[1], /^total 70ns · 70.0% of total/, "no own part");
	await press(p, "r");
	await point(p, "main.f");
	assert.match((await details(p))[1], /self/);
	assert.deepEqual(p.errors, []);
});

test("nothing is drawn in the gaps of a chart", async () => {
	const p = await view(seeded("chart"));
	assert.deepEqual(await rows(p), ["all: 100ns 100", "main.f 70"]);
	await press(p, "u");
	assert.deepEqual(await rows(p), ["all: 100ns 100", "main.f 70"]);
	assert.deepEqual(p.errors, []);
});

test("addresses of FlameGraph's pictures are understood", async () => {
	const p = await view(flame(STACKS), "?x=246.0&y=112&s=^sort");
	assert.equal(await text(p, "g.head [aria-live]"), "1 function: 25.0% of view, 10.0% of total");
	close((await box(p, "main.work")).width, 980);
	assert.deepEqual(p.errors, []);
});

// The cells of the table, row by row.
const cells = p => p.locator(".sheet tbody tr").evaluateAll(rows => rows.map(r => [...r.cells].map(c => c.textContent)));
const WHOLE = [["runtime.gc", "40", "40.0%", "40", "40.0%"], ["strings.Index", "30", "30.0%", "30", "30.0%"], ["main.rest", "20", "20.0%", "20", "20.0%"],
	["sort.Sort", "10", "10.0%", "10", "10.0%"], ["main.main", "", "", "60", "60.0%"], ["main.work", "", "", "40", "40.0%"]];

for (const format of ["svg", "html"]) test(`the same as a table, in ${format}`, async () => {
	const root = tree({ "a.folded": STACKS.join("\n") + "\n" });
	const p = await view(made("." + format, "flamegen", "-f", format, join(root, "a.folded"))), names = async () => (await cells(p)).map(c => c[0]);
	await p.locator("g.tree").focus();
	await p.keyboard.press("t");
	assert.deepEqual(await cells(p), WHOLE);
	const snapshot = await p.locator("svg.pfl").ariaSnapshot();
	for (const line of ["table \"6 functions\"", "columnheader \"self\"", "rowheader \"runtime.gc\"", "button \"Table\" [pressed]"])
		assert.ok(snapshot.includes(line), `${line} in\n${snapshot}`);
	assert.ok(!snapshot.includes("treeitem"));
	assert.equal(await p.locator("th[aria-sort=descending]").textContent(), "self");
	// The first row has the keyboard, titles are above it.
	assert.equal(await p.evaluate(() => document.activeElement.textContent), "runtime.gc");
	await p.keyboard.press("ArrowDown");
	assert.equal(await p.evaluate(() => document.activeElement.textContent), "strings.Index");
	await p.locator("thead button", { hasText: "function" }).focus();
	await p.keyboard.press("Enter");
	assert.deepEqual(await names(), ["main.main", "main.rest", "main.work", "runtime.gc", "sort.Sort", "strings.Index"]);
	assert.equal(await p.locator("th[aria-sort=ascending]").textContent(), "function");
	await p.locator("thead button", { hasText: /^total$/ }).click();
	assert.equal((await names())[0], "main.main");
	await p.keyboard.press("r");
	assert.equal((await cells(p))[0][3], "60", "callers have what they call, also in a tree from the leaves");
	await p.keyboard.press("r");
	// Of what is searched for; a row leads back to its function.
	await p.keyboard.press("/");
	await p.keyboard.type("main.");
	assert.deepEqual(await names(), ["main.main", "main.work", "main.rest"]);
	assert.match(await text(p, ".sheet caption"), /^3 functions: main\.$/);
	await p.locator(".sheet tbody button", { hasText: "main.work" }).click();
	assert.equal(await p.locator(".sheet").count(), 0);
	assert.equal(await p.locator("input").evaluate(e => e.value), "/^main\\.work$/");
	assert.match(await p.locator("#pfl-row").getAttribute("aria-label"), /^main\.work,/);
	// Of what is zoomed to, and without what is hidden.
	await p.keyboard.press("Enter");
	await p.keyboard.press("Escape");
	await p.keyboard.press("Escape");
	await point(p, "main.main", "click");
	await p.keyboard.press("ArrowUp");
	await p.keyboard.press("h");
	await p.keyboard.press("t");
	assert.match(await text(p, ".sheet caption"), /^4 functions in main\.main$/);
	assert.deepEqual((await names()).sort(), ["main.main", "main.rest", "sort.Sort", "strings.Index"]);
	await p.keyboard.press("Escape");
	assert.equal(await p.locator(".sheet").count(), 0);
	assert.equal(await p.locator("g.tree").count(), 1);
	assert.deepEqual(p.errors, []);
});

test("a comparison's table has both sides, and a large one says how much it shows", async () => {
	const p = await view(flame(["main;a 100 150", "main;b 50 10", "c 40 40"]));
	await p.keyboard.press("t");
	assert.deepEqual((await cells(p)).map(c => c.join(" ")), ["a +50 100 150 75.0% +50", "main +10 150 160 80.0% ", "c  40 40 20.0% ", "b −40 50 10 5.0% −40"]);
	await p.locator("thead button", { hasText: "change of self" }).click();
	await p.locator("thead button", { hasText: "change of self" }).click();
	assert.equal((await cells(p))[0][0], "b");
	const many = await view(flame([...Array(2000).keys()].map(i => `<f${i}> ${2000 - i}`)));
	await many.keyboard.press("t");
	assert.equal(await text(many, ".sheet caption"), "300 of 2000 functions");
	assert.equal((await cells(many)).length, 300);
	assert.deepEqual([...p.errors, ...many.errors], []);
});

const SIDES = ["a;f;x 10", "b;f;y 20", "b;g;f;f;x 5", "main;serve;f;z;zz 30", "f;q 8", "c 65"];
test("around a function, callers are on one side and callees on the other", async () => {
	const p = await view(flame(SIDES, "--around", "^f$")), pressed = key => p.keyboard.press(key);
	const here = async () => (await p.locator("#pfl-row").getAttribute("aria-label")).split(",")[0];
	const [f, z, serve, main, all] = await Promise.all(["f", "z", "serve", "main", "all: 73"].map(name => box(p, name)));
	assert.ok(z.y < f.y && f.y < serve.y && serve.y < main.y && main.y < all.y);
	assert.match(f.css + (await boxes(p)).find(b => b.y === f.y).css, /meant/);
	await point(p, "serve");
	assert.equal((await details(p))[1], "total 30 · 21.7% of total · own code", "nothing of a caller's own");
	for (const [key, name] of [["ArrowUp", "f"], ["ArrowUp", "z"], ["ArrowDown", "f"], ["ArrowDown", "serve"], ["ArrowDown", "main"],
		["ArrowUp", "serve"], ["ArrowLeft", "g"], ["ArrowLeft", "b"], ["ArrowUp", "f"], ["End", "zz"], ["Home", "all"]]) {
		await pressed(key);
		assert.equal(await here(), name, key);
	}
	await pressed("/");
	await p.keyboard.type("/^(g|x)$/");
	assert.equal(await text(p, "g.head [aria-live]"), "2 functions: 20.5% of total", "g;f;f;x is on both sides, and counts once");
	await pressed("Escape");
	await point(p, "serve", "click");
	close((await box(p, "serve")).width, 980);
	assert.ok(await box(p, "main"));
	assert.equal(await box(p, "z"), undefined);
	assert.match((await box(p, "f")).css, /\bup\b/);
	await pressed("Escape");
	await pressed("i");
	assert.ok((await box(p, "z")).y > (await box(p, "f")).y && (await box(p, "serve")).y < (await box(p, "f")).y);
	assert.equal(await fragment(p), "#v=1&f=f&s=f");
	await p.getByRole("button", { name: "callers of f ×" }).click();
	assert.equal(await box(p, "serve"), undefined);
	await p.getByRole("button", { name: "⇄ callers" }).click();
	assert.ok(await box(p, "serve"));
	assert.equal(await box(p, "z"), undefined);
	await pressed("b");
	assert.ok(await box(p, "z"));
	assert.deepEqual(p.errors, []);
});

test("both sides of any function, and what can be done there", async () => {
	const p = await view(flame(SIDES));
	await point(p, "serve", "click");
	await p.keyboard.press("a");
	assert.equal(await fragment(p), "#f=serve&s=serve");
	assert.ok((await box(p, "main")).y > (await box(p, "serve")).y && (await box(p, "f")).y < (await box(p, "serve")).y);
	await p.keyboard.press("0");
	await point(p, "b", "click");
	await p.keyboard.press("a");
	await point(p, "g", "click");
	await p.keyboard.press("k");
	assert.match(await fragment(p), /^#f=b&k=[0-9a-f]{16}%20g$/, "a subtree is on one side");
	assert.deepEqual(await names(p), ["all: 20", "b", "f", "y"]);
	const two = await view(flame(["a;f;x 10", "b;g;y 20", "b;g;f;z 5"]), "#f=f%0Ag&s=f%0Ag");
	assert.deepEqual((await names(two)).filter(name => /^[fg]$/.test(name)), ["f", "f", "g"], "of several, the outermost in each stack");
	const evil = await view(flame(SIDES), "#f=f&s=f&k=0123456789abcdef%20x&k=&h=f&d=&t=9");
	assert.ok(await box(evil, "all: 0"));
	assert.deepEqual([...p.errors, ...two.errors, ...evil.errors], []);
});

test("what stood in the picture stands there in the viewer", async () => {
	const p = await page({ viewport: { width: 1200, height: 700 } });
	for (const options of [[], ["--inverted"], ["--layout", "reversed"], ["--around", "^f$"], ["--around", "^[fg]$", "--inverted"], ["--around", "^f$", "--layout", "callers"],
		["--around", "^f$", "--layout", "callees"], ["--collapse-recursion"], ["--root", "^f$"]]) {
		const file = flame(SIDES, ...options);
		await show(p, file);
		const picture = /<g class="picture">[^]*?<g class="head">/.exec(read(file))[0], where = options.join(" ");
		// Names from row to row, without the root's, which a picture of two sides has not.
		const rows = list => list.filter(l => !l[2].startsWith("all")).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
		const drawn = rows([...picture.matchAll(/<text x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)/g)].map(m => [+m[1], +m[2], m[3]]));
		const seen = rows(await p.evaluate(() => [...document.querySelectorAll("g.tree text.name")].map(t => [+t.getAttribute("x"), +t.getAttribute("y"), t.textContent])));
		assert.deepEqual(seen.map(l => l[2]), drawn.map(l => l[2]), where);
		for (const [k, l] of seen.entries()) {
			close(l[0], drawn[k][0], 0.2);
			assert.equal(l[1] - seen[0][1], drawn[k][1] - drawn[0][1], `${where}: ${l}`);
		}
	}
});

test("a function that calls and is called has an address on each side", async () => {
	const p = await view(flame(["a;f;a 50", "b;f 50"], "--around", "^f$"));
	const sides = (await boxes(p)).filter(b => b.name === "a").map(b => b.y), known = [];
	assert.equal(sides.length, 2);
	for (const y of sides) {
		await p.mouse.click((await boxes(p)).find(b => b.y === y && b.name === "a").x + 9, y + 8);
		known.push([await fragment(p), await p.locator("#pfl-row").getAttribute("aria-label")]);
		await p.keyboard.press("Escape");
	}
	assert.notEqual(known[0][0], known[1][0]);
	for (const [at, label] of known) {
		await p.evaluate(text => { location.hash = text; }, at);
		await p.waitForFunction(text => document.querySelector("#pfl-row").getAttribute("aria-label") === text, label);
	}
	assert.deepEqual(p.errors, []);
});
