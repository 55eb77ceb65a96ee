// SPDX-License-Identifier: Apache-2.0
// The flame graph in a browser: with its script, without it, and with names that mean harm.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { box, boxes, details, flame, fragment, page, point, read, start, stop, text, view } from "./browser.mjs";

before(start);
after(stop);

const STACKS = [
	"main.main;main.work;main.work;strings.Index 30",
	"main.main;main.work;sort.Sort 10",
	"main.main;main.rest 20",
	"runtime.gc 40",
];
const close = (a, b, by = 1) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

test("the viewer takes the picture's place and shows the same", async () => {
	const p = await view(flame(STACKS));
	assert.equal(await p.locator("g.picture").count(), 0);
	const all = await boxes(p);
	assert.deepEqual(all.map(b => b.name).sort(), ["all: 100", "main.main", "main.rest", "main.work",
		"main.work", "runtime.gc", "sort.Sort", "strings.Index"].sort());
	const root = all.find(b => b.name === "all: 100"), main = all.find(b => b.name === "main.main");
	close(root.width, 980);
	close(main.width, 980 * 0.6);
	assert.ok(main.y < root.y, "the root is below");
	assert.deepEqual(p.errors, []);
});

test("an icicle has its root above", async () => {
	const p = await view(flame(STACKS, "--inverted"));
	assert.ok((await box(p, "main.main")).y > (await box(p, "all: 100")).y);
});

test("the pointer brings details", async () => {
	const p = await view(flame(STACKS));
	await point(p, "sort.Sort");
	assert.deepEqual(await details(p), ["sort.Sort", "total 10 · self 10 · 10.0% of total · runtime", ""]);
});

test("a click zooms, ways back lead back", async () => {
	const p = await view(flame(STACKS));
	await point(p, "main.main", "click");
	close((await box(p, "main.main")).width, 980);
	close((await box(p, "main.rest")).width, 980 / 3);
	assert.match((await box(p, "all: 100")).css, /\bup\b/);
	assert.equal(await box(p, "runtime.gc"), undefined);
	assert.match(await fragment(p), /#z=[0-9a-f]{16}$/);
	assert.match((await details(p))[1], /100% of view · 60.0% of total/);

	await p.keyboard.press("Escape");
	close((await box(p, "main.main")).width, 980 * 0.6);
	assert.doesNotMatch(await fragment(p), /z=/);

	await point(p, "main.main", "click");
	await point(p, "main.rest", "click");
	await p.keyboard.press("Backspace");
	close((await box(p, "main.rest")).width, 980 / 3);
	await point(p, "all: 100", "click");
	close((await box(p, "main.main")).width, 980 * 0.6);

	await p.goBack();
	await p.waitForFunction(() => location.hash.includes("z="));
	close((await box(p, "main.main")).width, 980);
	await p.getByRole("button", { name: "all", exact: true }).click();
	close((await box(p, "runtime.gc")).width, 980 * 0.4);
	assert.deepEqual(p.errors, []);
});

test("the address holds the view, also for another recording", async () => {
	const p = await view(flame(STACKS));
	await point(p, "main.rest", "click");
	await p.keyboard.press("/");
	await p.keyboard.type("rest");
	const shown = await fragment(p);
	assert.match(shown, /^#z=[0-9a-f]{16}&q=rest$/);
	const other = await view(flame(["a 5", ...STACKS.map(s => s.replace(/\d+$/, n => 3 * n))]), shown);
	close((await box(other, "main.rest")).width, 980);
	assert.match(await text(other, "g.head text[aria-live]"), /^1 function: 100% of view, 19.7% of total$/);
});

test("search counts what is under several matches once", async () => {
	const p = await view(flame(STACKS));
	const found = () => text(p, "g.head text[aria-live]");
	await p.keyboard.press("/");
	await p.keyboard.type("WORK");
	assert.equal(await found(), "1 function: 40.0% of total");
	await p.waitForFunction(() => document.querySelectorAll("rect.hit").length === 2);
	await point(p, "main.main", "click");
	assert.equal(await found(), "1 function: 66.7% of view, 40.0% of total");
	await p.locator("input").fill("/^(sort|runtime)\\./");
	assert.equal(await found(), "2 functions: 16.7% of view, 50.0% of total");
	await p.locator("input").fill("/(/");
	assert.equal(await found(), "not a regular expression");
	await p.locator("input").fill("nothing");
	assert.equal(await found(), "0 functions: 0.0% of view, 0.0% of total");
	await p.locator("input").fill("");
	assert.equal(await found(), "");
	assert.equal(await p.locator("svg.seek").count(), 0);
	assert.deepEqual(p.errors, []);
});

test("keys go where arrows point", async () => {
	const p = await view(flame(STACKS));
	const here = async () => (await p.locator("#pfl-row").getAttribute("aria-label")).split(",")[0];
	await p.keyboard.press("ArrowUp");
	assert.equal(await here(), "main.main");
	assert.equal(await p.locator("#pfl-row").getAttribute("aria-level"), "2");
	assert.equal(await p.locator("#pfl-row").getAttribute("visibility"), "visible");
	await p.keyboard.press("ArrowRight");
	assert.equal(await here(), "runtime.gc");
	await p.keyboard.press("ArrowRight");
	assert.equal(await here(), "runtime.gc");
	await p.keyboard.press("ArrowLeft");
	await p.keyboard.press("ArrowUp");
	assert.equal(await here(), "main.work");
	await p.keyboard.press("End");
	assert.equal(await here(), "strings.Index");
	await p.keyboard.press("ArrowDown");
	await p.keyboard.press("ArrowDown");
	await p.keyboard.press("Enter");
	close((await box(p, "main.work")).width, 980);
	await p.keyboard.press("0");
	assert.equal(await here(), "all");
	await p.keyboard.press("i");
	assert.match(await fragment(p), /#v=1$/);
	assert.ok((await box(p, "main.main")).y > (await box(p, "all: 100")).y);
	await p.keyboard.press("ArrowDown");
	assert.equal(await here(), "main.main");
	await p.keyboard.press("/");
	await p.keyboard.type("sort");
	await p.keyboard.press("Enter");
	assert.equal(await here(), "sort.Sort");
	await p.keyboard.press("Escape");
	assert.doesNotMatch(await fragment(p), /q=/);
	assert.deepEqual(p.errors, []);
});

test("a narrower window gets narrower boxes and shorter names", async () => {
	const p = await view(flame(["github.com/some/where/long.(*Type).Method 50", "b 50"]));
	assert.ok(await box(p, "github.com/some/where/long.(*Type).Method"));
	await p.setViewportSize({ width: 300, height: 400 });
	await p.waitForFunction(() => [...document.querySelectorAll("g.tree text.name")].some(t => t.textContent === "long.(*Type).Method"));
	close((await box(p, "long.(*Type).Method")).width, 140);
});

test("rows outside the window are not drawn until they are scrolled to", async () => {
	const deep = Array.from({ length: 300 }, (x, i) => "f" + i).join(";");
	const p = await view(flame([deep + " 1"]));
	assert.ok(await box(p, "all: 1"), "it starts at the root");
	assert.equal(await box(p, "f299"), undefined);
	assert.ok((await boxes(p)).length < 60);
	await p.evaluate(() => scrollTo(0, 0));
	await p.waitForFunction(() => [...document.querySelectorAll("text.name")].some(t => t.textContent === "f299"));
	await p.keyboard.press("Home");
	assert.ok(await box(p, "all: 1"));
});

test("a comparison says how much", async () => {
	const p = await view(flame(["main;grown 10 40", "main;same 10 10", "main;shrunk 40 20", "gone 9 0", "main;added 0 9"]));
	const names = (await boxes(p)).map(b => b.name);
	for (const name of ["▲▲ grown", "▼▼ shrunk", "same", "▵ main", "✕ gone", "✚ added", "all: old 69 → new 79"])
		assert.ok(names.includes(name), `${name} in ${names}`);
	const all = await box(p, "all: old 69 → new 79");
	close((await box(p, "✕ gone")).width, all.width * 9 / 108 - 1); // what is gone keeps its room
	close((await box(p, "▼▼ shrunk")).width, all.width * 40 / 108);
	await point(p, "▼▼ shrunk");
	assert.equal((await details(p))[1], "old 40 (58.0%) → new 20 (25.3%), −20, ×0.5 · self 40 → 20");
	await point(p, "✕ gone");
	assert.equal((await details(p))[1], "old 9 (13.0%) → new 0, −9, gone · self 9 → 0");
	// The line below tells the old size: a quarter of what has grown.
	const grown = await box(p, "▲▲ grown");
	const ticks = await p.locator("rect.tick").evaluateAll(list => list.map(r => [+r.getAttribute("x"), +r.getAttribute("width")]));
	close(ticks.find(t => Math.abs(t[0] - grown.x) < 0.5)[1], grown.width / 4);
	await point(p, "▲▲ grown", "click");
	close((await box(p, "▲▲ grown")).width, all.width);
	assert.deepEqual(p.errors, []);
});

test("small frames of a comparison share a box", async () => {
	const small = Array.from({ length: 200 }, (_, i) => `main;f${i} 1 ${i % 2 ? 1 : 2}`);
	const p = await view(flame(["main;big 100000 100000", ...small]));
	const shared = await box(p, "(200 small frames, +100)");
	assert.equal(shared, undefined); // 2 px: too narrow for a name
	await p.locator("rect.box.c42").last().hover({ force: true });
	assert.deepEqual((await details(p)).slice(0, 2), ["(200 small frames, +100)", "old 200 (0.20%) → new 300 (0.30%), +100, ×1.5"]);
	assert.deepEqual(p.errors, []);
});

test("the picture of a comparison needs no script", async () => {
	const p = await page({ javaScriptEnabled: false });
	await p.goto("file://" + flame(["main;grown 10 40", "gone 9 0"]));
	assert.ok(await p.locator("g.picture text", { hasText: "▲▲ grown" }).isVisible());
	assert.equal(await p.locator("g.picture rect title").first().textContent(), "all\nsamples: old 19 → new 40 (+111%)");
});

test("without scripts the picture stays", async () => {
	const file = flame(STACKS), p = await page({ javaScriptEnabled: false });
	await p.goto("file://" + file);
	assert.ok(await p.locator("g.picture text", { hasText: "strings.Index" }).isVisible());
	assert.ok(await p.getByText("Details, zoom and search").isVisible());
	assert.ok(await p.getByText("own code 20").isVisible());
});

test("without decompression the picture stays", async () => {
	const file = flame(STACKS), p = await page();
	await p.addInitScript(() => { delete window.DecompressionStream; });
	await p.goto("file://" + file);
	assert.ok(await p.locator("g.picture text", { hasText: "strings.Index" }).isVisible());
	assert.deepEqual(p.errors, []);
});

// Serve a document with headers, on a port of the loopback interface.
const serve = async (files, headers, use) => {
	const server = createServer((request, response) => {
		const [type, body] = files[request.url] || ["text/plain", ""];
		response.writeHead(files[request.url] ? 200 : 404, { "content-type": type, ...headers }).end(body);
	});
	await new Promise(done => server.listen(0, "127.0.0.1", done));
	try {
		await use(`http://127.0.0.1:${server.address().port}`);
	} finally {
		server.closeAllConnections();
		server.close();
	}
};

test("where neither scripts nor styles may run, the picture is whole", async () => {
	const policy = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'";
	await serve({ "/": ["image/svg+xml", read(flame(STACKS))] }, { "content-security-policy": policy }, async url => {
		const p = await page();
		await p.goto(url);
		const label = p.locator("g.picture text", { hasText: "strings.Index" });
		assert.ok(await label.isVisible());
		assert.equal(await label.evaluate(t => getComputedStyle(t).fill), "rgb(17, 17, 17)");
		assert.equal(await label.evaluate(t => getComputedStyle(t).fontSize), "11px");
		assert.notEqual(await p.locator("g.picture path").first().evaluate(t => getComputedStyle(t).fill), "rgb(0, 0, 0)");
	});
});

test("it is an image in a page, and a viewer in an object", async () => {
	const html = '<!doctype html><img src="f.svg"><object data="f.svg" type="image/svg+xml"></object>';
	await serve({ "/": ["text/html", html], "/f.svg": ["image/svg+xml", read(flame(STACKS))] }, {}, async url => {
		const p = await page();
		await p.goto(url);
		assert.equal(await p.locator("img").evaluate(i => i.decode().then(() => i.naturalWidth)), 1200);
		await p.frames()[1].waitForSelector("g.tree rect.box");
	});
});

test("names are names", async () => {
	const evil = ["<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=2>", "]]></script>\"'&amp;",
		"${window.hacked=3}", "__proto__", "constructor", "\\u003cb>", "</metadata><script>window.hacked=4</script>"];
	const file = flame(evil.map((name, i) => `${name.replace(/;/g, ":")};leaf${i} 10`));
	const p = await view(file);
	const names = (await boxes(p)).map(b => b.name);
	await p.keyboard.press("End");
	for (let i = 0; i < evil.length; i++) await p.keyboard.press("ArrowRight");
	await point(p, "__proto__");
	assert.equal((await details(p))[0], "__proto__");
	await point(p, "constructor", "click");
	await p.keyboard.press("/");
	await p.keyboard.type("<script>");
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.equal(await p.locator("script").count(), 1);
	assert.equal(await p.locator("img").count(), 0);
	assert.ok(names.includes("__proto__") && names.includes("constructor"), names.join());
	const inline = await page(); // as markup of an HTML page, where other rules of parsing hold
	await inline.setContent(`<!doctype html><body>${read(file)}`);
	await inline.waitForSelector("g.tree");
	assert.equal(await inline.evaluate(() => window.hacked), undefined);
	assert.equal(await inline.locator("img").count(), 0);
	assert.deepEqual(p.errors.concat(inline.errors), []);
});

test("dark pages get dark colours", async () => {
	const file = flame(STACKS);
	for (const javaScriptEnabled of [true, false]) {
		const p = await page({ colorScheme: "dark", javaScriptEnabled });
		await p.goto("file://" + file);
		if (javaScriptEnabled) await p.waitForSelector("g.tree");
		const fill = selector => p.locator(selector).first().evaluate(e => getComputedStyle(e).fill);
		assert.equal(await fill("rect.ground"), "rgb(22, 22, 24)");
		assert.equal(await fill(javaScriptEnabled ? "g.tree text.name" : "g.picture g.name"), "rgb(242, 242, 242)");
		assert.equal(await fill("text.ink"), "rgb(242, 242, 242)");
	}
});

test("nothing to show is said", async () => {
	const p = await page();
	await p.goto("file://" + flame(["a;b 0"]));
	assert.ok(await p.getByText("There are no samples to show.").isVisible());
	assert.deepEqual(p.errors, []);
});

test("the script is small", () => {
	const script = /<script><!\[CDATA\[([^]*?)\]\]><\/script>/.exec(read(flame(STACKS)))[1];
	assert.ok(Buffer.byteLength(script) < 20 * 1024, `${Buffer.byteLength(script)} bytes`);
});
