// The call graph as a document of its own: it fits into the window, moves and zooms; pointing at a
// function, or the keyboard's focus, leaves its callers and what it calls in full view, a click
// keeps it so. The address holds what is pinned and searched for. Without this script, or inside
// another page, the picture is simply a picture.
(function () {
"use strict";
const svg = document.documentElement;
if (!svg || svg.localName !== "svg" || !svg.viewBox)
	return;
const W = svg.viewBox.baseVal.width, H = svg.viewBox.baseVal.height;
if (!(W > 0) || !(H > 0))
	return;
const HTML = "http://www.w3.org/1999/xhtml";
const all = selector => Array.from(svg.querySelectorAll(selector));
const describe = g => g.querySelector("title").textContent;
const make = (tag, parent, set) => {
	const e = document.createElementNS(HTML, tag);
	for (const name in set || {})
		e.setAttribute(name, set[name]);
	return parent.appendChild(e);
};

// Functions in the order of their weight, and calls, of which the heaviest is painted last.
const nodes = all(".node").map(g => ({ g, name: describe(g).split("\n")[0], out: [], in: [], tags: [] }));
const byId = new Map(nodes.map(n => [n.g.id, n]));
for (const g of all(".edge").reverse()) {
	const ends = /^edge(\d+)-(\d+)$/.exec(g.id), tag = /^edge-N+(\d+)_/.exec(g.id);
	g.setAttribute("aria-hidden", "true"); // the functions say it
	const from = byId.get("node" + (ends || tag || [])[1]), to = ends && byId.get("node" + ends[2]);
	if (from && to) {
		from.out.push({ g, end: to });
		to.in.push({ g, end: from });
	} else if (from) {
		from.tags.push(g);
	}
}
for (const g of all(".tag")) {
	const of = /^N+(\d+)_/.exec(g.id), n = of && byId.get("node" + of[1]);
	if (n)
		n.tags.push(g);
}

// The picture moves as one; what stands above it does not.
const graph = document.createElementNS(svg.namespaceURI, "g");
for (const e of Array.from(svg.children))
	if (!/^(title|desc|style|script)$/.test(e.localName))
		graph.appendChild(e);
svg.appendChild(graph);
let x = 0, y = 0, scale = 1; // what is in the window's corner, and how large

function show() {
	const w = window.innerWidth / scale, h = window.innerHeight / scale;
	x = Math.min(Math.max(x, -0.8 * w), W - 0.2 * w);
	y = Math.min(Math.max(y, -0.8 * h), H - 0.2 * h);
	graph.setAttribute("transform", `scale(${scale}) translate(${-x},${-y})`);
}

// The whole picture, but at first not so small that its shape cannot be seen.
function fit(least) {
	const w = window.innerWidth, h = window.innerHeight;
	scale = Math.max(Math.min(1, w / W, h / H), least);
	x = (W - w / scale) / 2;
	y = h / scale > H ? (H - h / scale) / 2 : 0;
	show();
}

// The point of the picture under (px, py) stays there.
function zoom(factor, px, py) {
	const next = Math.min(Math.max(scale * factor, 0.02), 8);
	x += px / scale - px / next;
	y += py / scale - py / next;
	scale = next;
	show();
}

const zoomBy = factor => zoom(factor, window.innerWidth / 2, window.innerHeight / 2);

// Move only as far as is needed for the function to be seen, and read.
function reveal(n, centre) {
	const w = window.innerWidth, h = window.innerHeight, box = n.g.getBBox();
	if (centre && scale < 0.6)
		scale = 0.8;
	const left = (box.x - x) * scale, top = (box.y - y) * scale;
	if (centre || left < 0 || left + box.width * scale > w)
		x = box.x + box.width / 2 - w / scale / 2;
	if (centre || top < 40 || top + box.height * scale > h - 80)
		y = box.y + box.height / 2 - h / scale / 2;
	show();
}

// Above the picture: buttons, search, and what is said of the thing pointed at.
const layer = svg.appendChild(document.createElementNS(svg.namespaceURI, "foreignObject"));
layer.setAttribute("class", "cg-layer");
layer.setAttribute("width", "100%");
layer.setAttribute("height", "100%");
const bar = make("div", layer, { class: "cg-bar", role: "toolbar", "aria-label": "View" });
const button = (text, label, act) => {
	const b = make("button", bar, { type: "button", "aria-label": label, title: label });
	b.textContent = text;
	b.addEventListener("click", act);
	return b;
};
const find = make("input", bar, { type: "search", placeholder: "search  /", "aria-label": "Search functions",
	title: "a part of a name, or /a regular expression/", autocomplete: "off", spellcheck: "false" });
const found = make("output", bar, { "aria-live": "polite" });
button("−", "Smaller (-)", () => zoomBy(0.8));
button("+", "Larger (+)", () => zoomBy(1.25));
button("fit", "All of it (0)", () => fit(0));
button("1:1", "Full size (1)", () => zoomBy(1 / scale));
const said = make("div", layer, { class: "cg-said", "aria-live": "polite" });
const HELP = "drag: move · wheel: zoom · click: keep callers and callees · Tab and arrows: walk · /: search";

let pinned = null, shown = null, query = "", hits = [];

function say(text) {
	said.replaceChildren();
	text.split("\n").forEach((line, i) => {
		make(i ? "span" : "b", said).textContent = line;
	});
}

// Leave a function with its calls in full view, or (null) everything.
function light(n) {
	if (n === shown)
		return;
	shown = n;
	all(".on,.at").forEach(g => g.classList.remove("on", "at"));
	svg.classList.toggle("picked", !!n);
	if (!n)
		return;
	n.g.classList.add("on", "at");
	n.tags.forEach(g => g.classList.add("on"));
	n.in.concat(n.out).forEach(call => {
		call.g.classList.add("on");
		call.end.g.classList.add("on");
	});
}

// "called by a 550, b 30 and 3 more": the heaviest, with what stands beside their arrows.
function list(words, calls) {
	const few = calls.slice(0, 4).map(call => {
		const text = call.g.querySelector("text");
		return call.end.name + (text ? " " + text.textContent : "");
	});
	return calls.length ? "\n" + words + few.join(", ") + (calls.length > 4 ? " and " + (calls.length - 4) + " more" : "") : "";
}

function tell(n) {
	say(describe(n.g) + list("called by ", n.in) + list("calls ", n.out));
}

function rest() {
	light(pinned);
	if (pinned)
		tell(pinned);
	else
		say(HELP);
}

function remember(push) {
	const parts = [];
	if (pinned)
		parts.push("n=" + encodeURIComponent(pinned.name));
	if (query)
		parts.push("q=" + encodeURIComponent(query));
	const hash = parts.length ? "#" + parts.join("&") : "";
	if (hash === location.hash)
		return;
	try {
		history[push ? "pushState" : "replaceState"](null, "", hash || location.pathname + location.search);
	} catch (e) {
		// A document without an address of its own.
	}
}

function pin(n) {
	if (pinned)
		pinned.g.setAttribute("aria-pressed", "false");
	pinned = n;
	if (n)
		n.g.setAttribute("aria-pressed", "true");
	rest();
}

function search(text) {
	let match = null;
	const regexp = /^\/(.*?)\/?$/.exec(text);
	query = text;
	hits = [];
	all(".hit").forEach(g => g.classList.remove("hit"));
	found.textContent = "";
	try {
		const expression = regexp && new RegExp(regexp[1]);
		match = expression ? n => expression.test(n.name) : n => n.name.toLowerCase().includes(text.toLowerCase());
	} catch (e) {
		found.textContent = "not a regular expression";
	}
	if (match && text && text !== "/") {
		hits = nodes.filter(match);
		hits.forEach(n => n.g.classList.add("hit"));
		found.textContent = `${hits.length} of ${nodes.length}`;
	}
	svg.classList.toggle("searched", hits.length > 0);
}

// The next match behind the one that has the focus.
function next(step) {
	if (!hits.length)
		return;
	const at = hits.indexOf(current);
	walkTo(hits[(at < 0 ? (step > 0 ? 0 : hits.length - 1) : at + step + hits.length) % hits.length], true);
}

// One function at a time can be reached by Tab.
let current = nodes[0];

function walkTo(n, centre) {
	if (!n)
		return;
	current.g.setAttribute("tabindex", "-1");
	current = n;
	n.g.setAttribute("tabindex", "0");
	reveal(n, centre);
	n.g.focus({ preventScroll: true });
}

for (const n of nodes) {
	const label = describe(n.g).split("\n");
	n.g.setAttribute("role", "button");
	n.g.setAttribute("aria-pressed", "false");
	n.g.setAttribute("tabindex", n === current ? "0" : "-1");
	n.g.setAttribute("aria-label", label.join(", "));
	n.g.addEventListener("focus", () => {
		current.g.setAttribute("tabindex", "-1");
		current = n;
		n.g.setAttribute("tabindex", "0");
		light(n);
		tell(n);
	});
	n.g.addEventListener("blur", rest);
}

function sibling(n, step) {
	for (const list of [n.in.length ? n.in[0].end.out : [], n.out.length ? n.out[0].end.in : []]) {
		const at = list.findIndex(call => call.end === n);
		if (at >= 0 && list.length > 1)
			return list[(at + step + list.length) % list.length].end;
	}
	return nodes[(nodes.indexOf(n) + step + nodes.length) % nodes.length];
}

const first = list => list.length ? list[0].end : null;
const pointers = new Map();
let moved = false, start = null;

function middle() {
	let px = 0, py = 0, spread = 0;
	const points = Array.from(pointers.values());
	points.forEach(function (p) {
		px += p[0] / points.length;
		py += p[1] / points.length;
	});
	if (points.length > 1)
		spread = Math.hypot(points[0][0] - points[1][0], points[0][1] - points[1][1]);
	return [px, py, spread];
}

graph.addEventListener("pointerover", function (e) {
	const g = e.target.closest(".node,.edge,.tag");
	if (pointers.size || !g)
		return;
	const n = byId.get(g.id);
	if (n)
		tell(n);
	else
		say(describe(g));
	if (!pinned && n)
		light(n);
});

graph.addEventListener("pointerout", function (e) {
	const to = e.relatedTarget && e.relatedTarget.closest && e.relatedTarget.closest(".node,.edge,.tag");
	if (!pointers.size && !to)
		rest();
});

svg.addEventListener("pointerdown", function (e) {
	if (e.button !== 0 || e.target.closest(".cg-bar"))
		return;
	if (!pointers.size) {
		moved = false;
		start = [e.clientX, e.clientY, e.target];
	}
	pointers.set(e.pointerId, [e.clientX, e.clientY]);
});

svg.addEventListener("pointermove", function (e) {
	if (!pointers.has(e.pointerId))
		return;
	const before = middle();
	pointers.set(e.pointerId, [e.clientX, e.clientY]);
	const after = middle();
	if (!moved && Math.hypot(e.clientX - start[0], e.clientY - start[1]) < 4 && pointers.size < 2)
		return;
	if (!moved)
		svg.setPointerCapture(e.pointerId);
	moved = true;
	x -= (after[0] - before[0]) / scale;
	y -= (after[1] - before[1]) / scale;
	if (before[2] > 0 && after[2] > 0)
		zoom(after[2] / before[2], after[0], after[1]);
	else
		show();
});

function release(e) {
	if (!pointers.delete(e.pointerId) || e.type !== "pointerup" || moved || pointers.size)
		return;
	const g = start[2].closest(".node"), n = g && byId.get(g.id);
	pin(n && n !== pinned ? n : null);
	remember(true);
}

svg.addEventListener("pointerup", release);
svg.addEventListener("pointercancel", release);

svg.addEventListener("wheel", function (e) {
	const step = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1;
	e.preventDefault();
	zoom(Math.exp(-e.deltaY * step * (e.ctrlKey ? 0.01 : 0.002)), e.clientX, e.clientY);
}, { passive: false });

find.addEventListener("input", function () {
	search(find.value);
	remember(false);
});

find.addEventListener("keydown", function (e) {
	if (e.key === "Enter")
		next(e.shiftKey ? -1 : 1);
	if (e.key === "Escape") {
		find.value = "";
		search("");
		remember(false);
		find.blur();
	}
	e.stopPropagation();
});

// Arrows go along calls from the function that has the focus; otherwise they move the picture.
function arrow(key, by) {
	const n = byId.get(document.activeElement && document.activeElement.id);
	const to = { ArrowUp: n && first(n.in), ArrowDown: n && first(n.out),
		ArrowLeft: n && sibling(n, -1), ArrowRight: n && sibling(n, 1) }[key];
	if (n && by === 1) {
		walkTo(to);
		return;
	}
	x += { ArrowLeft: -80, ArrowRight: 80 }[key] / scale || 0;
	y += { ArrowUp: -80, ArrowDown: 80 }[key] / scale || 0;
	show();
}

window.addEventListener("keydown", function (e) {
	const n = byId.get(document.activeElement && document.activeElement.id);
	if (e.ctrlKey || e.metaKey || e.altKey)
		return;
	switch (e.key) {
	case "+": case "=": zoomBy(1.25); break;
	case "-": zoomBy(0.8); break;
	case "0": fit(0); break;
	case "1": zoomBy(1 / scale); break;
	case "/": find.focus(); find.select(); break;
	case "n": next(1); break;
	case "N": next(-1); break;
	case "Home": walkTo(nodes[0]); break;
	case "Escape": pin(null); remember(true); break;
	case "Enter": case " ":
		if (!n)
			return;
		pin(n === pinned ? null : n);
		remember(true);
		break;
	case "ArrowLeft": case "ArrowRight": case "ArrowUp": case "ArrowDown": arrow(e.key, e.shiftKey ? 2 : 1); break;
	default: return;
	}
	e.preventDefault();
});

// What an address says that was opened, gone back to, or typed.
function recall() {
	const value = name => {
		const found = new RegExp("[#&]" + name + "=([^&]*)").exec(location.hash);
		try {
			return found ? decodeURIComponent(found[1]) : "";
		} catch (e) {
			return "";
		}
	};
	const name = value("n"), n = name ? nodes.find(n => n.name === name) : null;
	find.value = value("q");
	search(find.value);
	pin(n || null);
	if (n)
		reveal(n, true);
}

// On paper there is all of it, as large as the page allows.
window.matchMedia("print").onchange = e => {
	if (e.matches) {
		svg.setAttribute("viewBox", `0 0 ${W} ${H}`);
		graph.removeAttribute("transform");
	} else {
		svg.removeAttribute("viewBox");
		show();
	}
};

window.addEventListener("hashchange", recall);
window.addEventListener("popstate", recall);
window.addEventListener("resize", show);
svg.setAttribute("width", "100%");
svg.setAttribute("height", "100%");
svg.removeAttribute("viewBox");
svg.setAttribute("role", "group");
svg.setAttribute("aria-label", describe(svg));
svg.classList.add("live");
fit(0.35);
recall();
})();
