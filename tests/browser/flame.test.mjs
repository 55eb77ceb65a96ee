// SPDX-License-Identifier: Apache-2.0
// The flame graph in a browser: with its script, without it, and with names that mean harm.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { box, boxes, button, close, details, flame, fragment, made, page, point, profile, read, rows, serve, show, STACKS, start, stop, strike, text, tree, view } from "./browser.mjs";
import { testHostile } from "./hostile.mjs";

before(start);
after(stop);

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

test("details name the file and line, and the program", async () => {
	const root = tree({ "p.pb": profile([[7, ["parse", "src/parse.c", 12], ["main", "src/main.c", 3]]]), "perf.txt": "app 1 [000] 1.0: 5 cycles:\n\t4005d0 parse+0x10 (/usr/bin/app)\n\n" });
	const p = await view(made(".svg", "flamegen", "-g", "lines", join(root, "p.pb")));
	await p.keyboard.press("End");
	assert.equal((await details(p))[2], "src/parse.c:12");
	const native = await view(made(".svg", "flamegen", join(root, "perf.txt")));
	await native.keyboard.press("End");
	assert.equal((await details(native))[2], "/usr/bin/app");
	assert.deepEqual([...p.errors, ...native.errors], []);
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
	assert.match(await text(other, "g.head [aria-live]"), /^1 function: 100% of view, 19.7% of total$/);
});

test("search counts what is under several matches once", async () => {
	const p = await view(flame(STACKS));
	const found = () => text(p, "g.head [aria-live]");
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

test("an expression minds the case unless it is told not to, and keys go from match to match", async () => {
	const p = await view(flame(STACKS)), found = () => text(p, "g.head [aria-live]");
	const here = async () => (await p.locator("#pfl-row").getAttribute("aria-label")).split(",")[0];
	await p.keyboard.press("/");
	await p.keyboard.type("/SORT/");
	assert.match(await found(), /^0 functions/);
	await p.keyboard.type("i");
	assert.match(await found(), /^1 function: 10.0% of total/);
	await p.locator("input").fill("main.");
	assert.equal(await p.locator("input").getAttribute("class"), "");
	await p.keyboard.press("Enter");
	assert.equal(await here(), "main.main");
	for (const [key, name] of [["n", "main.rest"], ["n", "main.work"], ["n", "main.work"], ["n", "main.main"], ["N", "main.work"], ["N", "main.work"], ["N", "main.rest"]]) {
		await p.keyboard.press(key);
		assert.equal(await here(), name, key);
	}
	await p.keyboard.press("?");
	assert.match((await details(p))[1], /^arrows move · Enter zooms/);
	assert.deepEqual(p.errors, []);
});

test("nothing moves by itself, and pinching is the browser's", async () => {
	const p = await view(flame(STACKS), "", { hasTouch: true });
	await point(p, "main.main", "click");
	assert.deepEqual(await p.evaluate(() => document.getAnimations().length), 0);
	const moving = await p.evaluate(() => [...document.querySelectorAll("*")].filter(e => {
		const css = getComputedStyle(e);
		return css.transitionDuration !== "0s" || css.animationName !== "none" || css.touchAction !== "auto";
	}).map(e => e.localName));
	assert.deepEqual(moving, []);
	assert.equal(await p.evaluate(() => document.querySelector("g.tree").dispatchEvent(new WheelEvent("wheel", { bubbles: true, cancelable: true, ctrlKey: true, deltaY: -50 }))), true);
});

test("a page of its own is the same viewer, and runs no other script", async () => {
	const file = made(".html", "flamegen", join(tree({ "in.folded": ["</script><script>window.hacked=1</script> 10", ...STACKS].join("\n") + "\n" }), "in.folded"));
	const p = await view(file);
	await p.keyboard.press("End"); // before anything was clicked or chosen
	assert.equal((await details(p))[0], "strings.Index");
	await point(p, "main.main", "click");
	await p.keyboard.press("a");
	assert.match(await fragment(p), /f=main.main&s=main.main$/);
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.deepEqual(p.errors, []);
	const broken = await page();
	p.spent = broken.spent = true;
	await broken.goto("about:blank");
	await broken.setContent(read(file).replace("<body>", "<body><script>window.hacked=2</script><img src=x onerror=window.hacked=3>"));
	await broken.waitForSelector("g.tree");
	assert.equal(await broken.evaluate(() => window.hacked), undefined);
});

test("keys go where arrows point", async () => {
	const p = await view(flame(STACKS));
	const here = async () => (await p.locator("#pfl-row").getAttribute("aria-label")).split(",")[0];
	await p.keyboard.press("ArrowUp");
	assert.equal(await here(), "main.main");
	assert.equal(await p.locator("#pfl-row").getAttribute("aria-level"), "2");
	assert.ok(await p.locator("#pfl-row").isVisible());
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

test("one subtree is hidden, and the same function elsewhere is not", async () => {
	const p = await view(flame(["a;work;x 10", "a;work;y 20", "b;work;x 30", "a 40"]));
	await point(p, "a", "click");
	await p.keyboard.press("ArrowUp");
	await p.keyboard.press("k");
	assert.match(await fragment(p), /k=[0-9a-f]{16}%20work$/);
	assert.ok((await details(p))[1].startsWith("total 40 · self 40"));
	await p.getByRole("button", { name: "all", exact: true }).click();
	assert.ok(await box(p, "work"), "a button brings all back");
	await point(p, "a", "click");
	await p.keyboard.press("ArrowUp");
	await p.keyboard.press("k");
	const shown = await fragment(p), other = await view(flame(["a;work;x 10", "a 40", "b;work 50"]), shown);
	close((await box(other, "a")).width, 980);
	assert.ok((await details(other))[1].startsWith("total 40"));
	await other.getByRole("button", { name: "without this work ×" }).click();
	assert.ok((await details(other))[1].startsWith("total 50"));
	assert.deepEqual([...p.errors, ...other.errors], []);
});

test("a narrow window folds the buttons", async () => {
	const p = await view(flame(["main;grown 10 40", "main;same 10 10", "gone 9 0"]), "", { viewport: { width: 320, height: 600 } });
	const all = await p.getByRole("toolbar").locator("> *").evaluateAll(list => list.map(e => e.getBoundingClientRect().toJSON()));
	for (const b of all) assert.ok(b.left >= 0 && b.right <= 320, `${b.left} to ${b.right}`);
	assert.ok(new Set(all.map(b => b.top)).size > 1, "on several lines");
	const trail = await p.getByRole("navigation").boundingBox(), top = Math.min(...(await boxes(p)).map(b => b.y));
	assert.ok(trail.y >= Math.max(...all.map(b => b.bottom)) && trail.y + trail.height <= top, "nothing covers anything");
	await p.setViewportSize({ width: 1000, height: 600 });
	await p.waitForFunction(() => new Set([...document.querySelectorAll("[role=toolbar] > *")].map(e => e.getBoundingClientRect().top)).size === 1);
	await p.waitForFunction(y => Math.min(...[...document.querySelectorAll("rect.box")].map(r => +r.getAttribute("y"))) < y, top);
	assert.deepEqual(p.errors, []);
});

test("at 320 pixels, search, words, legend and buttons are below each other", async () => {
	const p = await page({ viewport: { width: 320, height: 500 } });
	for (const stacks of [STACKS, ["main;a 100 150", "main;b 50 10", "c 40 40"]]) {
		await show(p, flame(stacks));
		await p.keyboard.press("/");
		await p.keyboard.type("a");
		const edges = await p.evaluate(() => {
			const at = s => [...document.querySelectorAll(s)].map(e => e.getBoundingClientRect());
			return { words: Math.max(...at(".told, .grown").map(r => r.bottom)), right: Math.max(...at(".grown rect").map(r => r.right)), faded: [...document.querySelectorAll(".scale *")].filter(e => getComputedStyle(e).opacity !== "1").length,
				search: at("input")[0], found: at(".search output")[0].top, buttons: Math.min(...at("[role=toolbar] button").map(r => r.top)) };
		});
		assert.ok(edges.words <= edges.search.top + 1 && edges.search.bottom <= edges.found + 4 && edges.found < edges.buttons, JSON.stringify(edges));
		assert.equal(edges.faded, 0, "a search leaves the legend as it is");
		assert.ok(edges.right <= 320 && edges.search.right <= 320 && edges.search.left >= 0);
		assert.deepEqual(p.errors, []);
	}
});

test("words above the picture wrap, beside the search and in a narrow window", async () => {
	const p = await page(), long = "a title that says much of what was measured, where, when, by whom and why: ".repeat(2);
	for (const stacks of [["a.A;runtime.b 5", "github.com/x/y.F 6", "do_sys_[k] 7", "[unknown] 8"], ["main;a 100 150", "c 40 40"]]) {
		await show(p, flame(stacks, "--title", long));
		const lines = [];
		for (const width of [1000, 320, 1000]) {
			await p.setViewportSize({ width, height: 500 });
			await p.waitForFunction(width => document.querySelector("svg.pfl").getAttribute("viewBox").split(" ")[2] === `${width}`, width);
			lines.push(await p.evaluate(() => {
				const range = document.createRange(), walker = document.createTreeWalker(document.querySelector(".told"), NodeFilter.SHOW_TEXT), rects = [];
				while (walker.nextNode()) {
					range.selectNodeContents(walker.currentNode);
					rects.push(...range.getClientRects());
				}
				const search = document.querySelector("input").getBoundingClientRect(), box = Math.min(...[...document.querySelectorAll("rect.box")].map(r => r.getBoundingClientRect().top));
				return { right: Math.max(...rects.map(r => r.right)), count: new Set(rects.map(r => r.bottom)).size, low: Math.max(...rects.map(r => r.bottom)) < box,
					hit: rects.some(r => r.right > search.left && r.left < search.right && r.bottom > search.top && r.top < search.bottom) };
			}));
		}
		for (const [k, width] of [1000, 320, 1000].entries())
			assert.ok(lines[k].right <= width && lines[k].low && !lines[k].hit, `${width}: ${JSON.stringify(lines[k])}`);
		assert.ok(lines[1].count > lines[0].count, JSON.stringify(lines));
		assert.deepEqual(lines[2], lines[0]);
		assert.match(await text(p, ".told"), stacks.length > 2 ? /no name 30.77%$/ : /nothing is known of noise$/);
	}
	assert.deepEqual(p.errors, []);
});

test("what the pointer is on has an outline, however narrow", async () => {
	const p = await view(flame(["a;narrow 1", "a;wide 200"]));
	const a = await box(p, "a"), wide = await box(p, "wide"), top = await p.evaluate(() => document.documentElement.getBoundingClientRect().top);
	assert.equal((await boxes(p)).length, 3, "all, a and wide");
	await p.mouse.move(a.x + 2, wide.y + top + 8);
	assert.equal((await details(p))[0], "narrow");
	const over = p.locator("g.tree .over");
	close(+await over.getAttribute("width"), 980 / 201);
	await p.mouse.move(500, 1);
	assert.equal(await over.getAttribute("width"), "0");
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

test("a stack of 2,048 frames is walked to its end", async () => {
	const deep = Array.from({ length: 2048 }, (x, i) => "f" + i).join(";");
	const p = await view(flame([deep + " 1"], "--max-depth", "2048"));
	await p.keyboard.press("End");
	assert.equal((await details(p))[0], "f2047");
	assert.ok(await box(p, "f2047"));
	assert.ok((await boxes(p)).length < 60);
	const cut = await view(flame([deep + " 1"]));
	await cut.keyboard.press("End");
	assert.equal((await details(cut))[0], "f511");
	assert.match(await cut.locator("g.foot text.dim").last().textContent(), /2,048 frames; … 1,536 frames not shown: too deep \(--max-depth\)/);
	assert.deepEqual([...p.errors, ...cut.errors], []);
});

test("small frames share a box in grey", async () => {
	for (const [colorScheme, grey] of [["light", "rgb(220, 220, 220)"], ["dark", "rgb(58, 58, 61)"]]) {
		const p = await view(flame(["a;big 10000", ...Array.from({ length: 200 }, (x, i) => `a;small${i} 1`)]), "", { colorScheme });
		const shared = p.locator(".cfew");
		close(await shared.evaluate(e => e.getBBox().width), 980 * 200 / 10200);
		assert.equal(await shared.evaluate(e => getComputedStyle(e).fill), grey);
		assert.deepEqual(p.errors, []);
	}
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
	const big = await box(p, "big"), top = await p.evaluate(() => document.documentElement.getBoundingClientRect().top);
	await p.mouse.move(989, big.y + top + 8);
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
	p.spent = true;
	await p.addInitScript(() => { delete window.DecompressionStream; });
	await p.goto("file://" + file);
	assert.ok(await p.locator("g.picture text", { hasText: "strings.Index" }).isVisible());
	assert.deepEqual(p.errors, []);
});

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
	await inline.goto("about:blank");
	await inline.setContent(`<!doctype html><body>${read(file)}`);
	await inline.waitForSelector("g.tree");
	assert.equal(await inline.evaluate(() => window.hacked), undefined);
	assert.equal(await inline.locator("img").count(), 0);
	assert.deepEqual(p.errors.concat(inline.errors), []);
});

testHostile("flamegen", async p => {
	await p.waitForSelector("g.tree");
	assert.equal(await p.locator("script").count(), 1);
	await strike(p, "End", "m", "ArrowDown", "Escape", "r", "End", "s", "0", "ArrowUp", "h");
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

test("what a screen reader is told", async () => {
	const p = await view(flame(STACKS));
	await p.keyboard.press("ArrowUp");
	await p.keyboard.press("ArrowUp");
	const snapshot = await p.locator("svg.pfl").ariaSnapshot();
	for (const line of ["tree \"Flame graph\"", "treeitem \"main.work, total 40 · self 0 · 40.0% of total · own code\"", "searchbox \"Search\"",
		"toolbar \"View\"", "button \"From the leaves\"", "navigation \"Zoomed to\""])
		assert.ok(snapshot.includes(line), `${line} in\n${snapshot}`);
	assert.ok(!snapshot.includes("runtime.gc"), "boxes are not read out");
	const item = p.locator("#pfl-row");
	for (const [key, value] of [["level", "3"], ["posinset", "2"], ["setsize", "2"], ["expanded", "true"]])
		assert.equal(await item.getAttribute("aria-" + key), value, key);
	assert.equal(await p.locator("g.tree").getAttribute("aria-activedescendant"), "pfl-row");
	await p.keyboard.press("End");
	assert.equal(await item.getAttribute("aria-expanded"), "undefined", "a leaf has nothing to open");
	const plain = await page({ javaScriptEnabled: false });
	await plain.goto("file://" + flame(STACKS));
	assert.match(await plain.locator("svg.pfl").ariaSnapshot(), /img/);
	assert.match(await plain.locator("svg > desc").textContent(), /1\. runtime\.gc 40, 40\.00%/);
	assert.deepEqual(p.errors, []);
});

test("forced colours leave outlines and words", async () => {
	const p = await view(flame(STACKS), "", { forcedColors: "active" });
	const css = (selector, key) => p.locator(selector).first().evaluate((e, k) => getComputedStyle(e)[k], key);
	assert.equal(await css("rect.box", "fill"), await css("rect.ground", "fill"));
	assert.notEqual(await css("rect.box", "stroke"), "none");
	assert.notEqual(await css("text.name", "fill"), await css("rect.box", "fill"));
	await p.keyboard.press("ArrowUp");
	assert.ok(await p.locator("#pfl-row").isVisible());
});

test("forced colours tell changes by their signs", async () => {
	const p = await view(flame(["main;grown 10 40", "main;shrunk 40 20", "gone 9 0", "main;added 0 9"]), "", { forcedColors: "active" });
	const names = (await boxes(p)).map(b => b.name);
	for (const name of ["▲▲ grown", "▼▼ shrunk", "✕ gone", "✚ added"]) assert.ok(names.includes(name), name);
	const fills = await p.locator("rect.box").evaluateAll(list => [...new Set(list.map(e => getComputedStyle(e).fill))]);
	assert.deepEqual(fills, [await p.locator("rect.ground").first().evaluate(e => getComputedStyle(e).fill)], "no colour of ours is left");
	await point(p, "✕ gone");
	assert.notEqual(await p.locator(".over").evaluate(e => getComputedStyle(e).stroke), "none");
});

test("paper holds all rows, and no buttons", async () => {
	const deep = Array.from({ length: 100 }, (x, i) => "f" + i).join(";"), p = await view(flame([deep + " 1"]));
	assert.ok((await boxes(p)).length < 60);
	await p.emulateMedia({ media: "print" });
	await p.waitForFunction(() => document.querySelectorAll("rect.box").length === 101);
	assert.equal(await p.locator("input").isVisible(), false);
	assert.equal(await p.getByRole("toolbar").isVisible(), false);
	const [all, title, last, foot] = await p.evaluate(() => [document.documentElement, document.querySelector("g.head .told"),
		[...document.querySelectorAll("text.name")].find(t => t.textContent === "f99"), document.querySelector("g.foot")].map(e => e.getBoundingClientRect().toJSON()));
	assert.ok(title.bottom < last.top && foot.bottom <= all.bottom + 1, "the head is above the boxes, the foot below");
	await p.emulateMedia({ media: "screen" });
	await p.waitForFunction(() => document.querySelectorAll("rect.box").length < 60);
	assert.deepEqual(p.errors, []);
});

const light = c => c.match(/\d+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
	.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

test("the ring around what is selected stands out from boxes and page", async () => {
	const p = await page();
	for (const colorScheme of ["light", "dark"]) for (const stacks of [STACKS, ["main;grown 10 40", "main;shrunk 40 10", "main;added 0 9"]]) {
		await p.emulateMedia({ colorScheme });
		await show(p, flame(stacks));
		const [ring, width, ...fills] = await p.evaluate(() => {
			const ring = getComputedStyle(document.querySelector(".ring"));
			return [ring.stroke, ring.strokeWidth, ...[...document.querySelectorAll("rect.ground, rect.box")].map(e => getComputedStyle(e).fill)];
		});
		assert.equal(width, "2px");
		for (const fill of fills.filter(f => f.startsWith("rgb")))
			assert.ok(contrast(ring, fill) >= 3, `${ring} on ${fill} in ${colorScheme}: ${contrast(ring, fill)}`);
	}
});

test("words stand out from what they are on", async () => {
	const files = [flame(STACKS), flame(["main;grown 10 40", "main;same 10 10", "main;shrunk 40 20", "gone 9 0", "main;added 0 9"])];
	const p = await page();
	for (const file of files) for (const colorScheme of ["light", "dark"]) {
		await p.emulateMedia({ colorScheme });
		await show(p, file);
		const pairs = await p.evaluate(() => {
			const fill = e => getComputedStyle(e).fill;
			return [...document.querySelectorAll("g.tree text.name")].map(t => {
				const [x, y] = [+t.getAttribute("x"), +t.getAttribute("y")];
				const under = [...document.querySelectorAll("g.tree rect.box")].find(r =>
					Math.abs(r.getAttribute("x") - x + 3) < 1.2 && Math.abs(r.getAttribute("y") - y + 13) <= 1);
				return [t.textContent, fill(t), fill(under)];
			});
		});
		for (const [name, a, b] of pairs)
			if (!b.startsWith("url")) assert.ok(contrast(a, b) >= 4.5, `${name}: ${a} on ${b} in ${colorScheme}`);
		for (const selector of ["button", "button[aria-pressed=true]", "select"]) {
			if (selector.includes("true")) await button(p, "By value").click();
			if (!await p.locator(selector).count()) continue;
			const [a, b] = await p.locator(selector).first().evaluate(e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]);
			assert.ok(contrast(a, b) >= 4.5, `${selector}: ${a} on ${b} in ${colorScheme}`);
		}
	}
});

test("under GitHub's policy, the picture is whole", async () => {
	const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
	await serve({ "/": ["image/svg+xml", read(flame(STACKS))] }, { "content-security-policy": policy }, async url => {
		const p = await page({ colorScheme: "dark" });
		await p.goto(url);
		assert.ok(await p.locator("g.picture text", { hasText: "strings.Index" }).isVisible());
		assert.equal(await p.locator("g.tree").count(), 0, "the script did not run");
		assert.ok(!await p.locator("[role=toolbar]").isVisible());
		assert.equal(await p.locator("rect.ground").evaluate(t => getComputedStyle(t).fill), "rgb(22, 22, 24)");
	});
});

test("nothing to show is said", async () => {
	const p = await page();
	await p.goto("file://" + flame(["a;b 0"]));
	assert.ok(await p.getByText("There are no samples to show.").isVisible());
	assert.deepEqual(p.errors, []);
});

test("the script is small", () => {
	const script = /<script><!\[CDATA\[([^]*?)\]\]><\/script>/.exec(read(flame(STACKS)))[1];
	assert.ok(Buffer.byteLength(script) < 20000, `${Buffer.byteLength(script)} bytes`);
});
