// SPDX-License-Identifier: Apache-2.0
// Called by bench/viewer. What somebody waits for who has a browser open: it has shown another picture
// before, in a tab of its own. From the start of navigation, which starts a renderer, `picture` is to the
// first paint, `load` to the second frame after the viewer's boxes are there; the rest is from a click or
// key to the second frame after it, which is up to 33 ms of waiting for the screen. Medians of RUNS fresh
// browsers, each file's first look: nothing is in a cache but the file.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const RUNS = 3;
const median = list => list.sort((a, b) => a - b)[list.length >> 1];

// The largest process below the browser's: the renderer of the only page.
const resident = browser => {
	const known = new Map(readdirSync("/proc").filter(p => /^\d+$/.test(p)).map(p => {
		try { return [p, readFileSync(`/proc/${p}/status`, "utf8")]; } catch (e) { return [p, ""]; }
	}));
	const number = (p, key) => +(new RegExp(key + ":\\s+(\\d+)").exec(known.get(p)) || [0, 0])[1];
	const below = p => { for (; p > 1; p = String(number(p, "PPid"))) if (+p === browser) return true; return false; };
	return 1024 * Math.max(...[...known.keys()].filter(p => +p !== browser && below(p)).map(p => number(p, "VmRSS")));
};

// A fresh browser that has shown another picture before: it, and a tab for the next.
const open = async () => {
	const server = await chromium.launchServer({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
	const browser = await chromium.connect(server.wsEndpoint());
	const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
	const other = await context.newPage();
	await other.setContent('<svg width="300" height="40"><text font-family="DejaVu Sans Mono,monospace" y="20">warm</text></svg>');
	await other.screenshot();
	return [server, await context.newPage()];
};

const once = async file => {
	const [server, page] = await open();
	await page.addInitScript(() => {
		const look = () => {
			if (!document.querySelector("g.tree rect.box")) return requestAnimationFrame(look);
			requestAnimationFrame(() => requestAnimationFrame(() => { window.loaded = performance.now(); }));
		};
		requestAnimationFrame(look);
		window.timed = async act => {
			const from = performance.now();
			act();
			await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
			return performance.now() - from;
		};
	});
	await page.goto("file://" + file);
	await page.waitForFunction(() => window.loaded, null, { timeout: 120000 });
	const result = await page.evaluate(async () => {
		const svg = document.documentElement;
		const key = k => svg.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true }));
		const r = { load: window.loaded, picture: performance.getEntriesByType("paint")[0]?.startTime };
		// Into something that is half as wide as everything, and back.
		const box = [...document.querySelectorAll("rect.box")].find(b => b.getAttribute("width") < 700) || document.querySelector("rect.box");
		r.zoom = await timed(() => box.dispatchEvent(new MouseEvent("click", { bubbles: true })));
		r.back = await timed(() => key("Escape"));
		const input = document.querySelector("input");
		r.search = await timed(() => { input.value = "alloc"; input.dispatchEvent(new Event("input")); });
		r.leaves = await timed(() => key("r"));
		await timed(() => key("r"));
		r.sort = await timed(() => key("v"));
		r.elements = document.querySelectorAll("*").length;
		return r;
	});
	result.memory = resident(server.process().pid);
	await server.close();
	return result;
};

// A picture with an element for each frame, and no script: to the second frame after it is there, and
// after all boxes have been made twice as wide, which is what zooming into it takes at least.
const plain = async file => {
	const [server, page] = await open();
	await page.addInitScript(() => addEventListener("load", () => requestAnimationFrame(() =>
		requestAnimationFrame(() => { window.loaded = performance.now(); }))));
	await page.goto("file://" + file, { timeout: 300000 });
	await page.waitForFunction(() => window.loaded, null, { timeout: 300000 });
	const result = await page.evaluate(async () => {
		const boxes = document.querySelectorAll("rect"), from = performance.now();
		for (const box of boxes) for (const key of ["x", "width"]) box.setAttribute(key, 2 * box.getAttribute(key));
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		return { load: window.loaded, zoom: performance.now() - from, boxes: boxes.length };
	});
	await server.close();
	return result;
};

// Frames in the file: all, but for those that it says to have left out.
const frames = file => {
	const note = /<text[^>]*>([\d,]+) frames?([^<]*)</.exec(readFileSync(file, "utf8").split('<g class="foot"')[1]);
	const out = /([\d,]+) frames? below \S+ left out/.exec(note[2]);
	return [note[1], out ? out[1] : "0"].map(n => +n.replaceAll(",", "")).reduce((a, b) => a - b);
};

// Chromium does not always tell of the first paint.
const ms = t => t === undefined ? "?" : t >= 1000 ? (t / 1000).toFixed(2) + " s" : t.toFixed(0) + " ms";
const mb = n => (n / 1e6).toFixed(2) + " MB";
console.log("| frames in the file | file | gzipped | picture | load | zoom | back | search | from the leaves | by value | renderer's memory | elements |");
console.log("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const n of process.argv.slice(2)) {
	const file = `${process.cwd()}/${n}.svg`, runs = [];
	for (let i = 0; i < RUNS; i++) runs.push(await once(file));
	const of = key => median(runs.map(r => r[key]));
	console.log(`| ${frames(file).toLocaleString("en")} | ${mb(statSync(file).size)} | ${mb(gzipSync(readFileSync(file)).length)} | ` +
		["picture", "load", "zoom", "back", "search", "leaves", "sort"].map(k => ms(of(k))).join(" | ") + ` | ${mb(of("memory"))} | ${of("elements")} |`);
}
const file = `${process.cwd()}/plain.svg`, { load, zoom, boxes } = await plain(file);
console.log(`\nOne element for each frame, ${boxes.toLocaleString("en")} in ${mb(statSync(file).size)}: load ${ms(load)}, all twice as wide ${ms(zoom)}.`);
