// SPDX-License-Identifier: Apache-2.0
// The call graph in a browser: with its script, without it, and with names that mean harm.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fragment, made, page, read, serve, start, stop, strike, tree } from "./browser.mjs";
import { testHostile } from "./hostile.mjs";

before(start);
after(stop);

const STACKS = [
	"main.main;shop.Serve;json.Marshal;json.encode 400",
	"main.main;shop.Serve;regexp.Match 300",
	"main.main;shop.Serve;json.Marshal;runtime.malloc 150",
	"main.main;shop.Poll;runtime.malloc 80",
	"main.main;shop.Serve 50",
	"gc.Mark 120",
];
const graph = (stacks, ...options) => made(".svg", "pprof2svg", join(tree({ "in.folded": stacks.join("\n") + "\n" }), "in.folded"), ...options);
const open = async (file, at = "", options = {}) => {
	const p = await page(options);
	p.asked = [];
	p.on("request", r => p.asked.push(r.url()));
	await p.goto("file://" + file + at);
	await p.waitForSelector("svg.live");
	return p;
};
const named = (p, name) => p.locator("g.node", { has: p.locator("title", { hasText: new RegExp("^" + name.replace(/[.*]/g, "\\$&") + "\\n") }) });
const lit = p => p.evaluate(() => [...document.querySelectorAll(".node.on")].map(g => g.querySelector("title").textContent.split("\n")[0]).sort());
const at = p => p.evaluate(() => document.querySelector(".at title")?.textContent.split("\n")[0]);
const said = p => p.locator(".cg-said").textContent();
const centre = async (p, name) => {
	const b = await named(p, name).locator("rect").first().boundingBox();
	return [b.x + b.width / 2, b.y + b.height / 2];
};
const value = p => p.locator("input").evaluate(e => e.value);
const opacity = (p, name) => named(p, name).evaluate(g => +getComputedStyle(g).opacity);
const place = p => p.evaluate(() => {
	const m = document.querySelector("svg > g[transform]").transform.baseVal.consolidate().matrix;
	return { x: m.e, y: m.f, scale: m.a };
});
const close = (a, b, by = 1.5) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

test("it fits into the window, moves and zooms", async () => {
	const p = await open(graph(STACKS));
	const before = await place(p), size = await p.evaluate(() => document.querySelector("svg > g[transform]").getBoundingClientRect().toJSON());
	assert.ok(size.width <= 1000 && size.height <= 600, "all of it is seen");
	const [x, y] = await centre(p, "json.Marshal");
	await p.mouse.move(x, y);
	await p.mouse.wheel(0, -300);
	await p.waitForFunction(scale => document.querySelector("svg > g[transform]").transform.baseVal.consolidate().matrix.a > scale * 1.5, before.scale);
	const zoomed = await centre(p, "json.Marshal");
	close(zoomed[0], x);
	close(zoomed[1], y);
	await p.mouse.move(300, 500);
	await p.mouse.down();
	await p.mouse.move(360, 470, { steps: 3 });
	await p.mouse.up();
	const dragged = await centre(p, "json.Marshal");
	close(dragged[0], x + 60);
	close(dragged[1], y - 30);
	assert.equal(await p.locator("[aria-pressed=true]").count(), 0, "a drag is no click");
	await p.getByRole("button", { name: "Full size" }).click();
	close((await place(p)).scale, 1, 0.01);
	await p.getByRole("button", { name: "Larger" }).click();
	close((await place(p)).scale, 1.25, 0.01);
	await p.getByRole("button", { name: "All of it" }).click();
	close((await place(p)).scale, before.scale, 0.01);
	for (const key of ["+", "-", "1", "ArrowLeft", "ArrowDown", "0"]) {
		const old = await place(p);
		await p.keyboard.press(key);
		assert.notDeepEqual(await place(p), old, key);
	}
	assert.deepEqual(p.errors, []);
	assert.deepEqual(p.asked.slice(1), [], "it loads nothing");
});

test("two fingers zoom around what is between them, one moves", async () => {
	const p = await open(graph(STACKS), "", { hasTouch: true });
	const before = await place(p), touch = await p.context().newCDPSession(p);
	p.spent = true;
	const send = (type, ...points) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
	await send("touchStart", [400, 300], [500, 300]);
	await send("touchMove", [350, 300], [550, 300]);
	await send("touchMove", [300, 300], [600, 300]);
	await send("touchEnd");
	const after = await place(p);
	close(after.scale / before.scale, 3, 0.2);
	close((450 - after.x) / after.scale, (450 - before.x) / before.scale, 3);
	await send("touchStart", [400, 300]);
	await send("touchMove", [430, 280]);
	await send("touchMove", [450, 260]);
	await send("touchEnd");
	const moved = await place(p);
	close(moved.x, after.x + 50, 3);
	close(moved.y, after.y - 40, 3);
	assert.deepEqual(p.errors, []);
});

test("the pointer leaves callers and callees in full view, a click keeps them", async () => {
	const p = await open(graph(STACKS));
	assert.match(await said(p), /click/);
	await p.mouse.move(...await centre(p, "json.Marshal"));
	const around = ["json.Marshal", "json.encode", "runtime.malloc", "shop.Serve"];
	assert.deepEqual(await lit(p), around);
	assert.equal(await at(p), "json.Marshal");
	assert.match(await said(p), /^json.Marshalin itself: 0 \(0%\)with what it calls: 550 \(50.00%\)called by shop.Serve 550calls json.encode 400, runtime.malloc 150$/);
	assert.ok(await opacity(p, "gc.Mark") < 0.3 && await opacity(p, "shop.Serve") === 1);
	await p.mouse.move(990, 590);
	assert.deepEqual(await lit(p), []);
	assert.equal(await opacity(p, "gc.Mark"), 1);

	await p.mouse.click(...await centre(p, "json.Marshal"));
	await p.mouse.move(...await centre(p, "gc.Mark"));
	assert.deepEqual(await lit(p), around, "what is pinned stays");
	assert.match(await said(p), /^gc.Mark/);
	assert.equal(await named(p, "json.Marshal").getAttribute("aria-pressed"), "true");
	await p.mouse.click(990, 590);
	assert.deepEqual(await lit(p), []);
	await p.mouse.click(...await centre(p, "gc.Mark"));
	assert.equal(await at(p), "gc.Mark");
	await p.keyboard.press("Escape");
	assert.equal(await named(p, "gc.Mark").getAttribute("aria-pressed"), "false");
	assert.deepEqual(p.errors, []);
});

test("a call says what it is", async () => {
	const p = await open(graph(STACKS));
	await p.locator("g.edge path").first().dispatchEvent("pointerover");
	assert.match(await said(p), /→/);
});

test("search marks what matches, and goes from one to the next", async () => {
	const p = await open(graph(STACKS));
	const hits = () => p.locator(".node.hit").count();
	await p.keyboard.press("/");
	await p.keyboard.type("JSON");
	assert.equal(await hits(), 2);
	assert.equal(await p.locator(".cg-bar output").textContent(), "2 of 8");
	assert.ok(await opacity(p, "gc.Mark") < 0.5);
	await p.keyboard.press("Enter");
	const first = await at(p);
	assert.match(first, /^json/);
	await p.keyboard.press("n");
	assert.notEqual(await at(p), first);
	assert.match(await at(p), /^json/);
	await p.keyboard.press("N");
	assert.equal(await at(p), first);
	await p.locator("input").fill("/^(gc|main)\\./");
	assert.equal(await hits(), 2);
	await p.locator("input").fill("/(/");
	assert.match(await p.locator(".cg-bar output").textContent(), /not a regular expression/);
	assert.equal(await hits(), 0);
	await p.locator("input").press("Escape");
	assert.equal(await value(p), "");
	assert.equal(await opacity(p, "gc.Mark"), 1);
	assert.deepEqual(p.errors, []);
});

test("the keyboard walks along calls", async () => {
	const p = await open(graph(STACKS));
	await named(p, "json.Marshal").focus();
	assert.deepEqual(await lit(p), ["json.Marshal", "json.encode", "runtime.malloc", "shop.Serve"]);
	await p.keyboard.press("ArrowUp");
	assert.equal(await at(p), "shop.Serve");
	await p.keyboard.press("ArrowUp");
	assert.equal(await at(p), "main.main");
	await p.keyboard.press("ArrowDown");
	assert.equal(await at(p), "shop.Serve");
	await p.keyboard.press("ArrowRight");
	assert.equal(await at(p), "shop.Poll");
	await p.keyboard.press("ArrowLeft");
	await p.keyboard.press("ArrowDown");
	assert.equal(await at(p), "json.Marshal");
	await p.keyboard.press("ArrowDown");
	assert.equal(await at(p), "json.encode");
	await p.keyboard.press("Enter");
	assert.match(await fragment(p), /^#n=json.encode$/);
	await p.keyboard.press(" ");
	assert.equal(await fragment(p), "");
	assert.equal(await p.locator(".node[tabindex='0']").count(), 1, "Tab comes by once");
	await p.keyboard.press("1");
	await p.keyboard.press("Home");
	const b = await p.locator(".node.at rect").first().boundingBox();
	assert.ok(b.x >= 0 && b.y >= 0 && b.x + b.width <= 1000 && b.y + b.height <= 600, "what has the focus is in view");
	assert.deepEqual(p.errors, []);
});

test("the address holds what is pinned and searched for", async () => {
	const p = await open(graph(STACKS));
	await p.mouse.click(...await centre(p, "json.Marshal"));
	await p.keyboard.press("/");
	await p.keyboard.type("gc");
	const shown = await fragment(p);
	assert.equal(shown, "#n=json.Marshal&q=gc");
	await p.goBack();
	await p.waitForFunction(() => !location.hash);
	assert.deepEqual(await lit(p), []);
	const other = await open(graph(STACKS.slice(0, 4)), shown);
	assert.equal(await at(other), "json.Marshal");
	assert.equal(await value(other), "gc");
	for (const bad of ["#n=nobody", "#n=%E0%A4%A", "#q=/(", "#n=__proto__&q=%3Cscript%3E"]) {
		const q = await open(graph(STACKS), bad);
		assert.deepEqual(await lit(q), [], bad);
		assert.deepEqual(q.errors, [], bad);
	}
});

// What is seen without any script: letters, colours, all of the picture.
const checkPicture = async p => {
	const label = p.locator("g.node text", { hasText: "Marshal" });
	assert.ok(await label.isVisible());
	assert.equal(await label.evaluate(t => getComputedStyle(t).fill), "rgb(27, 27, 31)");
	assert.notEqual(await p.locator("g.node rect").first().evaluate(r => getComputedStyle(r).fill), "rgb(0, 0, 0)");
	assert.ok(await p.locator("text", { hasText: "A box is a function" }).isVisible());
	assert.equal(await p.locator("input").count(), 0);
	assert.equal(await p.locator("svg").first().evaluate(s => s.getAttribute("viewBox") !== null), true);
};

test("without scripts it is a picture", async () => {
	const p = await page({ javaScriptEnabled: false });
	await p.goto("file://" + graph(STACKS));
	await checkPicture(p);
});

const policies = {
	"GitHub": "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-same-origin",
	"Jenkins": "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'",
};
for (const [host, policy] of Object.entries(policies))
	test(`${host}'s policy leaves the picture`, async () => {
		await serve({ "/": ["image/svg+xml", read(graph(STACKS))] }, { "content-security-policy": policy }, async url => {
			const p = await page();
			await p.goto(url);
			await checkPicture(p);
		});
	});

test("it is an image in a page", async () => {
	const html = "<!DOCTYPE html><img src=/g.svg alt=g>";
	await serve({ "/": ["text/html", html], "/g.svg": ["image/svg+xml", read(graph(STACKS))] }, {}, async url => {
		const p = await page();
		await p.goto(url);
		await p.waitForFunction(() => document.querySelector("img").complete);
		assert.ok(await p.evaluate(() => document.querySelector("img").naturalWidth > 200));
	});
});

test("dark pages get dark colours that can be read", async () => {
	const luminance = c => {
		const part = c.match(/\d+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
	};
	for (const colorScheme of ["light", "dark"]) {
		const p = await open(graph(STACKS, "--cluster"), "", { colorScheme });
		const colors = await p.evaluate(() => [...document.querySelectorAll("g.node")].flatMap(g => [...g.querySelectorAll("text")].map(t =>
			[getComputedStyle(t).fill, getComputedStyle(g.querySelector("rect")).fill])));
		for (const pair of colors) {
			const [a, b] = pair.map(luminance).sort((x, y) => y - x);
			assert.ok((a + 0.05) / (b + 0.05) >= 4.5, `${colorScheme}: ${pair}`);
		}
		const ground = luminance(await p.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
		assert.ok(colorScheme === "dark" ? ground < 0.02 : ground === 1);
		await p.emulateMedia({ media: "print" });
		assert.equal(await p.locator(".cg-bar").isVisible(), false);
	}
});

test("paper holds all of it, whatever the window showed", async () => {
	const p = await open(graph(STACKS)), view = () => p.evaluate(() => document.documentElement.getAttribute("viewBox"));
	const whole = (await p.evaluate(() => document.querySelector("svg > g[transform]").getBBox().width));
	await p.getByRole("button", { name: "Full size" }).click();
	await p.mouse.move(300, 300);
	await p.mouse.down();
	await p.mouse.move(700, 500);
	await p.mouse.up();
	const moved = await place(p);
	await p.emulateMedia({ media: "print" });
	await p.waitForFunction(() => document.documentElement.getAttribute("viewBox"));
	const box = await p.locator("svg > g:last-of-type").boundingBox();
	assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1001 && box.y + box.height <= 601, JSON.stringify(box));
	assert.ok(+(await view()).split(" ")[2] >= whole - 1);
	assert.equal(await p.locator(".cg-bar").isVisible(), false);
	await p.emulateMedia({ media: "screen" });
	await p.waitForFunction(() => !document.documentElement.getAttribute("viewBox"));
	assert.deepEqual(await place(p), moved);
	assert.deepEqual(p.errors, []);
});

test("forced colours leave outlines, lines and words", async () => {
	for (const colorScheme of ["light", "dark"]) {
		const p = await open(graph([...STACKS, "other.f 90"], "--cluster"), "", { forcedColors: "active", colorScheme });
		const system = await p.evaluate(() => {
			const e = document.createElementNS("http://www.w3.org/1999/xhtml", "p");
			e.style = "color:CanvasText;background:Canvas;border:1px solid Highlight";
			document.querySelector(".cg-layer").append(e);
			const css = getComputedStyle(e);
			return [css.color, css.backgroundColor, css.borderTopColor];
		});
		const used = (selector, key) => p.locator(selector).evaluateAll((list, k) => [...new Set(list.map(e => getComputedStyle(e)[k]))], key);
		const [ink, ground, marked] = system;
		assert.deepEqual(await used("g.node text, g.edge text, svg > g > text", "fill"), [ink]);
		assert.deepEqual(await used("g.node rect, svg > g > rect", "fill"), [ground]);
		assert.deepEqual(await used("g.node rect, g.edge path", "stroke"), [ink]);
		await named(p, "json.Marshal").focus();
		assert.deepEqual(await used("g.node.at > rect", "stroke"), [marked]);
		assert.ok(await opacity(p, "gc.Mark") < 0.3, "what is not meant still fades");
		assert.deepEqual(p.errors, []);
	}
});

test("names are names", async () => {
	const evil = ["<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=2>", "]]></script><script>window.hacked=3</script>",
		"</title></svg><img src=x onerror=window.hacked=4>", "\" onmouseover=\"window.hacked=5", "__proto__", "&lt;script&gt;", "javascript:window.hacked=6",
		"a\u202eb\u200bc"];
	const p = await open(graph(evil.map(name => `main;${name.replace(/;/g, ":")} 100`)), "#q=script");
	for (const n of await p.locator("g.node").all()) {
		await n.focus();
		await p.keyboard.press("Enter");
	}
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.equal(await p.evaluate(() => document.getElementsByTagName("img").length + document.getElementsByTagName("a").length), 0);
	assert.equal(await p.locator("script").count(), 1);
	const names = await p.evaluate(() => [...document.querySelectorAll("g.node title")].map(t => t.textContent.split("\n")[0]));
	for (const name of evil.slice(0, 8)) assert.ok(names.includes(name.replace(/;/g, ":")), name);
	assert.ok(!names.some(name => /[\u202e\u200b]/.test(name)), "nothing turns the letters around");
	await p.keyboard.press("Escape");
	await named(p, "__proto__").focus();
	await p.keyboard.press("Enter");
	assert.deepEqual(await lit(p), ["__proto__", "main"]);
	assert.deepEqual(p.errors, []);
});

testHostile("pprof2svg", async p => {
	await p.keyboard.press("Tab");
	await strike(p, "Enter", "ArrowDown", "ArrowRight", "/");
	await p.keyboard.press("a");
	await strike(p, "Escape");
});

test("a reader that does not see it hears of functions and buttons", async () => {
	const p = await open(graph(STACKS));
	const snapshot = await p.locator("svg").first().ariaSnapshot();
	assert.match(snapshot, /group "Call graph, samples"/);
	assert.match(snapshot, /toolbar "View"/);
	assert.match(snapshot, /searchbox "Search functions"/);
	assert.match(snapshot, /button "json\.Marshal, in itself: 0 \(0%\), with what it calls: 550 \(50.00%\)"/);
	await named(p, "json.Marshal").focus();
	await p.keyboard.press("Enter");
	assert.match(await p.locator("svg").first().ariaSnapshot(), /button "json\.Marshal[^\n]*" \[(active\] \[)?pressed/);
	const still = await page({ javaScriptEnabled: false });
	await still.goto("file://" + graph(STACKS));
	assert.match(await still.locator("svg").first().ariaSnapshot(), /img "Call graph, samples/);
});

test("the graph of a comparison is used in the same way", async () => {
	const now = [...STACKS.slice(1), "main.main;shop.Serve;json.Marshal;json.encode 4000", "main.main;added 300"];
	const sides = tree({ "old.folded": STACKS.join("\n") + "\n", "new.folded": now.join("\n") + "\n" });
	const p = await open(made(".graph.svg", "profdiff", join(sides, "old.folded"), join(sides, "new.folded")));
	assert.match(await p.locator("text", { hasText: "old and new value" }).textContent(), /A box is a function/);
	await named(p, "json.encode").focus();
	assert.match(await said(p), /^json.encode.*old 400.*new 4/);
	assert.ok((await lit(p)).includes("json.Marshal"));
	assert.deepEqual(p.errors, []);
});

test("a neighbourhood, in frames, from left to right", async () => {
	const p = await open(graph([...STACKS, "main.main;far.Away;far.Off 500"], "--around", "json.Marshal", "--depth", "1", "--cluster", "--rank-dir", "LR"));
	const names = await p.evaluate(() => [...document.querySelectorAll("g.node title")].map(t => t.textContent.split("\n")[0]).sort());
	assert.deepEqual(names, ["json.Marshal", "json.encode", "runtime.malloc", "shop.Serve"]);
	const [serveAt, marshal, encode] = [await centre(p, "shop.Serve"), await centre(p, "json.Marshal"), await centre(p, "json.encode")];
	assert.ok(serveAt[0] < marshal[0] && marshal[0] < encode[0]);
	assert.equal(await named(p, "json.Marshal").locator("rect").count(), 2, "a ring around it");
	assert.ok(await p.locator("svg > g > text", { hasText: /^json$/ }).isVisible());
});
