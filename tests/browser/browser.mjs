// SPDX-License-Identifier: Apache-2.0
// What the tests share: a browser, documents that the tools make, a page that shows one.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "node:test";
import { chromium } from "playwright-core";

const folder = mkdtempSync(join(tmpdir(), "profloom-browser-"));
let browser, count = 0;

export const start = async () => {
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync"],
	});
};

export const stop = async () => {
	await browser.close();
	rmSync(folder, { recursive: true });
};

// A folder of its own with these files in it, name to content.
export const tree = files => {
	const root = mkdtempSync(join(folder, "tree-"));
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, name)), { recursive: true });
		writeFileSync(join(root, name), content);
	}
	return root;
};

// A profile in pprof's form, enough of it: stacks are a value, or one for each type, and frames
// [function, file, line], innermost first.
export const profile = (stacks, types = ["samples"]) => {
	const varint = n => n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))];
	const bytes = (field, content) => [...varint(field * 8 + 2), ...varint(content.length), ...content];
	const number = (field, value) => [...varint(field * 8), ...varint(value)];
	const strings = [""], id = s => {
		if (!strings.includes(s)) strings.push(s);
		return strings.indexOf(s);
	};
	const out = types.flatMap(type => bytes(1, [...number(1, id(type)), ...number(2, id("count"))]));
	let n = 0;
	for (const [values, ...frames] of stacks) {
		const at = frames.map(([name, file, line]) => {
			n++;
			out.push(...bytes(5, [...number(1, n), ...number(2, id(name)), ...number(4, id(file))]));
			out.push(...bytes(4, [...number(1, n), ...bytes(4, [...number(1, n), ...number(2, line)])]));
			return n;
		});
		out.push(...bytes(2, [...at.flatMap(i => number(1, i)), ...[values].flat().flatMap(v => number(2, v))]));
	}
	return Buffer.from([...out, ...strings.flatMap(s => bytes(6, [...Buffer.from(s)]))]);
};

// The path of what a tool writes; the output's name ends in `suffix`.
export const made = (suffix, tool, ...options) => {
	const output = join(folder, `${++count}${suffix}`);
	execFileSync(join(process.env.BIN, tool), [...options, "-q", "-o", output]);
	return output;
};

// The path of the SVG that flamegen makes of folded stacks (an array of lines).
export const flame = (stacks, ...options) => {
	const input = join(folder, `${++count}.folded`), output = join(folder, `${count}.svg`);
	writeFileSync(input, stacks.join("\n") + "\n");
	execFileSync(join(process.env.BIN, "flamegen"), [...options, "-o", output, input]);
	return output;
};

// The path of the page that profdiff makes of two sides of folded stacks.
export const diff = (before, now, ...options) => {
	const inputs = [before, now].map((stacks, i) => {
		const input = join(folder, `${++count}.${i ? "new" : "old"}.folded`);
		writeFileSync(input, stacks.join("\n") + "\n");
		return input;
	});
	const output = join(folder, `${count}.html`);
	execFileSync(join(process.env.BIN, "profdiff"), [...options, "-q", "-o", output, ...inputs]);
	return output;
};

// Most of the time of a test is a page's process to start: pages go from test to test, to those that
// want them with the same options. What changes a page for good sets page.spent.
const VIEWPORT = { width: 1000, height: 600 }, idle = {}, lent = [];

// A page with a context of its own. Errors in the page fail the test through page.errors.
export const page = async (options = {}) => {
	const key = JSON.stringify(options);
	const page = idle[key]?.pop() || await (await browser.newContext({ viewport: VIEWPORT, ...options })).newPage();
	page.errors = [];
	page.on("pageerror", e => page.errors.push(e.message));
	page.on("console", m => { if (m.type() === "error") page.errors.push(m.text()); });
	lent.push([key, page, options]);
	return page;
};

afterEach(async () => {
	for (const [key, page, options] of lent.splice(0)) {
		if (page.spent || page.isClosed()) {
			await page.context().close();
			continue;
		}
		for (const event of ["pageerror", "console", "request", "dialog"]) page.removeAllListeners(event);
		await page.emulateMedia({ media: null, colorScheme: options.colorScheme || "light" });
		await page.setViewportSize(options.viewport || VIEWPORT);
		await page.mouse.move(0, 0);
		(idle[key] ||= []).push(page);
	}
});

// Serve files ({ path: [type, body] }) with these headers while use(url) runs.
export const serve = async (files, headers, use) => {
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

// Open a file and wait for the viewer, in a page that is there or in one with these options. Tests that
// open several files one after another take one page for all: it costs more than what it shows.
export const show = async (p, file, at = "") => {
	await p.goto("file://" + file + at);
	await p.waitForSelector("g.tree");
	return p;
};
export const view = async (file, at = "", options = {}) => show(await page(options), file, at);

// Keys one after another where the keyboard is, without waiting for the screen after each. Only the page
// hears of them: what the browser does with a key, as to type a letter, does not happen.
export const strike = (p, ...keys) => p.evaluate(async keys => {
	for (const key of keys)
		(document.activeElement || document.documentElement).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
	await new Promise(requestAnimationFrame);
}, keys);

// Boxes as [label, left, width], from the root's row on; what has no label is "".
export const boxes = p => p.evaluate(() => {
	const labels = [...document.querySelectorAll("g.tree text.name")].map(t => [+t.getAttribute("x"), +t.getAttribute("y"), t.textContent]);
	return [...document.querySelectorAll("g.tree rect.box")].map(r => {
		const x = +r.getAttribute("x"), y = +r.getAttribute("y");
		const label = labels.find(l => Math.abs(l[0] - x - 3) < 1.2 && Math.abs(l[1] - y - 13) <= 1);
		return { name: label ? label[2] : "", x, y, width: +r.getAttribute("width"), css: r.getAttribute("class") };
	});
});

export const box = async (p, name) => (await boxes(p)).find(b => b.name === name);

// Click into a box, or move the pointer there.
export const point = async (p, name, action = "move") => {
	const b = await box(p, name), top = await p.evaluate(() => document.documentElement.getBoundingClientRect().top);
	await p.mouse[action](b.x + b.width / 2, b.y + top + 8);
};

// Asked of the page itself: page.url() hears of a new fragment only some time later.
export const fragment = p => p.evaluate(() => location.hash);
export const text = (p, selector) => p.locator(selector).first().textContent();
export const details = p => p.evaluate(() => [...document.querySelectorAll("g.foot text")].slice(0, 3).map(t => t.textContent));
export const read = path => readFileSync(path, "utf8");

// A flame graph to look at, and what its tests ask of it.
export const STACKS = [
	"main.main;main.work;main.work;strings.Index 30",
	"main.main;main.work;sort.Sort 10",
	"main.main;main.rest 20",
	"runtime.gc 40",
];
export const close = (a, b, by = 1) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);
export const button = (p, name) => p.getByRole("button", { name, exact: true });
export const names = async p => (await boxes(p)).map(b => b.name).filter(Boolean).sort();
export const press = async (p, ...keys) => { for (const key of keys) await p.keyboard.press(key); };
// The root first, then row by row, from left to right.
export const rows = async p => {
	const all = (await boxes(p)).filter(b => b.name).sort((a, b) => b.y - a.y || a.x - b.x);
	return all.map(b => `${b.name} ${Math.round(b.width / 9.8)}`);
};
