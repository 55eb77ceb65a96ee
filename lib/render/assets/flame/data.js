// ---- the data (docs/flame-data.md)

const info = {};
let places, names, rank, files, objects, line, whose, tone; // by place; rank orders places by name
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
	// Most of the time to open a file is spent here: one loop, and nothing in it that is looked up.
	const column = (length, Type, unit = 1, sign = 0) => {
		const a = new Type(length);
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
	const number = () => column(1, Doubles)[0];
	const utf8 = new TextDecoder();
	const text = () => { const length = number(); return utf8.decode(bytes.subarray(i, i += length)); };
	if (bytes[4] > 2 || bytes.length !== +store.dataset.bytes) throw Error("version");
	for (let k = number(); k > 0; k--) { const key = text(); info[key] = text(); }

	const count = number(), texts = [""];
	const shared = column(count - 1, Words), added = column(count - 1, Words);
	// A text is the begin of the one before and what is added. Where all is ASCII, bytes are characters.
	const from = i, size = added.reduce((a, b) => a + b, 0), ascii = utf8.decode(bytes.subarray(i, i + size));
	const plain = ascii.length === size;
	let before = bytes.subarray(0, 0), last = "";
	for (let k = 0; k < count - 1; k++) {
		const to = i + added[k];
		if (plain) last = last.slice(0, shared[k]) + ascii.slice(i - from, to - from);
		else last = utf8.decode(before = Bytes.from([...before.subarray(0, shared[k]), ...bytes.subarray(i, to)]));
		texts.push(last);
		i = to;
	}

	places = number();
	const words = (which = column(places, Words)) => Array.from(which, k => texts[k]);
	names = words(rank = column(places, Words));
	files = words();
	objects = words();
	line = column(places, Doubles, 1, 1);
	whose = column(places, Bytes);
	tone = column(places, Bytes);

	const n = number(), shape = column(n - 1, Words), which = column(n - 1, Words);
	const depth = new Words(n), end = new Words(n), parent = new Ints(n), at = new Words(n), inlined = new Bytes(n);
	const path = [0];
	parent[0] = -1;
	at.set(which, 1);
	for (let k = 1; k < n; k++) {
		const s = shape[k - 1], d = depth[k] = depth[k - 1] + 1 - (s >>> 1);
		inlined[k] = s & 1;
		parent[k] = path[d - 1];
		path[d] = k;
	}
	for (let k = n - 1; k >= 0; k--) {
		const p = parent[k];
		end[k] = max(end[k], k + 1);
		if (k) end[p] = max(end[p], end[k]);
	}
	base = { n: n, depth: depth, end: end, parent: parent, at: at, inlined: inlined, own: {}, rest: {}, whole: {} };

	fields = info.columns.split(" ");
	for (const field of fields) {
		const unit = number(), sign = +info.signed && field !== "width";
		base.own[field] = column(n, Doubles, unit, sign);
		base.rest[field] = column(n, Doubles, unit, sign);
		sum(base, field);
	}
	if (paired()) {
		base.marks = column(n, Words);
		if (i < bytes.length) errors = [column(places, Doubles), column(places, Doubles)];
	}
	fromLeaf = /^(reversed|callers)$/.test(info.layout);
	gaps = (info.gap || "").split(" ");
	types = ["", ...fields].filter(f => !f || /^value\./.test(f)).map(f => f.slice(6));
};
const paired = () => fields.includes("before");
