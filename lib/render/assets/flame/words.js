// ---- words

const UNITS = {
	time: { ns: 1, us: 1e3, ms: 1e6, s: 1e9, hrs: 36e11 },
	bytes: { B: 1, kB: 1024, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40, PB: 2 ** 50 },
};
const CLASSES = ["own code", "dependency", "runtime", "kernel", "no name"]; // enum pfl_class

// What the file says of the sample type that is shown, and what its column is called.
const typed = key => state.t ? key + "." + state.t : key;
const about = key => info[typed(key)];
const share = part => percent(part, +about("total"));

const quantity = amount => {
	const units = Object.entries(UNITS[about("family")] || { [about("label")]: 1 }), size = abs(amount) * about("factor") / info.divide;
	if (!size) return "0";
	const unit = units.find(u => u[0] === info.show) || units.filter(u => size >= u[1]).pop() || units[0];
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

// The class of a row's change (pfl_contrast_class), kind 0: of its total, 1: of its own part.
const growth = (t, i, columns, kind) => {
	const was = columns.before[i] * factor, now = columns.value[i], e = errors && errors[kind][t.at[i] % places];
	const steps = r => [1.1, Math.SQRT2, 2].filter(least => r >= least).length;
	if (was === now || errors && (!e || abs(now - was) < (e - 1) / 1024 * sqrt(abs(was) + abs(now)))) return 4;
	if (!was || !now) return was ? 0 : 8;
	return now > was ? 4 + steps(now / was) : 4 - steps(was / now);
};

const join = (parts, by = " · ") => parts.filter(Boolean).join(by);
// `i` is a row, or small frames together.
const describe = i => {
	if (i.end) return [few(i), before ? compare(i.was, i.now) : quantity(i.now) + " · " + share(i.now) + " of total", ""];
	const k = at[i], own = !turned(i);
	return [name(i), join([
		before ? i ? compare(before[i], value[i]) : totals() : "total " + quantity(shown(value, i)),
		before && found(i),
		own && (before ? (flat[i] || flatBefore[i]) && "self " + values(flatBefore[i], flat[i]) : !divisor && "self " + quantity(flat[i])),
		view && percent(width[i], width[view]) + " of view",
		!before && share(value[i]) + " of total",
		i && inlined?.[i] && "inline",
		i && !before && CLASSES[whose[k]],
	]), i ? join([files[k] && words[files[k]] + (line[k] ? ":" + line[k] : ""), words[objects[k]]]) : ""];
};
const few = f => `(${f.end - f.begin} small frame${f.end - f.begin > 1 ? "s" : ""}, ` +
	(before ? signed(change(f.was, f.now)) : percent(f.wide, width[0])) + ")";

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
