// The call graph as a document of its own: it fits into the window, moves and zooms, and a click on
// a function leaves only its callers and what it calls in full view. Without this script, or inside
// another page, the picture is simply a picture.
(function () {
"use strict";
const svg = document.documentElement;
if (!svg || svg.localName !== "svg" || !svg.viewBox)
	return;
const W = svg.viewBox.baseVal.width;
const H = svg.viewBox.baseVal.height;
if (!(W > 0) || !(H > 0))
	return;
let x = 0, y = 0, scale = 1;

function show() {
	const w = window.innerWidth / scale, h = window.innerHeight / scale;
	x = Math.min(Math.max(x, -0.8 * w), W - 0.2 * w);
	y = Math.min(Math.max(y, -0.8 * h), H - 0.2 * h);
	svg.setAttribute("viewBox", x + " " + y + " " + w + " " + h);
}

// The whole picture, unless that would make it too small to see its shape.
function fit() {
	const w = window.innerWidth, h = window.innerHeight;
	scale = Math.max(Math.min(1, w / W, h / H), 0.25);
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

function clear() {
	svg.classList.remove("picked");
	svg.querySelectorAll(".on").forEach(function (g) {
		g.classList.remove("on", "at");
	});
}

function mark(id) {
	const g = document.getElementById(id);
	if (g)
		g.classList.add("on");
	return g;
}

function pick(node) {
	const again = !node || node.classList.contains("at");
	clear();
	if (again)
		return;
	const id = node.id.slice(4);
	svg.classList.add("picked");
	node.classList.add("on", "at");
	svg.querySelectorAll(".edge").forEach(function (g) {
		const ends = /^edge(\d+)-(\d+)$/.exec(g.id);
		if (ends && (ends[1] === id || ends[2] === id)) {
			g.classList.add("on");
			mark("node" + ends[1]);
			mark("node" + ends[2]);
		}
	});
	// Labels of samples are called after their node: N3_0, NN3_0, NN3_0_1.
	svg.querySelectorAll(".tag").forEach(function (g) {
		const of = /^N+(\d+)_/.exec(g.id);
		if (of && of[1] === id) {
			g.classList.add("on");
			mark("edge-" + g.id);
		}
	});
}

const pointers = new Map();
let moved = false, start = null;

function middle() {
	let px = 0, py = 0, spread = 0;
	const all = Array.from(pointers.values());
	all.forEach(function (p) {
		px += p[0] / all.length;
		py += p[1] / all.length;
	});
	if (all.length > 1)
		spread = Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1]);
	return [px, py, spread];
}

svg.addEventListener("pointerdown", function (e) {
	if (e.button !== 0)
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
	const was = pointers.delete(e.pointerId);
	if (was && e.type === "pointerup" && !moved && !pointers.size)
		pick(start[2].closest(".node"));
}

svg.addEventListener("pointerup", release);
svg.addEventListener("pointercancel", release);

svg.addEventListener("wheel", function (e) {
	const step = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1;
	e.preventDefault();
	zoom(Math.exp(-e.deltaY * step * 0.002), e.clientX, e.clientY);
}, { passive: false });

window.addEventListener("keydown", function (e) {
	const w = window.innerWidth, h = window.innerHeight;
	if (e.ctrlKey || e.metaKey || e.altKey)
		return;
	switch (e.key) {
	case "+": case "=": zoom(1.25, w / 2, h / 2); break;
	case "-": zoom(0.8, w / 2, h / 2); break;
	case "0": case "Home": fit(); break;
	case "Escape": clear(); break;
	case "ArrowLeft": x -= 80 / scale; show(); break;
	case "ArrowRight": x += 80 / scale; show(); break;
	case "ArrowUp": y -= 80 / scale; show(); break;
	case "ArrowDown": y += 80 / scale; show(); break;
	default: return;
	}
	e.preventDefault();
});

window.addEventListener("resize", show);
svg.setAttribute("width", "100%");
svg.setAttribute("height", "100%");
svg.classList.add("live");
fit();
})();
