// SPDX-License-Identifier: Apache-2.0
// What holds for every page that a tool writes: each id is there once, also in pictures and with the
// script, and what refers to one finds it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { diff, made, page, profile, start, stop, tree } from "./browser.mjs";

before(start);
after(stop);

const samples = process.env.SAMPLES, frame = name => [name, "a.go", 1];
const sides = () => {
	const side = k => profile([[[900, 4000], frame("parse"), frame("main")], [[100 * k, 50], frame("hash"), frame("main")],
		[[k > 1 ? 0 : 700, 300 * k], frame("gone"), frame("main")], [[k > 1 ? 800 : 0, 9], frame("added"), frame("main")]], ["samples", "bytes"]);
	const root = tree({ "old.pb": side(1), "new.pb": side(12) });
	return [join(root, "old.pb"), join(root, "new.pb")];
};
const pages = {
	"profdiff": () => diff(["main;a 10", "main;gone 90"], ["main;a 40", "main;b 9"]),
	"profdiff of several sample types": () => made(".html", "profdiff", "-t", "all", ...sides()),
	"profdiff of nothing": () => diff(["a 0"], ["a 0"], "--allow-empty"),
	"flamegen": () => made(".html", "flamegen", join(samples, "go/slow.cpu.pb.gz")),
	"flamegen of a comparison, around a function": () => made(".html", "flamegen", "--diff-base", ...sides(), "--around", "main"),
	"weblist": () => made(".html", "proftext", "weblist", "catalog\\.|recommend\\.", "--source-path", join(samples, "service"),
		join(samples, "go/slow.cpu.pb.gz")),
};

for (const [name, make] of Object.entries(pages))
	test(`${name}: no id is there twice, and none is missing`, async () => {
		const p = await page();
		await p.goto("file://" + make());
		if (await p.locator(".data").count()) await p.waitForSelector("g.tree");
		const [ids, wanted] = await p.evaluate(() => [
			[...document.querySelectorAll("[id]")].map(e => e.id),
			[...document.querySelectorAll("*")].flatMap(e => [...e.attributes]).flatMap(a =>
				["href", "for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"].includes(a.localName)
					? a.value.replace(/^#/, "").split(" ") : [...a.value.matchAll(/url\(#([^)]*)\)/g)].map(m => m[1])),
		]);
		assert.deepEqual(ids.filter((id, k) => ids.indexOf(id) !== k), []);
		assert.deepEqual([...new Set(wanted)].filter(id => !ids.includes(id)), []);
		assert.deepEqual(p.errors, []);
	});
