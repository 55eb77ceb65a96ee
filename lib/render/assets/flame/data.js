// ---- the data (docs/flame-data.md)

const info = {};
let names, rank, files, objects, line, whose, tone; // by place; rank orders places by name
let fields = [];                                    // columns of values: "value", "before", "width" …
let types;                                          // of the samples: the number and the entries of each
let errors;                                         // of a comparison, by place: what is no more than noise
let base, fromLeaf, gaps;                           // the tree in the file, and what is special in it

// A tree is: at, the place of each row; parent; own, rest and whole (the total), each with a column for each
// field; inlined and, in a comparison, marks: class of change + 9 * number of the finding. Parents
// come before their rows.
//@keys own rest whole parent inlined marks depth child
const sum = (t, field) => {
	const own = t.own[field], rest = t.rest[field], total = t.whole[field] = new Doubles(own.length);
	for (let k = own.length - 1; k >= 0; k--) {
		total[k] += own[k] + rest[k];
		if (k) total[t.parent[k]] += total[k];
	}
};

const unpack = bytes => {
	let i = 5;
	const number = () => {
		let v = bytes[i++];
		if (v < 128) return v;
		v &= 127;
		let unit = 128, b;
		do { b = bytes[i++]; v += (b & 127) * unit; unit *= 128; } while (b > 127);
		return v;
	};
	const signed = () => { const v = number(); return v % 2 ? -(v + 1) / 2 : v / 2; };
	const column = (length, Type, next = number) => {
		const a = new Type(length);
		for (let k = 0; k < length; k++) a[k] = next();
		return a;
	};
	const utf8 = new TextDecoder();
	const text = () => { const length = number(); return utf8.decode(bytes.subarray(i, i += length)); };
	if (bytes[4] > 2 || bytes.length !== +store.dataset.bytes) throw Error("version");
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

	const places = number(), words = () => texts[number()];
	rank = column(places, Words);
	names = Array.from(rank, k => texts[k]);
	files = column(places, Array, words);
	objects = column(places, Array, words);
	line = column(places, Doubles, signed);
	whose = column(places, Uint8Array);
	tone = column(places, Uint8Array);

	const n = number(), shape = column(n - 1, Words), which = column(n - 1, Words);
	const depth = new Words(n), end = new Words(n), path = [0];
	base = { n: n, depth: depth, end: end, parent: new Int32Array(n), at: new Words(n), inlined: new Uint8Array(n), own: {}, rest: {}, whole: {} };
	base.parent[0] = -1;
	for (let k = 1; k < n; k++) {
		const d = depth[k] = depth[k - 1] + 1 - (shape[k - 1] >>> 1);
		base.inlined[k] = shape[k - 1] & 1;
		base.at[k] = which[k - 1];
		base.parent[k] = path[d - 1];
		path[d] = k;
	}
	for (let k = n - 1; k >= 0; k--) {
		const p = base.parent[k];
		end[k] = max(end[k], k + 1);
		if (k) end[p] = max(end[p], end[k]);
	}

	fields = info.columns.split(" ");
	for (const field of fields) {
		const unit = number(), next = +info.signed && field !== "width" ? signed : number;
		const part = () => next() * unit;
		base.own[field] = column(n, Doubles, part);
		base.rest[field] = column(n, Doubles, part);
		sum(base, field);
	}
	if (paired()) base.marks = column(n, Words);
	if (paired() && i < bytes.length) errors = [column(places, Doubles), column(places, Doubles)];
	fromLeaf = /^(reversed|callers)$/.test(info.layout);
	gaps = (info.gap || "").split(" ");
	types = ["", ...fields].filter(f => !f || /^value\./.test(f)).map(f => f.slice(6));
};
const paired = () => fields.includes("before");
