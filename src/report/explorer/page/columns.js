// The runs as columns, out of one buffer. It runs in the browser.

/**
 * Opens what `packRuns` packed.
 *
 * @param meta - What is where: `{ count, columns, curves }`.
 * @param data - A DataView or bytes.
 */
export function openRuns(meta, data) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const aligned = bytes.slice().buffer; // a view may begin anywhere
  const read = ({ type, start, length }) => new types[type](aligned, start, length);
  const columns = meta.columns.map((column) => openColumn(column, read));
  const curves = meta.curves.map(({ name, x, offsets, xs, ys }) => {
    const [places, left, up] = [read(offsets), read(xs), read(ys)];
    return {
      name,
      x,
      of: (run) => [
        left.subarray(places[run], places[run + 1]),
        up.subarray(places[run], places[run + 1]),
      ],
    };
  });
  return { count: meta.count, columns, curves };
}

const types = { f8: Float64Array, f4: Float32Array, u4: Uint32Array, u2: Uint16Array };

function openColumn({ name, kind, value, labels, values }, read) {
  if (kind === "constant") {
    return { name, kind, isShown: false, text: () => value, key: () => 0, labels: [value] };
  }
  const list = read(values);
  if (kind === "number") {
    return {
      name,
      kind,
      isShown: true,
      text: (run) => numberText(list[run]),
      exact: (run) => (Number.isNaN(list[run]) ? "" : String(list[run])),
      key: (run) => list[run],
    };
  }
  // Labels are sorted, so that their codes are.
  return {
    name,
    kind,
    isShown: true,
    labels,
    text: (run) => labels[list[run]],
    key: (run) => list[run],
  };
}

/** At most five digits. */
export function numberText(value) {
  if (Number.isNaN(value)) return "";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return value.toExponential(2);
  return String(Number(value.toPrecision(5)));
}

/**
 * The runs that fit, sorted and in groups.
 *
 * @param search - Words that must all occur in some text of a run.
 * @param filters - By column: part of a text; for numbers `0.1`, `>0.9`, `<=3` or `0.1..1`.
 * @returns Numbers of runs; `-1 - g` is the heading of group g. And the groups.
 */
export function arrange({ count, columns }, { search, filters, sort, group }) {
  const tests = [
    ...search
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => wordTest(columns, word)),
    ...columns.flatMap((column) => {
      const filter = (filters[column.name] ?? "").trim();
      return filter === "" ? [] : [columnTest(column, filter)];
    }),
  ];
  const runs = [];
  for (let run = 0; run < count; run++) if (tests.every((test) => test(run))) runs.push(run);
  const named = (name) => columns.find((column) => column.name === name);
  const sorted = sort === null ? undefined : named(sort.column);
  const grouped = named(group);
  const order = (a, b, column, direction) => {
    const [one, other] = [column.key(a), column.key(b)];
    if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) - Number.isNaN(other);
    return direction * (one - other);
  };
  if (sorted || grouped) {
    runs.sort(
      (a, b) =>
        (grouped && order(a, b, grouped, 1)) ||
        (sorted && order(a, b, sorted, sort.direction)) ||
        a - b,
    );
  }
  if (!grouped) return { rows: runs, runs, groups: [] };
  const [rows, groups] = [[], []];
  for (const run of runs) {
    if (groups.length === 0 || grouped.key(groups.at(-1).runs[0]) !== grouped.key(run)) {
      rows.push(-1 - groups.length);
      groups.push({ text: `${group}: ${grouped.text(run) || "–"}`, runs: [] });
    }
    groups.at(-1).runs.push(run);
    rows.push(run);
  }
  return { rows, runs, groups };
}

/** Whether any text of a run has the word: each different text is looked into once. */
function wordTest(columns, word) {
  const hits = columns
    .filter(({ labels }) => labels)
    .map(({ key, labels }) => ({
      key,
      has: labels.map((label) => label.toLowerCase().includes(word)),
    }))
    .filter(({ has }) => has.some(Boolean));
  return (run) => hits.some(({ key, has }) => has[key(run)]);
}

function columnTest({ kind, key, labels }, filter) {
  if (kind !== "number") {
    const has = labels.map((label) => label.toLowerCase().includes(filter.toLowerCase()));
    return (run) => has[key(run)];
  }
  const range = /^(\S+)\s*\.\.\s*(\S+)$/.exec(filter);
  if (range) return (run) => key(run) >= Number(range[1]) && key(run) <= Number(range[2]);
  const [, sign, number] = /^([<>]?=?)\s*(.*)$/.exec(filter);
  const bound = Number(number);
  const tests = {
    ">": (run) => key(run) > bound,
    ">=": (run) => key(run) >= bound,
    "<": (run) => key(run) < bound,
    "<=": (run) => key(run) <= bound,
  };
  return tests[sign] ?? ((run) => key(run) === bound);
}

/** The settings of a run, and the command that repeats it. */
export function settingsOf({ columns }, run) {
  return columns
    .filter(({ name }) => name.startsWith("config."))
    .map(({ name, text, exact = text }) => [name.slice("config.".length), exact(run)])
    .filter(([, value]) => value !== "");
}

/** For a shell. */
export function commandOf(runs, run) {
  const job = runs.columns.find(({ name }) => name === "job")?.text(run);
  if (!job) return "";
  const quote = (text) =>
    /^[\w.,:/=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  const settings = settingsOf(runs, run).map(([key, value]) => `--set ${quote(`${key}=${value}`)}`);
  return ["npx triptych run", job, ...settings].join(" ");
}
