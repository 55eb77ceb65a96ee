// ---- the same as a table: the functions of what is shown

const MOST = 300; // rows; a search finds the others
let order = 1, falling = true; // the column it is sorted by
const fill = () => {
	// A tree from the leaves has no callers far away; what it is made of has them.
	if (straight && !straight.end) straight = arrange(straight);
	const tree = !view && straight || t, until = new Words(places);
	const partial = info.layout === "callers" || state[sideKey(true)]; // where leaves are not known
	// What each function has of the view, every stack once, or of its own.
	const add = (field, own) => {
		const sums = new Doubles(places);
		until.fill(0);
		for (let i = view; i < tree.end[view]; i++) {
			const k = tree.at[i], whole = tree.whole[field][i], outermost = i >= until[k];
			if (outermost) until[k] = tree.end[i];
			sums[k] += !own ? outermost && whole : (tree === t ? turned(i) : fromLeaf) ? !partial && !tree.parent[i] && whole : tree.own[field][i];
		}
		return sums;
	};
	const field = typed("value"), now = add(field), own = add(field, true);
	let columns = [[own, quantity], [own, share], [now, quantity], [now, share]];
	if (before) {
		const was = add("before"), by = (a, b) => a.map((v, k) => change(v, b[k]));
		columns = [[by(was, now), signed], [was, v => brief(v * factor / runs[1])], [now, v => brief(v / runs[1])],
			[now, share], [by(add("before", true), own), signed]];
	} else if (divisor) {
		const by = add("divisor");
		columns = [[now.map((v, k) => v / (by[k] || 1)), quantity], [now, share]];
	}
	const keys = [...names.keys()].filter(k => k && (!hits || hits[k]) && columns.some(c => c[0][k]));
	const sorted = order ? columns[order - 1][0] : rank;
	keys.sort((a, b) => (falling ? sorted[b] - sorted[a] : sorted[a] - sorted[b]) || rank[a] - rank[b]);

	caption.textContent = (keys.length > MOST ? MOST + " of " : "") + keys.length + " functions" + (view ? " in " + name(view) : "") + (pattern && ": " + pattern);
	[...titles.children].forEach((th, c) => set(th, { "aria-sort": c !== order ? "none" : falling ? "descending" : "ascending" }));
	const held = body.contains(page.activeElement);
	body.replaceChildren();
	for (const k of keys.slice(0, MOST)) {
		const tr = html("tr", {}, body);
		html("button", { title: words[files[k]] }, html("th", { scope: "row" }, tr), names[k]).onclick = () => {
			KEYS.t();
			search(input.value = "/^" + literally(names[k]) + "$/");
			match(1);
			write(true);
		};
		for (const [column, say] of columns) html("td", {}, tr, column[k] ? say(column[k]) : "");
	}
	if (held) home();
};
