// SPDX-License-Identifier: Apache-2.0
// The viewer in a flame graph's SVG. It reads the packed tree (docs/flame-data.md), and draws from
// it only the boxes that can be seen. Names reach the page as text and nothing else.
(() => {
"use strict";
const svg = document.currentScript.parentNode;
const find = selector => svg.querySelector(selector);
const store = find(".data");
if (!store || !window.DecompressionStream) return;
const [PAD, ROW, TOP, FOOT, FONT] = svg.dataset.layout.split(" ").map(Number);

const { abs, floor, imul, max, min } = Math;
const Doubles = Float64Array, Words = Uint32Array;

const set = (e, attributes) => { for (const key in attributes) e.setAttribute(key, attributes[key]); };
const element = (name, attributes, parent, text) => {
	const e = document.createElementNS("http://www.w3.org/2000/svg", name);
	set(e, attributes);
	if (text) e.textContent = text;
	parent.append(e);
	return e;
};

// ---- the data

let info = {}, n = 0;
let names, files, tone, line;            // by place
let depth, parent, end, at, inlined;     // by row: at is its place
let value, before, divisor, width, flat; // by row: totals; flat is the part of value that is its own
let flatBefore;
let start;                               // by row: where its box starts, in units of width
let marks, runs, factor;                 // of a comparison: change and finding by row; runs of each side

const unpack = bytes => {
	let i = 5;
	const number = () => {
		let v = 0, unit = 1, b;
		do { b = bytes[i++]; v += (b & 127) * unit; unit *= 128; } while (b > 127);
		return v;
	};
	const signed = () => { const v = number(); return v % 2 ? -(v + 1) / 2 : v / 2; };
	const column = (length, Type, read = number) => {
		const a = new Type(length);
		for (let k = 0; k < length; k++) a[k] = read();
		return a;
	};
	const utf8 = new TextDecoder();
	const text = () => { const length = number(); return utf8.decode(bytes.subarray(i, i += length)); };
	if (bytes[4] > 2) throw new Error("data of another version");
	for (let k = number(); k > 0; k--) { const key = text(); info[key] = text(); }

	const count = number(), texts = [""];
	const shared = column(count - 1, Words), added = column(count - 1, Words);
	let buffer = new Uint8Array(256);
	for (let k = 0; k < count - 1; k++) {
		const length = shared[k] + added[k];
		if (length > buffer.length) {
			const larger = new Uint8Array(2 * length);
			larger.set(buffer);
			buffer = larger;
		}
		buffer.set(bytes.subarray(i, i += added[k]), shared[k]);
		texts.push(utf8.decode(buffer.subarray(0, length)));
	}

	const places = number();
	names = column(places, Array, () => texts[number()]);
	files = column(places, Array, () => texts[number()]);
	column(places, Array);
	line = column(places, Doubles, signed);
	column(places, Uint8Array);
	tone = column(places, Uint8Array);

	n = number();
	const shape = column(n - 1, Words), which = column(n - 1, Words);
	depth = new Words(n); parent = new Int32Array(n); end = new Words(n);
	at = new Words(n); inlined = new Uint8Array(n);
	const path = [0];
	parent[0] = -1;
	for (let k = 1; k < n; k++) {
		const d = depth[k] = depth[k - 1] + 1 - (shape[k - 1] >>> 1);
		inlined[k] = shape[k - 1] & 1;
		at[k] = which[k - 1];
		parent[k] = path[d - 1];
		path[d] = k;
	}
	for (let k = n - 1; k >= 0; k--) {
		if (!end[k]) end[k] = k + 1;
		if (k && end[parent[k]] < end[k]) end[parent[k]] = end[k];
	}

	const columns = {};
	for (const name of info.columns.split(" ")) {
		const unit = number(), read = +info.signed && name !== "width" ? signed : number;
		const own = column(n, Doubles, read), rest = column(n, Doubles, read);
		const total = new Doubles(n);
		for (let k = n - 1; k >= 0; k--) {
			own[k] *= unit;
			total[k] += own[k] + rest[k] * unit;
			if (k) total[parent[k]] += total[k];
		}
		columns[name] = { own, total };
	}
	value = columns.value.total;
	before = columns.before && columns.before.total;
	divisor = columns.divisor && columns.divisor.total;
	const measure = columns.width || columns.value, next = new Doubles(n);
	width = measure.total;
	flat = columns.value.own;
	if (before) {
		flatBefore = columns.before.own;
		marks = column(n, Words);
		runs = info.runs.split(" ").map(Number);
		factor = +info.scale;
	}
	start = new Doubles(n);
	for (let k = 0; k < n; k++) {
		if (k) {
			start[k] = next[parent[k]];
			next[parent[k]] += width[k];
		}
		next[k] = start[k] + measure.own[k];
	}
};

// ---- words

const UNITS = {
	time: [["ns", 1], ["us", 1e3], ["ms", 1e6], ["s", 1e9], ["hrs", 3600e9]],
	bytes: [["B", 1], ["kB", 1024], ["MB", 2 ** 20], ["GB", 2 ** 30], ["TB", 2 ** 40], ["PB", 2 ** 50]],
};

const quantity = amount => {
	const units = UNITS[info.family], size = abs(amount) * info.factor / info.divide;
	if (!size) return "0";
	const unit = units ? units.find(u => u[0] === info.show) || units.filter(u => size >= u[1]).pop() || units[0] : [info.label, 1];
	return (amount < 0 ? "−" : "") + +(size / unit[1]).toFixed(2) + unit[0];
};
const percent = (part, whole) => {
	const p = whole ? 100 * abs(part / whole) : 0;
	return (p >= 99.95 && p < 100.05 ? "100" : p >= 1 || !p ? p.toFixed(1) : p.toPrecision(2)) + "%";
};
const shown = (column, i) => divisor && column[i] ? column[i] / (divisor[i] || 1) : column[i];
const name = i => i ? names[at[i]] : "all";

// A change in words, as in pfl_contrast_say() of lib/render/contrast.c.
const signed = amount => (amount > 0 ? "+" : "") + brief(amount);
const brief = amount => quantity(factor === 1 && runs[1] === 1 ? amount : +amount.toPrecision(3));
const values = (was, now) => brief(was * factor / runs[1]) + " → " + brief(now / runs[1]);
const totals = () => `old ${quantity(before[0] / runs[0])} → new ${quantity(value[0] / runs[1])}`;
const change = (was, now) => (now - was * factor) / runs[1];
const ratio = (was, now) => {
	if (!was || !now) return was ? "gone" : "new";
	const r = now / (was * factor);
	return "×" + +r.toFixed(r < 10 ? 2 : r < 100 ? 1 : 0);
};
const compare = (was, now) => {
	const part = (amount, whole) => amount && whole && amount !== whole ? ` (${percent(amount, whole)})` : "";
	const by = change(was, now);
	return `old ${brief(was * factor / runs[1])}${part(was, +info.old_total)} → new ${brief(now / runs[1])}${part(now, +info.total)}, ` +
		(by ? `${signed(by)}, ${ratio(was, now)}` : "no change");
};
const found = i => {
	const k = floor(marks[i] / 9);
	return k && `finding #${k}, at least ${signed(+info.bounds.split(" ")[k - 1])}`;
};

// `i` is a row, or small frames together.
const describe = i => {
	if (i.end) return [few(i), compare(i.was, i.now), ""];
	const file = i ? files[at[i]] : "";
	return [name(i), [
		before ? i ? compare(before[i], value[i]) : totals() : "total " + quantity(shown(value, i)),
		before && found(i),
		before ? (flat[i] || flatBefore[i]) && "self " + values(flatBefore[i], flat[i]) : !divisor && "self " + quantity(flat[i]),
		view && percent(width[i], width[view]) + " of view",
		!before && percent(value[i], +info.total) + " of total",
		inlined[i] && "inlined",
	].filter(Boolean).join(" · "), file && file + (line[at[i]] ? ":" + line[at[i]] : "")];
};
const few = f => `(${f.end - f.row} small frame${f.end - f.row > 1 ? "s" : ""}, ${signed(change(f.was, f.now))})`;

// The end of a name that says most: "(*Store).Add", "Add" (pfl_name_fit in lib/base/name.c).
const fit = (text, columns) => {
	if (text.length <= columns) return text;
	const path = text.split(/[([{<]/, 1)[0].lastIndexOf("/");
	let nesting = 0, from = 0;
	for (let i = 0; i < text.length && text.length - from > columns; i++) {
		const c = text[i];
		if ("([{<".includes(c)) nesting++;
		else if (")]}>".includes(c) && nesting) nesting--;
		if (c === ":" && text[i + 1] === ":") i++;
		else if (c !== "/" && (c !== "." || i < path)) continue;
		if (!nesting && i + 1 < text.length) from = i + 1;
	}
	if (text.length - from <= columns) return text.slice(from);
	return columns < 5 ? "" : text.slice(from, from + columns - 1) + "…";
};

// ---- the picture

let view = 0, current = 0, inverted = svg.dataset.inverted === "1";
let rows = [], fews = [], pixels = 0, levels = 1, column = FONT * 0.602;
let hits = null, pattern = "", waiting = 0;
const past = [], boxes = [], labels = [], ticks = [];
const standing = svg === document.documentElement, upright = inverted;
const picture = find(".picture"), head = find(".head");
let tree, shapes, lines, texts, ring, foot, input, holder, matched, reset, detail;

const place = () => svg.getBoundingClientRect();
const room = () => pixels - 2 * PAD;
const y = d => TOP + (inverted ? d : levels - 1 - d) * ROW;
const scale = () => room() / (width[view] || 1);
const above = i => depth[i] <= depth[view];
const left = i => above(i) ? PAD : PAD + (start[i] - start[view]) * scale();
const across = i => above(i) ? room() : width[i] * scale();
const within = i => i >= view && i < end[view];

// Rows wide enough to see: those that lead to the view, then those below it. In a comparison, small
// siblings share a box.
const collect = () => {
	const limit = 0.5 / scale();
	let small = null;
	const close = () => {
		if (small && small.width >= limit) {
			fews.push(small);
			levels = max(levels, small.depth + 1);
		}
		small = null;
	};
	const add = i => {
		if (!small || small.end !== i || small.depth !== depth[i]) {
			close();
			small = { row: i, depth: depth[i], start: start[i], width: 0, was: 0, now: 0 };
		}
		small.end = end[i];
		small.width += width[i];
		small.was += before[i];
		small.now += value[i];
	};
	rows = [];
	fews = [];
	levels = depth[view] + 1;
	for (let i = parent[view]; i >= 0; i = parent[i]) rows.push(i);
	for (let i = view; i < end[view];) {
		if (i !== view && width[i] < limit) {
			if (before) add(i);
			i = end[i];
			continue;
		}
		close();
		if (depth[i] >= levels) levels = depth[i] + 1;
		rows.push(i++);
	}
	close();
};

const SIGNS = ["✕ ", "▼▼ ", "▼ ", "▿ ", "", "▵ ", "▲ ", "▲▲ ", "✚ "], GONE = 38, SAME = 42, NEW = 46;
const toneOf = i => before ? GONE + (i ? marks[i] % 9 : 4) : tone[at[i]];
const signOf = i => before ? (marks[i] > 8 ? `#${floor(marks[i] / 9)} ` : "") + SIGNS[toneOf(i) - GONE] : "";

const shift = (e, x, y) => set(e, { transform: `translate(${x} ${y})` });

const draw = () => {
	const top = place().top;
	const from = -top - 5 * ROW, to = innerHeight - top + 5 * ROW;
	const used = [0, 0, 0];
	const next = (k, pool, type, parent) => pool[used[k]++] || (pool.push(element(type, {}, parent)), pool[used[k] - 1]);
	const put = (row, d, x, w, color, css, sign, words, old) => {
		const ty = y(d), gap = w > 1.5 ? 0.4 : 0.1;
		if (ty < from || ty > to) return;
		const box = next(0, boxes, "rect", shapes);
		const inset = w < 4 || !before ? 0 : css.includes("find") || color === NEW ? 1 : color === GONE ? 0.5 : 0;
		box.row = row;
		set(box, { x: (x + inset).toFixed(1), y: ty + inset, width: max(0.4, w - gap - 2 * inset).toFixed(1),
			height: ROW - 1 - 2 * inset, class: "box c" + color + css + (inset ? " line" : "") });
		if (old > 0) set(next(1, ticks, "rect", lines), { x: x.toFixed(1), y: ty + ROW - 3, height: 2,
			width: (min(1, old) * max(0.4, w - gap)).toFixed(1), class: "tick" + css });
		const columns = floor((w - 6) / column) - sign.length;
		if (columns < 3) return;
		const label = next(2, labels, "text", texts), part = fit(words, columns);
		set(label, { x: (x + 3).toFixed(1), y: ty + 13, class: "name i" + color + css });
		label.textContent = part ? sign + part : sign[0] === "#" ? sign : "";
	};
	for (const i of rows) {
		const css = (depth[i] < depth[view] ? " up" : "") + (hits && hits[at[i]] ? " hit" : "") + (before && marks[i] > 8 ? " find" : "");
		put(i, depth[i], left(i), across(i), toneOf(i), css, signOf(i), i ? name(i) : "all: " + (before ?
			totals() : quantity(shown(value, 0))),
			before && (toneOf(i) !== SAME || !i) && abs(before[i] * factor) / width[i]);
	}
	for (const f of fews)
		put(f, f.depth, PAD + (f.start - start[view]) * scale(), f.width * scale(), SAME, "", "", few(f));
	[boxes, ticks, labels].forEach((pool, k) => { while (pool.length > used[k]) pool.pop().remove(); });
	shift(head, 0, max(0, -top));
	shift(foot, 0, min(TOP + levels * ROW, max(TOP, innerHeight - top - FOOT)));
	mark();
};

// Where the keyboard is, for the eye and for screen readers.
const mark = () => set(ring, { x: left(current), y: y(depth[current]), width: max(2, across(current)),
	height: ROW - 1, "aria-level": depth[current] + 1, "aria-label": describe(current).join(", "),
	visibility: document.activeElement === tree ? "visible" : "hidden" });

const show = i => {
	const words = describe(i), free = floor(room() / 6.2) - words[1].length - 3;
	detail[0].textContent = fit(words[0], floor(room() / 7.3));
	detail[1].textContent = words[1];
	detail[2].textContent = words[2].length > free ? "…" + words[2].slice(words[2].length - free) : words[2];
};

const later = () => { waiting = waiting || requestAnimationFrame(() => { waiting = 0; draw(); }); };

// Lay out anew; the zoomed row stays where it is on the screen.
const layout = () => {
	const was = y(depth[view]), first = !pixels;
	pixels = place().width || 1200;
	collect();
	const height = TOP + levels * ROW + FOOT;
	set(svg, { height: standing ? max(height, innerHeight - 1) : height });
	for (const bar of svg.querySelectorAll(".bar")) set(bar, { width: pixels });
	const wide = min(240, pixels / 3), edge = pixels - PAD;
	set(holder, { x: edge - wide, width: wide });
	set(matched, { x: edge });
	set(detail[2], { x: edge });
	shift(reset, edge - 84, TOP - 24);
	set(reset, { visibility: view ? "visible" : "hidden" });
	if (standing || !first) scrollBy(0, y(depth[view]) - was);
	draw();
};

// ---- search

const share = from => {
	let sum = 0;
	for (let i = from; i < end[from];) {
		if (hits[at[i]]) { sum += width[i]; i = end[i]; } else i++;
	}
	return percent(sum, width[from]);
};

const count = () => {
	const found = hits && hits.reduce((a, b) => a + b, 0);
	matched.textContent = hits ? `${found} function${found === 1 ? "" : "s"}: ` +
		(view ? share(view) + " of view, " : "") + share(0) + " of total" : "";
};

const search = text => {
	pattern = text;
	hits = null;
	let test = s => s.toLowerCase().includes(text.toLowerCase()), bad = "";
	const regexp = /^\/(.+?)(?:\/(i?))?$/.exec(text);
	try {
		if (regexp) { const re = new RegExp(regexp[1], regexp[2]); test = s => re.test(s); }
		if (text) hits = Uint8Array.from(names, (s, k) => k && test(s) ? 1 : 0);
	} catch (e) { bad = "not a regular expression"; }
	count();
	if (bad) matched.textContent = bad;
	input.className = bad && "bad";
	svg.classList.toggle("seek", !!hits);
	later();
};

// ---- the address: #z=<path hash>&q=<search>&v=<turned>

const SEEDS = [0x811c9dc5, 0x050c5d1f], encoder = new TextEncoder();
const spell = (text, seed) => encoder.encode(text).reduce((h, b) => imul(h ^ b, 16777619), seed);
const step = (h, k) => h.map((v, lane) => imul(v ^ spell(names[k], SEEDS[lane]), 16777619));
const hex = h => h.map(v => (v >>> 0).toString(16).padStart(8, "0")).join("");
const stack = i => {
	const path = [];
	for (; i > 0; i = parent[i]) path.unshift(at[i]);
	return path;
};
const seek = wanted => {
	const known = names.map((s, k) => SEEDS.map(seed => spell(s, seed))), hashes = [SEEDS];
	for (let i = 1; i < n; i++) {
		hashes[i] = hashes[parent[i]].map((v, lane) => imul(v ^ known[at[i]][lane], 16777619));
		if (hex(hashes[i]) === wanted) return i;
	}
	return 0;
};

const write = push => {
	const parts = [];
	if (view) parts.push("z=" + hex(stack(view).reduce(step, SEEDS)));
	if (pattern) parts.push("q=" + encodeURIComponent(pattern));
	if (inverted !== upright) parts.push("v=1");
	const to = parts.length ? "#" + parts.join("&") : location.pathname + location.search;
	// A sandboxed page may not have a history.
	try { history[push ? "pushState" : "replaceState"](null, "", to); } catch (e) {}
};

const read = () => {
	const get = new URLSearchParams(location.hash.slice(1));
	inverted = upright !== (get.get("v") === "1");
	const finding = marks && /^#finding-(\d+)$/.exec(location.hash);
	view = current = get.get("z") ? seek(get.get("z"))
		: finding ? max(0, marks.findIndex(m => floor(m / 9) === +finding[1])) : 0;
	input.value = get.get("q") || "";
	layout();
	search(input.value);
	show(view);
};

// ---- doing

const go = i => {
	view = current = i;
	write(true);
	layout();
	count();
	show(i);
};
const zoom = i => { if (i !== view) { past.push(view); go(i); } };
const back = () => { if (past.length) go(past.pop()); else if (view) go(0); };

const move = i => {
	if (i < 0) return;
	if (!within(i) && !above(i)) { past.push(view); view = i; layout(); count(); }
	current = i;
	const ty = y(depth[i]) + place().top;
	if (ty < TOP) scrollBy(0, ty - TOP - ROW);
	if (ty > innerHeight - FOOT - ROW) scrollBy(0, ty - innerHeight + FOOT + 2 * ROW);
	show(i);
	draw();
};

const heaviest = i => {
	let best = -1;
	for (let k = i + 1; k < end[i]; k = end[k]) if (best < 0 || width[k] > width[best]) best = k;
	return best;
};
const sibling = (i, step) => {
	const p = parent[i], family = [];
	for (let k = p + 1; i && k < end[p]; k = end[k]) if (width[k] || k === i) family.push(k);
	return family[family.indexOf(i) + step] || -1;
};
const match = step => {
	const found = rows.filter(i => hits && hits[at[i]]).sort((a, b) => step * (a - b));
	const next = found.find(i => step * (i - current) > 0) || found[0];
	if (next) move(next);
};

const KEYS = {
	ArrowUp: () => move(inverted ? parent[current] : heaviest(current)),
	ArrowDown: () => move(inverted ? heaviest(current) : parent[current]),
	ArrowLeft: () => move(sibling(current, -1)),
	ArrowRight: () => move(sibling(current, 1)),
	Home: () => move(0),
	End: () => { let i = current; for (let k; (k = heaviest(i)) >= 0; i = k); move(i); },
	Enter: () => zoom(current),
	" ": () => zoom(current),
	Escape: () => { if (pattern && !view) { input.value = ""; search(""); write(); } else back(); },
	Backspace: back,
	0: () => zoom(0),
	"/": () => input.focus(),
	n: () => match(1),
	N: () => match(-1),
	i: () => { inverted = !inverted; write(); layout(); },
	c: () => {
		const text = stack(current).map(k => names[k].replace(/;/g, ":")).join(";");
		if (navigator.clipboard) navigator.clipboard.writeText(text);
	},
	"?": () => {
		detail[0].textContent = "Keys";
		detail[1].textContent = "arrows move · Enter zooms · Esc, Backspace back · 0 everything · / search (/regexp/) · " +
			"n, N next and previous match · i upside down · c copy the stack";
		detail[2].textContent = "";
	},
};

const key = e => {
	if (e.ctrlKey || e.metaKey || e.altKey) return;
	if (e.target === input) {
		if (e.key === "Escape") { input.value = ""; search(""); write(); tree.focus(); }
		else if (e.key === "Enter") { tree.focus(); match(1); }
		return;
	}
	if (!Object.hasOwn(KEYS, e.key)) return;
	e.preventDefault();
	if (e.target === reset && e.key === "Enter") return zoom(0);
	if (e.key !== "/") tree.focus({ preventScroll: true });
	KEYS[e.key]();
};

const build = () => {
	const old = find(".foot"), note = old.querySelector("text").textContent;
	old.remove();
	svg.removeAttribute("viewBox");
	set(svg, { width: "100%", role: "group" });
	tree = element("g", { class: "tree", role: "tree", tabindex: 0, "aria-label": "Flame graph", "aria-activedescendant": "pfl-row" }, svg);
	picture.replaceWith(tree);
	shapes = element("g", {}, tree);
	lines = element("g", {}, tree);
	texts = element("g", { "font-family": "DejaVu Sans Mono,Menlo,Consolas,monospace", "font-size": FONT }, tree);
	ring = element("rect", { class: "at", id: "pfl-row", role: "treeitem" }, tree);
	const probe = element("text", { class: "name" }, texts, "M".repeat(100));
	column = probe.getComputedTextLength() / 100 || column;
	probe.remove();

	foot = element("g", { "font-size": 12, "aria-live": "polite" }, svg);
	element("rect", { class: "bar", height: FOOT }, foot);
	detail = [
		element("text", { class: "ink", x: PAD, y: 17, "font-family": texts.getAttribute("font-family") }, foot),
		element("text", { class: "ink", x: PAD, y: 35 }, foot),
		element("text", { class: "dim", y: 35, "text-anchor": "end" }, foot),
	];
	element("text", { class: "dim", x: PAD, y: 53 }, foot, note + " · ? for keys");

	head.prepend(element("rect", { class: "bar", height: TOP - 4 }, head));
	svg.append(head);
	matched = element("text", { class: "ink", y: 47, "font-size": 12, "text-anchor": "end", "aria-live": "polite" }, head);
	reset = element("g", { class: "button", role: "button", tabindex: 0 }, head);
	element("rect", { width: 84, height: 18, rx: 4 }, reset);
	element("text", { class: "ink", x: 42, y: 13, "font-size": 12, "text-anchor": "middle" }, reset, "Show all");
	holder = element("foreignObject", { y: 9, height: 26 }, head);
	input = document.createElementNS("http://www.w3.org/1999/xhtml", "input");
	input.type = "search";
	input.placeholder = "Search: name or /regexp/";
	input.setAttribute("aria-label", "Search");
	holder.append(input);
};

const listen = () => {
	const on = (target, type, action) => target.addEventListener(type, action);
	on(tree, "click", e => { const i = e.target.row; if (i >= 0) zoom(i); else if (i) zoom(parent[i.row]); });
	on(tree, "pointermove", e => { const i = e.target.row; if (i || i === 0) show(i); });
	on(tree, "pointerleave", () => show(current));
	on(tree, "focus", mark);
	on(tree, "blur", mark);
	on(reset, "click", () => zoom(0));
	on(input, "input", () => { search(input.value); write(); });
	on(svg, "keydown", key);
	on(window, "resize", layout);
	on(window, "scroll", later);
	on(window, "popstate", read);
};

const open = async () => {
	const packed = Uint8Array.from(atob(store.textContent), c => c.charCodeAt(0));
	const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
	unpack(new Uint8Array(await new Response(stream).arrayBuffer()));
	build();
	listen();
	read();
	// The root stands below: begin there when not all fits.
	if (standing && !inverted && !view) scrollTo(0, document.documentElement.scrollHeight);
};
open().catch(e => console.error("flame graph: the picture stays as it is:", e));
})();
