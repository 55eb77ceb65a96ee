// SPDX-License-Identifier: Apache-2.0
// The page of weblist in a browser: with its script, without it, and with sources that mean harm.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { made, page, profile, read, start, stop, tree } from "./browser.mjs";

before(start);
after(stop);

const samples = process.env.SAMPLES;
const shop = pattern => made(".html", "proftext", "weblist", pattern, "--source-path",
	join(samples, "service"), join(samples, "go/slow.cpu.pb.gz"));

const open = async (file, options = {}) => {
	const p = await page(options), asked = [];
	p.on("request", r => asked.push(r.url()));
	await p.goto("file://" + file);
	assert.deepEqual(asked, ["file://" + file], "nothing else is loaded");
	return p;
};
const names = p => p.locator("#index tbody th:visible").allTextContents();
const focused = p => p.evaluate(() => document.activeElement.textContent);

test("functions come by cum, and by what one asks for", async () => {
	const p = await open(shop("catalog\\.|recommend\\."));
	const flat = async () => p.locator("#index tbody td:first-child").evaluateAll(all => all.map(td => +td.dataset.v));
	const cum = () => p.locator("#index tbody td:nth-child(2)").evaluateAll(all => all.map(td => +td.dataset.v));
	const down = list => list.every((v, i) => i === 0 || v <= list[i - 1]);
	assert.ok(down(await cum()) && !down(await flat()));
	await p.getByRole("button", { name: "flat" }).click();
	assert.ok(down(await flat()));
	assert.equal(await p.locator("#index th[aria-sort]").textContent(), "flat");
	assert.deepEqual(await p.locator("section h2").allTextContents(), await names(p), "sections follow");
	await p.getByRole("button", { name: "function" }).click();
	assert.deepEqual(await names(p), (await names(p)).sort());
	await p.keyboard.press("Escape");
	await p.locator("body").press("/");
	await p.keyboard.type("COSINE");
	assert.deepEqual(await names(p), ["profloom.example/shop/recommend.cosine"]);
	assert.equal(await p.locator("section:visible").count(), 1);
	assert.deepEqual(p.errors, []);
});

test("keys lead from one hot line to the next, and open it", async () => {
	const p = await open(shop("catalog.(Sort|less)$"));
	await p.keyboard.press("n");
	assert.match(await focused(p), /less\(products\[j\], products\[j-1\], field\)/);
	const line = p.locator("#f1l14");
	assert.equal(await line.evaluate(d => d.open), false);
	await p.keyboard.press("Enter");
	assert.equal(await line.evaluate(d => d.open), true);
	const call = line.getByRole("link", { name: "catalog.less" });
	assert.ok(await call.isVisible());
	await call.click();
	assert.equal(await p.evaluate(() => location.hash), "#f2");
	await p.getByRole("button", { name: "Open all lines" }).click();
	assert.equal(await p.locator("section details:not([open])").count(), 0);
	await p.getByRole("button", { name: "Close all" }).click();
	assert.equal(await p.locator("section .src > details[open]").count(), 0);
	assert.deepEqual(p.errors, []);
});

test("without scripts everything can be read and opened", async () => {
	const p = await open(shop("catalog.(Sort|less)$"), { javaScriptEnabled: false });
	assert.ok(await p.getByText("2 functions use 10ms").isVisible());
	assert.equal(await p.locator(".tools").count(), 0);
	assert.ok(await p.getByText("for j := i; j > 0 &&").isVisible());
	const call = p.locator("#f1l14").getByRole("link", { name: "catalog.less" });
	assert.equal(await call.isVisible(), false);
	await p.locator("#f1l14 summary").click();
	assert.ok(await call.isVisible());
});

test("long stretches without samples fold, and a link into one unfolds it", async () => {
	const source = Array.from({ length: 80 }, (x, i) => `line ${i + 1}`).join("\n");
	const root = tree({ "m/a.go": source, "p.pb": profile([[5, ["m.f", "m/a.go", 10]], [5, ["m.f", "m/a.go", 70]]]) });
	const file = made(".html", "proftext", "weblist", "m.f", "--source-path", root, join(root, "p.pb"));
	const p = await open(file);
	assert.ok(await p.getByText("lines without samples").isVisible());
	assert.equal(await p.getByText("line 40").isVisible(), false);
	await p.goto("file://" + file + "#f1l40");
	assert.ok(await p.getByText("line 40").isVisible());
	assert.deepEqual(p.errors, []);
});

test("it is dark on dark pages, and as narrow as the window", async () => {
	const file = shop("shop/");
	const p = await open(file, { colorScheme: "dark" });
	assert.equal(await p.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(22, 22, 24)");
	for (const width of [320, 700, 1400]) {
		await p.setViewportSize({ width, height: 700 });
		assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px`);
	}
	await p.emulateMedia({ media: "print", colorScheme: "light" });
	assert.equal(await p.locator(".tools").isVisible(), false);
	assert.equal(await p.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
});

test("names and sources are text, whatever they hold", async () => {
	const evil = ["<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=2>", "\"><b onclick='window.hacked=3'>",
		"</title></style></span></details><script>window.hacked=4</script>", "&lt;script&gt;", "left\u202etfel", "bell\u0007",
		"<!--", "javascript:window.hacked=5", "]]>"];
	const stacks = evil.map((name, i) => [10 + i, [name, `m/${i}${name.replace(/\//g, "_")}.go`, 2], ["main", "m/x.go", i + 1]]);
	const files = { "p.pb": profile(stacks), "m/x.go": evil.join("\n") };
	const root = tree(files);
	const p = await open(made(".html", "proftext", "weblist", ".", "--source-path", root, join(root, "p.pb")));
	await p.getByRole("button", { name: "Open all lines" }).click();
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.equal(await p.locator("script").count(), 1);
	assert.equal(await p.locator("img, [onclick], [onerror], [style]").count(), 0);
	const headings = await p.locator("h2").allTextContents();
	for (const name of evil.slice(0, 5)) assert.ok(headings.includes(name), name);
	assert.ok(headings.includes("left\\u202etfel") && headings.includes("bell\\x07"), headings.join());
	const source = await p.locator("section .src > * .s").allTextContents();
	for (const name of evil.slice(0, 5)) assert.ok(source.includes(name), name);
	assert.deepEqual(p.errors, []);
});

test("the policy lets nothing else run or load", async () => {
	const p = await open(shop("catalog.Sort$"));
	await p.evaluate(() => {
		const script = document.createElement("script");
		script.textContent = "window.hacked = 1";
		document.body.append(script);
		document.body.setAttribute("onclick", "window.hacked = 2");
		document.body.click();
		document.body.setAttribute("style", "background:red");
	});
	assert.equal(await p.evaluate(() => window.hacked), undefined);
	assert.notEqual(await p.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 0, 0)");
	assert.equal(p.errors.filter(e => /Content Security Policy/.test(e)).length, 3);
});

test("without a source lines have their values", async () => {
	const root = tree({ "p.pb": profile([[5, ["m.f", "m/gone.go", 10], ["m.main", "m/gone.go", 3]], [1, ["m.g", "", 0]]]) });
	const p = await open(made(".html", "proftext", "weblist", "m.", join(root, "p.pb")));
	assert.ok(await p.getByText("No text: could not find file m/gone.go").first().isVisible());
	assert.ok(await p.getByText("no source information").isVisible());
	assert.deepEqual(await p.locator("#f2l3 > summary > span").allTextContents(), ["", ".", "5", ""]);
	assert.deepEqual(p.errors, []);
});

test("the script is small", () => {
	const script = /<script>([^]*?)<\/script>/.exec(read(shop("catalog.Sort$")))[1];
	assert.ok(script.length < 6 * 1024, `${script.length} bytes`);
});
