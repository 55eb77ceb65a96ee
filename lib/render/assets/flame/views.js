// ---- other trees made of it: without some frames, from one function on, from the leaves

// Rows that grow one by one; child() is the row of a place below a row.
const sprout = () => {
	const parent = [-1], at = [0];
	let slots = new Ints(1 << 12);
	const slot = (p, k) => {
		let h = imul(imul(p, 0x9e3779b1) ^ k, 0x85ebca6b);
		for (h = (h ^ h >>> 15) & slots.length - 1; slots[h] && (parent[slots[h]] !== p || at[slots[h]] !== k);)
			h = h + 1 & slots.length - 1;
		return h;
	};
	const child = (p, k) => {
		let h = slot(p, k);
		if (slots[h]) return slots[h];
		if (2 * at.length > slots.length) {
			slots = new Ints(4 * slots.length);
			for (let c = 1; c < at.length; c++) slots[slot(parent[c], at[c])] = c;
			h = slot(p, k);
		}
		parent.push(p);
		return slots[h] = at.push(k) - 1;
	};
	return { parent: parent, at: at, child: child, own: {}, rest: {}, whole: {} };
};

// Give row to[j] what row rows[j] (or j) of `from` has: its own part and rest, or all of it. What
// older rows of t have stays.
const pour = (t, from, to, rows) => {
	const old = t.n || 0, n = t.n = t.at.length;
	const longer = a => { const b = new Doubles(n); b.set(a || []); return b; };
	for (const field of fields) {
		const own = t.own[field] = longer(t.own[field]), rest = t.rest[field] = longer(t.rest[field]);
		to.forEach((c, j) => {
			if (c < 0) return;
			own[c] += rows ? from.whole[field][rows[j]] : from.own[field][j];
			if (!rows) rest[c] += from.rest[field][j];
		});
		sum(t, field);
	}
	if (!paired()) return t;
	t.marks = longer(t.marks);
	for (let c = old || 1; c < n; c++) t.marks[c] = growth(t, c, t.whole, 0);
	if (!rows) to.forEach((c, j) => { if (from.marks[j] > 8 && from.at[j] === t.at[c]) t.marks[c] = t.marks[c] % 9 + 9 * floor(from.marks[j] / 9); });
	return t;
};

// Rows that `where` sends elsewhere: of a row, where its parent has gone, and what grows, it says
// where the row goes; -1: nowhere.
const sift = (from, where) => {
	const t = sprout(), to = new Ints(from.n);
	for (let i = 0; i < from.n; i++) to[i] = where(i, i ? to[from.parent[i]] : 0, t);
	pour(t, from, to);
	t.inlined = new Bytes(t.n).fill(1);
	to.forEach((c, i) => { if (c >= 0 && from.at[i] === t.at[c]) t.inlined[c] &= from.inlined?.[i]; });
	return t;
};

// From the leaves: who calls what the rows stand for, or with no rows, every stack turned round.
// What is not worth a pixel of the whole is not followed further. Of a tree of what the rows call,
// callers become the other side.
const turn = (from, rows, callees) => {
	const t = callees || sprout(), width = [0], measure = fields.includes("width") ? "width" : "value";
	const part = rows ? from.whole[measure] : from.own[measure], least = from.whole[measure][0] / 5e4;
	const source = rows || [...from.at.keys()].filter(i => i && fields.some(f => from.own[f][i]));
	const to = new Ints(source.length), next = Ints.from(source);
	for (let left = [...source.keys()]; left.length;) {
		for (const j of left) {
			const c = to[j] = t.child(to[j], from.at[next[j]] + (callees && to[j] ? places : 0));
			width[c] = (width[c] || 0) + part[source[j]];
			next[j] = from.parent[next[j]];
		}
		left = left.filter(j => next[j] > 0 && width[to[j]] >= least);
	}
	if (rows) return pour(t, from, to.map(c => callees && t.at[c] < places ? -1 : c), rows);
	const all = new Ints(from.n);
	source.forEach((i, j) => { all[i] = to[j]; });
	pour(t, from, all);
	return t;
};

// Rows depth-first, siblings by width or by name.
const arrange = (t, weight) => {
	const n = t.at.length, size = new Words(n).fill(1), first = new Words(n + 2), kids = new Words(n), place = new Words(n);
	for (let c = n - 1; c > 0; c--) {
		size[t.parent[c]] += size[c];
		first[t.parent[c] + 2]++;
	}
	for (let c = 1; c < n; c++) first[c + 1] += first[c];
	for (let c = 1; c < n; c++) kids[first[t.parent[c] + 1]++] = c;
	const by = (a, b) => (weight ? weight[b] - weight[a] : 0) || rank[t.at[a]] - rank[t.at[b]];
	const r = { n: n, depth: new Words(n), end: new Words(n), own: {}, rest: {}, whole: {} };
	const moved = a => {
		if (!a) return a;
		const b = new a.constructor(n);
		for (let c = 0; c < n; c++) b[place[c]] = a[c];
		return b;
	};
	t.aside = Bytes.from(t.at, k => k >= places);
	t.at = Words.from(t.at, k => k % places);
	t.parent = Ints.from(t.parent);
	for (let c = 0; c < n; c++) {
		const family = kids.subarray(first[c], first[c + 1]);
		let next = place[c] + 1;
		if (family.length > 1) family.sort(by);
		for (const k of family) { place[k] = next; next += size[k]; }
	}
	for (const part of ["own", "rest", "whole"]) for (const field of fields) r[part][field] = moved(t[part][field]);
	for (const key of ["at", "parent", "marks", "inlined", "aside"]) r[key] = moved(t[key]);
	size.forEach((s, c) => { r.end[place[c]] = place[c] + s; });
	for (let q = 1; q < n; q++) {
		r.parent[q] = place[r.parent[q]];
		r.depth[q] = r.depth[r.parent[q]] + 1;
	}
	return r;
};

// What the state asks for. Around a function, `through` is the tree that both sides are from, and for
// each row the function's place, if its stack goes through it.
// `straight` is the tree that one from the leaves is made of.
let through, straight;
const derive = () => {
	const drop = list("d"), hide = list("h"), down = list(sideKey(false)), up = list(sideKey(true));
	const both = state.f && state.f === state.s;
	const flags = [..."urfshdm"].some(key => state[key]) && names.map((s, k) => !k || !s ? 0 : gaps.includes("" + k) ? 1 : drop.includes(s) ? 2 : hide.includes(s) || state.m && whose[k] ? 1 : 0);
	let t = base;
	if (flags && (state.u || flags.some(f => f))) t = sift(base, (i, p, g) => {
		const k = base.at[i], flag = flags[k];
		return !i ? 0 : p < 0 || flag > 1 ? -1 : flag || state.u && p && k === g.at[p] ? p : g.child(p, k);
	});
	const whole = t;
	if (down[0]) t = sift(whole, (i, p, g) => i && (p > 0 || down.includes(names[whole.at[i]])) ? g.child(max(p, 0), whole.at[i]) : -1);
	through = straight = null;
	if (up[0]) {
		const from = both ? whole : t, rows = [], inside = new Words(from.n);
		for (let i = 1; i < from.n; i++) {
			inside[i] = inside[from.parent[i]];
			if (inside[i] || !up.includes(names[from.at[i]])) continue;
			inside[i] = from.at[i];
			rows.push(i);
		}
		t = turn(from, rows, both && t);
		if (both) through = [from, inside];
	} else if (state.r) t = turn(straight = t);
	if (state.k) {
		const cut = list("k").map(z => seek(z, t));
		t = sift(t, (i, p, g) => i && (p < 0 || cut.includes(i) ? -1 : g.child(p, t.at[i])));
	}
	if (t !== base || state.o) t = arrange(t, state.o && scaled(t, "whole"));
	return t;
};
// What of the state names functions whose callers, or callees, are shown.
const sideKey = callers => callers === fromLeaf ? "f" : "s";
// A row's parent is what it calls.
const turned = i => through ? callers(i) : fromLeaf !== !!(state.r || state[sideKey(true)]);

// What boxes are as wide as, of a column of parts or totals.
const scaled = (t, part) => {
	const column = t[part], now = column[typed("value")];
	if (!paired() || !state.w) return column.width || now;
	return state.w === "n" ? now : now.map((v, i) => (state.w === "b" ? v : 0) + column.before[i] * factor);
};
