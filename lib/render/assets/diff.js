// SPDX-License-Identifier: Apache-2.0
// Tables of a comparison: a click on a column's title sorts by it, and names can be searched. Without
// this script they are sorted by certainty.
(() => {
"use strict";
const value = (row, k) => {
	const cell = row.cells[k], v = cell.dataset.v;
	return v === undefined ? cell.textContent : v === "" ? NaN : +v;
};
const compare = (a, b) => {
	if (typeof a === "string") return a < b ? -1 : a > b ? 1 : 0;
	return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;
};

const sort = (table, k, th) => {
	const body = table.tBodies[0], rows = [...body.rows];
	const text = k === 0 || th.classList.contains("word");
	const now = th.getAttribute("aria-sort");
	const up = now ? now !== "ascending" : text || th.dataset.up === "1";
	const keys = new Map(rows.map(row => [row, value(row, k)]));
	rows.sort((a, b) => {
		const x = keys.get(a), y = keys.get(b);
		// What has no value stays last, either way.
		return Number.isNaN(x) || Number.isNaN(y) ? compare(x, y) : up ? compare(x, y) : compare(y, x);
	});
	for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
	th.setAttribute("aria-sort", up ? "ascending" : "descending");
	body.append(...rows);
};

for (const table of document.querySelectorAll("table.sortable")) {
	[...table.tHead.rows[0].cells].forEach((th, k) => {
		const button = document.createElement("button");
		button.type = "button";
		button.append(...th.childNodes);
		th.append(button);
		button.addEventListener("click", () => sort(table, k, th));
	});
}

const input = document.getElementById("filter");
const table = document.querySelector("#functions table");
if (input && table) {
	const shown = document.getElementById("shown"), rows = [...table.tBodies[0].rows];
	const names = rows.map(row => row.cells[0].textContent.toLowerCase());
	const filter = () => {
		const wanted = input.value.toLowerCase();
		let n = 0;
		rows.forEach((row, i) => {
			row.hidden = !names[i].includes(wanted);
			n += row.hidden ? 0 : 1;
		});
		shown.textContent = wanted ? `${n} of ${rows.length} functions` : "";
	};
	input.closest(".tools").hidden = false;
	input.addEventListener("input", filter);
	document.addEventListener("keydown", e => {
		if (e.key === "Escape" && e.target === input) { input.value = ""; filter(); }
		if (e.key !== "f" || e.ctrlKey || e.metaKey || e.altKey) return;
		if (e.target.closest("input,svg.pfl")) return;
		e.preventDefault();
		input.focus();
	});
}
})();
