// SPDX-License-Identifier: Apache-2.0
// The viewer in a flame graph's SVG. It reads the packed tree, and draws from it only the boxes that
// can be seen. Names reach the page as text and nothing else.
(() => {
"use strict";
//@often length includes textContent subarray forEach filter preventDefault dataset value text width split slice before target button onclick indexOf replaceChildren isConnected remove children firstChild reduce append
const page = document, here = location, on = addEventListener; // which get short names
const svg = page.currentScript.parentNode;
const find = selector => svg.querySelector(selector);
const every = (e, selector) => [...e.querySelectorAll(selector)];
const store = find(".data"), Stream = window.DecompressionStream;
if (!store || !Stream) return;
const [PAD, ROW, HEAD, FOOT, FONT] = svg.dataset.layout.split(" ").map(Number);
let TOP = 0; // where boxes begin, below the buttons

const { abs, floor, imul, max, min, round, sqrt } = Math;
const Doubles = Float64Array, Words = Uint32Array, Ints = Int32Array, Bytes = Uint8Array;

const set = (e, attributes) => { for (const key in attributes) e.setAttribute(key, attributes[key]); };
const element = (name, attributes, parent, text, space = "2000/svg") => {
	const e = page.createElementNS("http://www.w3.org/" + space, name);
	set(e, attributes);
	e.append(text || "");
	parent.append(e);
	return e;
};
const LABEL = "aria-label";
const html = (name, attributes, parent, text) => element(name, attributes, parent, text, "1999/xhtml");

//@include flame/data.js
//@include flame/views.js
//@include flame/words.js

// ---- the view

// By what they are called in the address. v: upside down. Of the tree: r from the leaves, f from a
// function on, s its callers, h without functions, d without their stacks, k without single rows (hash and name), u without direct recursion,
// m own code alone, o by value. t: sample type; of a comparison, w: what widths are, c: colours by the
// own part.
const state = {};
let t, n, depth, parent, end, at, inlined, marks, side; // the tree that is shown: see data.js
let value, before, divisor, width, flat, flatBefore, start;
let runs, factor = 1;

const use = tree => {
	t = tree;
	n = t.n;
	depth = t.depth;
	parent = t.parent;
	end = t.end;
	at = t.at;
	inlined = t.inlined;
	marks = t.marks;
	side = t.aside;
	const column = typed("value"), own = scaled(t, "own"), next = new Doubles(n), back = side && new Doubles(n);
	value = t.whole[column];
	flat = t.own[column];
	before = t.whole.before;
	flatBefore = t.own.before;
	divisor = t.whole.divisor;
	width = scaled(t, "whole");
	start = new Doubles(n);
	// Callers stand at the right of stacks that begin with the function itself.
	const turns = k => side[k] && !side[parent[k]];
	if (side) for (let k = 1; k < n; k++) if (turns(k)) back[parent[k]] -= width[k];
	for (let k = 0; k < n; k++) {
		const p = parent[k], place = side && turns(k) ? back : next;
		if (k) {
			start[k] = place[p];
			place[p] += width[k];
		}
		if (side) back[k] += start[k] + width[k];
		next[k] = start[k] + own[k];
	}
};

let view = 0, current = 0, inverted;
let rows = [], fews = [], pixels = 0, levels, below, paper, drawn, column = FONT * 0.602;
let hits = null, pattern = "", bad = "", waiting = 0, built = "";
const past = [], boxes = [], labels = [], ticks = [], paths = [];
const standing = svg === page.documentElement, upright = svg.dataset.inverted === "1";
let graph, shapes, lines, texts, over, ring, foot, head, panel, input, matched, told, legend, tools, crumbs, sheet, caption, titles, body, menu, detail;

const listed = () => sheet.isConnected;
const place = () => svg.getBoundingClientRect();
const windowTall = () => innerHeight;
const room = () => pixels - 2 * PAD;
const scale = () => room() / (width[view] || 1);
const above = i => depth[i] <= depth[view];
// Of a row, or of small frames together. Around a function, callers are on its other side, between it
// and the root.
const callers = i => !!side?.[i.end ? i.begin : i];
const level = i => i.end ? i.depth : depth[i];
const y = i => {
	const d = level(i), k = d && below + (callers(i) ? 2 - d : d);
	return TOP + (inverted ? k : levels - 1 - k) * ROW;
};
const reach = i => {
	if (callers(i)) below = max(below, level(i) - 1);
	else levels = max(levels, level(i) + 1);
};
const left = i => above(i) ? PAD : PAD + ((i.end ? i.start : start[i]) - start[view]) * scale();
const across = i => above(i) ? room() : (i.end ? i.wide : width[i]) * scale();

// Rows wide enough to see: those that lead to the view, then those below it. Small siblings share a
// box.
const collect = () => {
	const limit = 0.5 / scale();
	let small = null;
	const close = () => {
		if (small && small.wide >= limit) {
			fews.push(small);
			reach(small);
		}
		small = null;
	};
	rows = [];
	fews = [];
	levels = below = 0;
	for (let i = parent[view]; i >= 0; i = parent[i]) {
		rows.push(i);
		reach(i);
	}
	for (let i = view; i < end[view];) {
		if (i === view || width[i] >= limit) {
			close();
			reach(i);
			if (!gaps.includes("" + at[i])) rows.push(i);
			i++;
			continue;
		}
		if (width[i]) {
			if (!small || small.end !== i || small.depth !== depth[i]) {
				close();
				small = { begin: i, depth: depth[i], start: start[i], wide: 0, was: 0, now: 0 };
			}
			small.end = end[i];
			small.wide += width[i];
			small.was += before ? before[i] : 0;
			small.now += value[i];
		}
		i = end[i];
	}
	close();
	levels += below;
	if (!listed()) return;
	// The table fills the window.
	rows = [];
	fews = [];
	levels = max(9, floor((windowTall() - TOP - FOOT) / ROW));
	set(sheet, { y: TOP, height: levels * ROW });
};

const SIGNS = ["✕ ", "▼▼ ", "▼ ", "▿ ", "", "▵ ", "▲ ", "▲▲ ", "✚ "], GONE = 38, SAME = 42, NEW = 46;
const toneOf = i => before ? GONE + (!i ? 4 : state.c && !turned(i) ? growth(t, i, t.own, 1) : marks[i] % 9) : tone[at[i]];
const signOf = i => before ? (marks[i] > 8 ? `#${floor(marks[i] / 9)} ` : "") + SIGNS[toneOf(i) - GONE] : "";

const tenths = v => round(10 * v) / 10;
const shift = (e, x, y) => set(e, { transform: `translate(${x} ${y})` });

const draw = () => {
	// On paper there is all of it.
	const top = drawn = paper ? 0 : place().top, tall = paper || windowTall();
	const from = -top - 5 * ROW, to = tall - top + 5 * ROW;
	const used = [0, 0, 0, 0], thin = {};
	const next = (k, pool, type, parent) => pool[used[k]++] || (pool.push(element(type, {}, parent)), pool[used[k] - 1]);
	const put = (i, x, w, color, css, sign, words, old) => {
		const ty = y(i), gap = w > 1.5 ? 0.4 : 0.1;
		if (ty < from || ty > to) return;
		const wide = tenths(max(0.4, w - gap)), tint = "box c" + color + css;
		// Narrow boxes, of which there are thousands, are one path for each colour.
		if (w < (before ? 4 : 12)) return thin[tint] = `${thin[tint] || ""}M${tenths(x)} ${ty}h${wide}v${ROW - 1}h-${wide}z`;
		const box = next(0, boxes, "rect", shapes);
		const inset = w < 4 || !before ? 0 : css.includes("find") || errors && color === NEW ? 1 : color === GONE ? 0.5 : 0;
		set(box, { x: tenths(x + inset), y: ty + inset, width: tenths(wide - 2 * inset),
			height: ROW - 1 - 2 * inset, class: tint + (inset ? " line" : "") });
		if (old > 0) set(next(1, ticks, "rect", lines), { x: tenths(x), y: ty + ROW - 3, height: 2,
			width: tenths(min(1, old) * wide), class: "tick" + css });
		const columns = floor((w - 6) / column) - sign.length;
		if (columns < 3) return;
		const label = next(2, labels, "text", texts), part = fit(words, columns);
		set(label, { x: tenths(x + 3), y: ty + 13, class: "name i" + color + css });
		label.textContent = part ? sign + part : sign[0] === "#" ? sign : "";
	};
	for (const i of rows) {
		const css = (depth[i] < depth[view] ? " up" : "") + (hits && hits[at[i]] ? " hit" : "") + (before && marks[i] > 8 ? " find" : "") + (through && depth[i] === 1 ? " meant" : "");
		put(i, left(i), across(i), toneOf(i), css, signOf(i), i ? name(i) : "all: " + (before ?
			totals() : quantity(shown(value, 0))),
			before && value[i] && (toneOf(i) !== SAME || !i) && abs(before[i] * factor) / width[i]);
	}
	for (const f of fews)
		put(f, left(f), across(f), before ? SAME : "few", "", "", few(f));
	for (const tint in thin) set(next(3, paths, "path", shapes), { d: thin[tint], class: tint });
	[boxes, ticks, labels, paths].forEach((pool, k) => { while (pool.length > used[k]) pool.pop().remove(); });
	set(over, { width: 0 });
	shift(head, 0, max(0, -top));
	shift(foot, 0, min(TOP + levels * ROW, max(TOP, tall - top - FOOT)));
	mark();
};

const path = i => {
	const stack = [];
	for (; i > 0; i = parent[i]) stack.unshift(i);
	return stack;
};
const brood = i => {
	const p = parent[i], family = [];
	if (i) for (let k = p + 1; k < end[p]; k = end[k]) if ((width[k] || k === i) && callers(k) === callers(i)) family.push(k);
	return family;
};

// Where the keyboard is, for the eye and for screen readers.
const mark = () => {
	const family = brood(current);
	set(ring, { x: left(current), y: y(current), width: max(2, across(current)),
		height: ROW - 1, "aria-level": depth[current] + 1, [LABEL]: signOf(current) + join(describe(current), ", "),
		"aria-posinset": family.indexOf(current) + 1 || 1, "aria-setsize": family.length || 1,
		"aria-expanded": end[current] > current + 1 || "undefined" });
};

const tell = (a, b, c = "") => {
	const free = floor(room() / 6.2) - b.length - 3;
	const lines = [fit(a, floor(room() / 7.3)), b, c.length > free ? "…" + c.slice(c.length - free) : c];
	lines.forEach((text, k) => { detail[k].textContent = text; });
};
const show = i => tell(...describe(i));

const later = () => { waiting = waiting || requestAnimationFrame(() => { waiting = 0; draw(); }); };

// The row, or the small frames, that an event is about.
const rowAt = e => {
	const box = place(), x = e.clientX - box.left, top = e.clientY - box.top;
	const under = i => top >= y(i) && top < y(i) + ROW && x >= left(i) && x <= left(i) + across(i);
	return rows.find(under) ?? fews.find(under);
};

// Lay out anew; the zoomed row stays where it is on the screen.
const layout = () => {
	const was = y(view), first = !pixels;
	pixels = place().width || 1200;
	set(panel, { width: pixels });
	TOP = panel.firstChild.offsetHeight;
	set(panel, { height: TOP });
	collect();
	const height = TOP + levels * ROW + FOOT;
	const tall = standing ? max(height, windowTall() - 1) : height;
	set(svg, { height: tall, viewBox: `0 0 ${pixels} ${tall}` });
	const by = y(view) - was;
	// The root stands below: begin there when not all fits.
	if (first && standing && !inverted && !view) scrollTo(0, height);
	else if (by && (standing || !first)) scrollBy(0, by);
	draw();
};

//@include flame/table.js
// ---- search

// What the matches have of a row, each stack once: around a function, also if it has some on both sides.
const matching = from => {
	let sum = 0;
	if (through && depth[from] < 2) {
		const [t, inside] = through;
		const own = scaled(t, "own"), rest = scaled(t, "rest"), hit = [];
		for (let i = 0; i < t.n; i++) {
			hit[i] = hits[t.at[i]] || hit[t.parent[i]];
			if (hit[i] && (from ? inside[i] === at[from] : inside[i])) sum += own[i] + rest[i];
		}
	} else for (let i = from; i < end[from];) {
		if (hits[at[i]]) { sum += width[i]; i = end[i]; } else i++;
	}
	return percent(sum, width[from]);
};

const count = () => {
	const found = hits?.reduce((a, b) => a + b, 0);
	matched.textContent = bad || hits && `${found} function${found === 1 ? "" : "s"}: ` +
		(view ? matching(view) + " of view, " : "") + matching(0) + " of total";
	if (listed()) fill();
};

const literally = text => text.replace(/[^\w ]/g, "\\$&");
const look = text => {
	pattern = text;
	hits = null;
	bad = "";
	const [, source, flags] = /^\/(.+?)(?:\/(i?))?$/.exec(text) || [0, literally(text), "i"];
	try {
		const regexp = new RegExp(source, flags);
		if (text) hits = Bytes.from(names, (s, k) => k && regexp.test(s));
	} catch { bad = "not a regular expression"; }
	input.className = bad && "bad";
	svg.classList.toggle("seek", hits);
};
const search = text => {
	look(text);
	count();
	later();
};

// ---- the address: #z=<path hash>&q=<search>&v=<turned> and the rest of the state

const SEEDS = [0x811c9dc5, 0x050c5d1f], encoder = new TextEncoder();
const blend = (h, v) => imul(h ^ v, 16777619);
// Both lanes of the hash of a row, from the root. Callers on the other side are told from callees of the same
// names.
const hash = i => SEEDS.map(seed => (path(i).reduce((h, k) => blend(h, -callers(k) ^ encoder.encode(name(k)).reduce(blend, seed)), seed) >>> 0).toString(16).padStart(8, "0")).join("");
// The row of a tree that has this hash, or 0.
const seek = (wanted, t) => {
	const texts = names.map(s => encoder.encode(s));
	const [a, b] = SEEDS.map(seed => {
		const known = Ints.from(texts, s => s.reduce(blend, seed)), h = new Ints(t.n).fill(seed);
		for (let i = 1; i < t.n; i++) h[i] = blend(h[t.parent[i]], -t.aside?.[i] ^ known[t.at[i]]);
		return h;
	});
	const half = at => parseInt(wanted.slice(at, at + 8), 16) | 0, x = half(0), y = half(8);
	return max(0, a.findIndex((h, i) => i && h === x && b[i] === y));
};

const list = key => state[key] ? state[key].split("\n") : [];
const address = () => {
	const parts = view ? ["z=" + hash(view)] : [];
	const put = (key, text) => parts.push(key + "=" + encodeURIComponent(text));
	if (pattern) put("q", pattern);
	for (const key in state) for (const text of list(key)) put(key, text);
	return parts.join("&");
};
const write = push => {
	const text = address(), path = here.pathname;
	// A sandboxed page may not have a history.
	try { history[push ? "pushState" : "replaceState"](null, "", text ? (here.search ? path : "") + "#" + text : path); } catch {}
};

// Make the tree that the state asks for, when it is another one.
const rebuild = () => {
	const wanted = JSON.stringify({ ...state, v: 0, c: 0 });
	inverted = upright !== (state.v === "1");
	if (wanted === built) return false;
	built = wanted;
	use(derive());
	view = current = 0;
	return true;
};

// The page is laid out where its measures are read: at the begin, and at the end of sync().
const refresh = () => {
	layout();
	count();
	show(current);
	sync();
};

const apply = text => {
	const get = new URLSearchParams(text), finding = /^finding-(\d+)$/.exec(text), z = get.get("z");
	for (const key of "vroumtwcfshdk") state[key] = get.getAll(key).join("\n");
	if (!types.includes(state.t)) state.t = "";
	if (!text && info.layout === "around") state.f = state.s = info.around.split(" ").map(k => names[k]).join("\n");
	rebuild();
	view = current = z ? seek(z, t) : finding && marks ? max(0, marks.findIndex(m => floor(m / 9) === +finding[1])) : 0;
	look(input.value = get.get("q") || "");
	refresh();
};
const read = () => apply(here.hash.slice(1));

// ---- doing

// Change the state; what was zoomed to stays so, where it still is.
const act = change => {
	const z = view && hash(view), was = turned(0);
	past.push(address());
	change();
	if (rebuild() && z && was === turned(0)) view = current = seek(z, t);
	write(true);
	refresh();
};
const zoom = i => { if (i !== view) act(() => { view = current = i; }); };
const back = () => {
	if (!past.length && !view) return;
	apply(past.pop() || "");
	write(true);
};
const toggle = key => act(() => { state[key] = state[key] ? "" : "1"; });
const add = key => { if (current) act(() => {
	// A subtree is on one side.
	if (key === "k" && through) state[sideKey(!callers(current))] = "";
	state[key] = ("hdk".includes(key) && state[key] ? state[key] + "\n" : "") + (key === "k" ? hash(current) + " " : "") + name(current);
}); };

const move = i => {
	if (i < 0) return;
	if ((i < view || i >= end[view]) && !above(i)) { past.push(address()); view = i; sync(); layout(); count(); }
	current = i;
	const ty = y(i) + place().top;
	if (ty < TOP) scrollBy(0, ty - TOP - ROW);
	if (ty > windowTall() - FOOT - ROW) scrollBy(0, ty - windowTall() + FOOT + 2 * ROW);
	show(i);
	draw();
};

const heaviest = (i, caller = callers(i)) => {
	let best = -1;
	for (let k = i + 1; k < end[i]; k = end[k]) if (callers(k) === caller && (best < 0 || width[k] > width[best])) best = k;
	return best;
};
// To the heaviest row on the side of callers or callees, or where there is none, back.
const climb = caller => {
	const k = heaviest(current, caller);
	move(k < 0 && caller !== callers(current) ? parent[current] : k);
};
const sibling = step => {
	const family = brood(current);
	move(family[family.indexOf(current) + step] || -1);
};
const match = step => {
	const found = rows.filter(i => hits && hits[at[i]]).sort((a, b) => step * (a - b));
	const next = found.find(i => step * (i - current) > 0) || found[0];
	if (next) move(next);
};
const copy = async text => {
	try {
		await navigator.clipboard.writeText(text);
		tell("Copied", text);
	} catch { tell("Not copied", text); }
};

const forget = () => { input.value = ""; search(""); write(); };
// The keyboard back to the picture.
const home = () => (listed() ? body.querySelector("button") : graph)?.focus({ preventScroll: true });

const KEYS = {
	ArrowUp: () => climb(inverted),
	ArrowDown: () => climb(!inverted),
	ArrowLeft: () => sibling(-1),
	ArrowRight: () => sibling(1),
	Home: () => move(0),
	End: () => { let i = current; for (let k; (k = heaviest(i)) >= 0; i = k); move(i); },
	Enter: () => zoom(current),
	" ": () => zoom(current),
	Escape: () => listed() ? KEYS.t() : pattern && !view ? forget() : back(),
	Backspace: back,
	0: () => act(() => { view = current = 0; for (const key of "fshdkr") state[key] = ""; }),
	"/": () => input.focus(),
	n: () => match(1),
	N: () => match(-1),
	x: () => add("d"),
	b: () => act(() => { [state.f, state.s] = [state.s, state.f]; }),
	a: () => { if (current) act(() => { state.f = state.s = name(current); }); },
	m: () => open(left(current) + 20, y(current) + ROW),
	c: () => {
		const stack = path(current).map(i => name(i).replace(/;/g, ":"));
		copy((turned(current) ? stack.reverse() : stack).join(";"));
	},
	C: () => copy(name(current)),
	"?": () => tell("Keys", foot.dataset.keys),
	t: () => {
		listed() ? sheet.replaceWith(graph) : graph.replaceWith(sheet);
		refresh();
		home();
	},
};

for (const k of "fshk") KEYS[k] = () => add(k);

// From button to button.
const roam = e => {
	const all = every(e.currentTarget, "button"), to = all[all.indexOf(e.target) + { ArrowDown: 1, ArrowUp: -1 }[e.key]];
	if (!to) return;
	to.focus();
	e.preventDefault();
};
const shut = () => { if (menu.isConnected) { menu.remove(); home(); } };
const open = (x, y) => {
	svg.append(menu);
	set(menu, { x: max(0, min(x, pixels - 250)), y: max(0, min(y, windowTall() - place().top - 246)) });
	const items = menu.firstChild;
	set(items, { [LABEL]: name(current) });
	items.onkeydown = e => {
		roam(e);
		e.stopPropagation();
		if (!/Esc|Tab/.test(e.key)) return;
		shut();
		e.preventDefault();
	};
	items.firstChild.focus();
};

// The buttons say what the state is; behind them the way to what is zoomed to, and what was left out.
const sync = () => {
	for (const e of tools.children) {
		const now = state[e.dataset.key];
		if (e.localName === "select") e.value = now;
		else set(e, { "aria-pressed": e.title === "key t" ? listed() : !!now });
	}
	crumbs.replaceChildren();
	const put = (text, title, action) => { html("button", { title: title }, crumbs, text).onclick = action; };
	if (view) put("‹ back", "Esc", back);
	put("all", "0", KEYS[0]);
	for (const i of path(view)) put(fit(name(i), 40), name(i), () => zoom(i));
	for (const key in crumbs.dataset)
		for (const text of list(key)) put(crumbs.dataset[key] + fit(text.slice(key === "k" && 17), 30) + " ×", "", () => act(() => {
			state[key] = list(key).filter(s => s !== text).join("\n");
		}));
	if (!state.f !== !state.s) put(state.s ? "⇄ callees" : "⇄ callers", "b", KEYS.b);
	crumbs.scrollLeft = 1e6;
};

const key = e => {
	if (e.ctrlKey || e.metaKey || e.altKey) return;
	if (e.target === input) {
		const way = { Escape: forget, Enter: () => match(1) }[e.key];
		if (way) { home(); way(); }
		return;
	}
	if (!KEYS[e.key] || e.target.closest("button,select") && /Enter|Arrow|^ |Home|End/.test(e.key)) return;
	e.preventDefault();
	if (e.key !== "/" && graph.isConnected) home();
	KEYS[e.key]();
};

const build = () => {
	const viewer = new DOMParser().parseFromString(find(".viewer").textContent, "text/xml").documentElement;
	const note = find(".foot text").textContent;
	[graph, shapes, lines, texts, over, ring, foot, head, panel, input, matched, told, legend, tools, crumbs, sheet, caption, titles, body, menu] =
		every(viewer, "[data-part]");
	// Lines and keys become text that wraps; the boxes of a comparison's scale stay as they are.
	for (const e of every(svg, ".head>.ink,.head>.dim")) {
		const line = html("div", {}, told, e.firstChild?.data);
		for (const key of every(e, "[fill]"))
			element("rect", { class: key.classList }, element("svg", {}, html("span", {}, line, key.nextSibling.textContent)));
		e.remove();
	}
	legend.append(find(".head"));
	every(svg, ".picture,.foot,.viewer").forEach(e => e.remove());
	svg.append(graph, foot, head);
	viewer.remove(); // what is not shown is in no document
	set(svg, { width: "100%", role: "group" });
	const probe = element("text", { class: "name" }, texts, "M".repeat(100));
	column = probe.getComputedTextLength() / 100 || column;
	probe.remove();

	detail = every(foot, "text");
	detail[3].prepend(note);
	for (const b of every(tools, "button")) {
		const key = b.title[4];
		KEYS[key] ||= () => toggle(b.dataset.key);
		b.onclick = () => KEYS[key]();
	}
	sheet.onkeydown = roam;
	// Titles of a profile, a comparison, a profile of means.
	titles = titles.children[paired() ? 1 : fields.includes("divisor") ? 2 : 0];
	titles.parentNode.replaceChildren(titles);
	[...titles.children].forEach((th, c) => {
		th.onclick = () => {
			falling = c === order ? !falling : c > 0;
			order = c;
			fill();
		};
	});
	for (const b of every(menu, "button")) b.onclick = () => { shut(); KEYS[b.lastChild.textContent](); };
	const [type, widths, colours] = every(tools, "select");
	for (const e of [type, widths, colours]) e.onchange = () => act(() => { state[e.dataset.key] = e.value; });
	for (const k of types) html("option", { value: k }, type, "type: " + info[k ? "type." + k : "type"]);
	if (!types[1]) type.remove();
	if (!paired()) colours.remove();
	if (!paired() || +info.signed) widths.remove();
	else KEYS.d = () => act(() => { state.w = "nob"["nob".indexOf(state.w || " ") + 1] || ""; });
	if (info.side) widths.firstChild.textContent = "width: " + info.side;
};

const listen = () => {
	let touch = false, timer = 0, held = false;
	const menuAt = e => {
		const i = rowAt(e);
		if (i > 0) current = i;
		else if (e.target !== graph) return;
		e.preventDefault();
		show(current);
		draw();
		e.target === graph ? KEYS.m() : open(e.clientX - place().left, e.clientY - place().top);
	};
	graph.onpointerdown = e => {
		touch = e.pointerType === "touch";
		held = false;
		if (touch) timer = setTimeout(() => { held = true; menuAt(e); }, 550);
	};
	graph.onpointerup = graph.onpointercancel = () => clearTimeout(timer);
	graph.oncontextmenu = menuAt;
	graph.onclick = e => {
		const i = rowAt(e);
		if (i == null || held) return;
		const to = i >= 0 ? i : parent[i.begin];
		// The first tap selects, the second zooms.
		if (touch && current !== to) move(to);
		else zoom(to);
	};
	graph.onpointermove = e => {
		const i = rowAt(e);
		if (i == null) return;
		show(i);
		set(over, { x: left(i), y: y(i), width: max(1, across(i) - 0.4), height: ROW - 1 });
	};
	graph.onpointerleave = () => { show(current); set(over, { width: 0 }); };
	svg.onpointerdown = e => { if (!menu.contains(e.target)) shut(); };
	(svg.dataset.page ? page : svg).onkeydown = key;
	input.oninput = () => { search(input.value); write(); };
	// The page may be another's.
	on("resize", layout);
	on("scroll", () => { if (place().top !== drawn) later(); });
	on("popstate", read);
	matchMedia("print").onchange = e => {
		paper = e.matches && 1e6;
		draw();
	};
};

// Addresses of FlameGraph's pictures: x and y of a box in the picture, s a regular expression.
const recall = (wide, tall) => {
	const [x, y, s] = [..."xys"].map(key => new URLSearchParams(here.search).get(key));
	if (here.hash || !x && !s) return;
	const d = upright ? (y - HEAD) / ROW : (tall - FOOT - y) / ROW - 1;
	view = current = x ? max(0, start.findIndex((a, k) => depth[k] === d && abs(PAD + a / width[0] * (wide - 2 * PAD) - x) < 0.06)) : 0;
	if (s) look(input.value = "/" + s + "/");
	refresh();
};

const begin = async () => {
	const text = store.textContent, packed = Bytes.fromBase64 ? Bytes.fromBase64(text) : Bytes.from(atob(text), c => c.charCodeAt());
	// Not through a Blob, which would go to another process and back.
	const plain = new Response(packed).body.pipeThrough(new Stream("deflate"));
	unpack(new Bytes(await new Response(plain).arrayBuffer()));
	if (paired()) {
		runs = info.runs.split(" ").map(Number);
		factor = +info.scale;
	}
	const [, , wide, tall] = svg.getAttribute("viewBox").split(" ");
	build();
	listen();
	read();
	recall(wide, tall);
};
begin().catch(console.error);
})();
