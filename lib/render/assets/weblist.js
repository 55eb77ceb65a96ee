// weblist: what a page can do that is read already without this. Functions in another order, found by
// name; all lines opened at once; keys from one hot line to the next. Nothing here makes markup of
// text: elements are moved, hidden and opened.
(function () {
"use strict";
const table = document.getElementById("index");
const main = document.querySelector("main");
const sections = Array.from(document.querySelectorAll("section"));
const lines = Array.from(document.querySelectorAll("section .src details:not(.fold)"));

function make(name, text) {
	const element = document.createElement(name);
	element.textContent = text;
	return element;
}

const tools = make("div", "");
tools.className = "tools";

// The section that a row of the index leads to.
function sectionOf(row) {
	return document.getElementById(row.querySelector("a").hash.slice(1));
}

// Numbers are whole and may have more digits than a Number.
function heavier(a, b) {
	const x = BigInt(a), y = BigInt(b), zero = BigInt(0);
	const p = x < zero ? -x : x, q = y < zero ? -y : y;
	return p < q ? 1 : p > q ? -1 : 0;
}

function sort(head, column, down) {
	const body = table.tBodies[0], rows = Array.from(body.rows);
	const key = rows.map(function (row) {
		const cell = row.cells[column];
		return [row, cell.dataset.v === undefined ? cell.textContent : cell.dataset.v];
	});
	const numeric = column < 2;
	key.sort(function (a, b) {
		const order = numeric ? heavier(a[1], b[1]) : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
		return down === numeric ? order : -order;
	});
	key.forEach(function (k) {
		const section = sectionOf(k[0]);
		body.append(k[0]);
		if (section)
			main.append(section);
	});
	table.querySelectorAll("th[aria-sort]").forEach(function (th) {
		th.removeAttribute("aria-sort");
	});
	head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

// What a title sorts by, and which way comes first.
function sortable(head, column, down) {
	const button = make("button", head.textContent);
	button.type = "button";
	button.addEventListener("click", function () {
		const now = head.getAttribute("aria-sort");
		sort(head, column, now ? now !== "descending" : down);
	});
	head.textContent = "";
	head.append(button);
}

if (table) {
	const heads = table.tHead.rows[0].cells;
	sortable(heads[0], 0, true);
	sortable(heads[1], 1, true);
	sortable(heads[3], 3, false);
	sortable(heads[4], 4, false);
	const input = document.createElement("input");
	input.type = "search";
	input.placeholder = "Find a function or a file ( / )";
	input.setAttribute("aria-label", "Find a function or a file");
	input.addEventListener("input", function () {
		const word = input.value.toLowerCase();
		Array.from(table.tBodies[0].rows).forEach(function (row) {
			const text = row.cells[3].textContent + " " + row.cells[4].textContent;
			const section = sectionOf(row);
			row.hidden = text.toLowerCase().indexOf(word) < 0;
			if (section)
				section.hidden = row.hidden;
		});
	});
	tools.append(input);
}

function openAll(open) {
	lines.forEach(function (line) { line.open = open; });
}

// The hottest lines of the page in its order: those with the two strongest tints.
function go(step) {
	const hot = Array.from(main.querySelectorAll(".src .h5,.src .h4")).filter(function (row) {
		return !row.closest("section").hidden;
	});
	if (!hot.length)
		return;
	const here = hot.indexOf(document.activeElement);
	const middle = window.innerHeight / 2;
	let next = here + step;
	if (here < 0) {
		next = hot.findIndex(function (row) { return row.getBoundingClientRect().top > middle; });
		next = step > 0 ? Math.max(next, 0) : next - 1;
	}
	const row = hot[(next + hot.length) % hot.length];
	if (row.localName !== "summary")
		row.tabIndex = -1;
	row.focus({ preventScroll: true });
	row.scrollIntoView({ block: "center" });
}

function button(text, action) {
	const b = make("button", text);
	b.type = "button";
	b.addEventListener("click", action);
	tools.append(b);
}

if (lines.length) {
	button("Open all lines", function () { openAll(true); });
	button("Close all", function () { openAll(false); });
}
if (sections.length) {
	tools.append(make("span", "n, p: next and previous hot line; Enter opens it"));
	(table ? table.parentNode : main).before(tools);
}

document.addEventListener("keydown", function (e) {
	if (e.ctrlKey || e.metaKey || e.altKey || e.target.localName === "input")
		return;
	switch (e.key) {
	case "n": case "j": go(1); break;
	case "p": case "k": go(-1); break;
	case "/":
		if (!table)
			return;
		tools.querySelector("input").focus();
		break;
	default: return;
	}
	e.preventDefault();
});

// A link to a line inside what is folded away opens it.
function reveal() {
	const at = document.getElementById(location.hash.slice(1));
	const fold = at && at.parentElement.closest("details.fold");
	if (fold && !fold.open) {
		fold.open = true;
		at.scrollIntoView({ block: "center" });
	}
}

window.addEventListener("hashchange", reveal);
reveal();
})();
