// ---- the data (docs/flame-data.md)

const info = {};
let words;                                          // all texts, in order
let places, names, line, whose, tone;               // by place; and as numbers of texts:
let rank, files, objects;                           // its name, the source file, the object file
let fields = [];                                    // columns of values: "value", "before", "width" …
let types;                                          // of the samples: the number and the entries of each
let errors;                                         // of a comparison, by place: what is no more than noise
let base, fromLeaf, gaps;                           // the tree in the file, and what is special in it

// A tree is: at, the place of each row; parent; own, rest and whole (the total), each with a column for each
// field; inlined and, in a comparison, marks: class of change + 9 * number of the finding. Parents
// come before their rows. Around a function, its callers are rows below it as well, apart from what it
// calls: side tells them, and before rows are in order, a place that is `places` too large.
//@keys own rest whole parent inlined marks depth child end start wide was now at begin aside
const sum = (t, field) => {
	const own = t.own[field], rest = t.rest[field], total = t.whole[field] = new Doubles(own.length);
	const parent = t.parent;
	for (let k = own.length - 1; k >= 0; k--) {
		total[k] += own[k] + rest[k];
		if (k && (t.at[k] < places || t.at[parent[k]] >= places)) total[parent[k]] += total[k];
	}
};

const unpack = bytes => {
	let i = 5;
	// One loop, with nothing in it that is looked up, over one kind of array: where a loop has met several, it
	// is compiled for any.
	const column = (length, unit = 1, sign = 0) => {
		const a = new Doubles(length);
		let from = i;
		for (let k = 0; k < length; k++) {
			let v = bytes[from++];
			if (v > 127) {
				let b, digit = 128;
				v &= 127;
				do { b = bytes[from++]; v += (b & 127) * digit; digit *= 128; } while (b > 127);
			}
			a[k] = unit * (!sign ? v : v % 2 ? -(v + 1) / 2 : v / 2);
		}
		i = from;
		return a;
	};
	const number = () => column(1)[0];
	const utf8 = new TextDecoder();
	const entry = () => { const length = number(); return utf8.decode(bytes.subarray(i, i += length)); };
	if (bytes[4] > 2 || bytes.length !== +store.dataset.bytes) throw Error("version");
	for (let k = number(); k > 0; k--) { const key = entry(); info[key] = entry(); }

	const count = number() - 1, shared = column(count), added = column(count);
	// A text is the begin of the one before and what is added. Where all is ASCII, bytes are characters.
	const from = i, size = added.reduce((a, b) => a + b, 0), ascii = utf8.decode(bytes.subarray(i, i + size));
	const plain = ascii.length === size;
	let before = bytes.subarray(0, 0), text = "";
	words = [text];
	for (let k = 0; k < count; k++) {
		const to = i + added[k];
		if (plain) text = text.slice(0, shared[k]) + ascii.slice(i - from, to - from);
		else text = utf8.decode(before = Bytes.from([...before.subarray(0, shared[k]), ...bytes.subarray(i, to)]));
		words.push(text);
		i = to;
	}

	places = number();
	rank = column(places);
	names = Array.from(rank, k => words[k]);
	files = column(places);
	objects = column(places);
	line = column(places, 1, 1);
	whose = column(places);
	tone = column(places);

	const n = number(), shape = column(n - 1), which = column(n - 1);
	const depth = new Words(n), end = new Words(n), parent = new Ints(n), at = new Words(n), inlined = new Bytes(n);
	const path = [0]; // the rows that have not ended, from the root to the row before
	let last = 0;
	parent[0] = -1;
	at.set(which, 1);
	for (let k = 1; k < n; k++) {
		const s = shape[k - 1], d = depth[k] = last + 1 - (s >>> 1);
		for (; last && last >= d; last--) end[path[last]] = k;
		inlined[k] = s & 1;
		parent[k] = path[d - 1];
		path[last = d] = k;
	}
	for (; last >= 0; last--) end[path[last]] = n;
	base = { n: n, depth: depth, end: end, parent: parent, at: at, inlined: inlined, own: {}, rest: {}, whole: {} };

	fields = info.columns.split(" ");
	for (const field of fields) {
		const unit = number(), sign = +info.signed && field !== "width";
		base.own[field] = column(n, unit, sign);
		base.rest[field] = column(n, unit, sign);
		sum(base, field);
	}
	if (paired()) {
		base.marks = column(n);
		if (i < bytes.length) errors = [column(places), column(places)];
	}
	fromLeaf = /^(reversed|callers)$/.test(info.layout);
	gaps = (info.gap || "").split(" ");
	types = ["", ...fields].filter(f => !f || /^value\./.test(f)).map(f => f.slice(6));
};
const paired = () => fields.includes("before");
