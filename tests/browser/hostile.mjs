// SPDX-License-Identifier: Apache-2.0
// Names that mean harm, from a collection that is no part of the repository, in what a tool draws.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { made, page } from "./browser.mjs";

const folder = process.env.HOSTILE;
const FOREIGN = ["a", "img", "iframe", "object", "image", "use", "animate", "set"];

// use(p) waits until what is opened is there, and does what somebody would do with it.
export const testHostile = (tool, use) =>
	test("of a collection of hostile names, none runs", { skip: !folder && "the collection is not here" }, async () => {
		const files = ["folded", "pprof"].flatMap(kind => readdirSync(join(folder, kind))
			.filter(name => name.includes("_inj_") || name.startsWith("inj_")).map(name => join(folder, kind, name)));
		assert.ok(files.length > 20);
		const p = await page(), asked = [];
		p.on("request", r => asked.push(r.url()));
		p.on("dialog", d => p.errors.push("a dialog: " + d.message()));
		for (const file of files) {
			let svg;
			try { svg = made(".svg", tool, file); } catch (e) { continue; } // refused
			await p.goto("file://" + svg);
			await use(p);
			const [strange, scripts] = await p.evaluate(foreign => {
				const all = [...document.querySelectorAll("*")];
				return [all.filter(e => foreign.includes(e.localName) || [...e.attributes].some(a => /^on|href|src/.test(a.name))).map(e => e.outerHTML.slice(0, 200)),
					all.filter(e => e.localName === "script").length];
			}, FOREIGN);
			assert.deepEqual(strange, [], file);
			assert.ok(scripts <= 1, file);
			assert.deepEqual(p.errors, [], file);
		}
		assert.ok(asked.every(url => url.startsWith("file://") && url.endsWith(".svg")), asked.join());
	});
