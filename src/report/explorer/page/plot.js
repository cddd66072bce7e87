// Two pictures on canvases: a point for each run, and the courses of the chosen ones.

export const palette = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#8250c4",
  "#b0a000",
];

const margin = { left: 58, right: 12, top: 10, bottom: 34 };

/**
 * Draws onto a canvas.
 *
 * @param series - `{ xs, ys, color, isLine }`; pixels of their points come back.
 */
export function drawPlot(
  canvas,
  { series, xLabel, yLabel, isLogX = false, isLogY = false, empty },
) {
  const view = canvas.ownerDocument.defaultView;
  const style = view.getComputedStyle(canvas);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const scale = view.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.font = `11px ${style.fontFamily}`;
  const ink = style.color;
  const x = toAxis(
    series.map(({ xs }) => xs),
    isLogX,
    margin.left,
    width - margin.right,
  );
  const y = toAxis(
    series.map(({ ys }) => ys),
    isLogY,
    height - margin.bottom,
    margin.top,
  );
  context.fillStyle = ink;
  if (!x || !y) {
    context.globalAlpha = 0.7;
    context.textAlign = "center";
    context.fillText(empty, width / 2, height / 2);
    return [];
  }
  drawAxes(context, { x, y, width, height, ink, xLabel, yLabel });
  return series.map(({ xs, ys, color, isLine, size = 3, alpha = 1 }) => {
    context.globalAlpha = alpha;
    context.strokeStyle = context.fillStyle = color;
    const places = new Float32Array(2 * xs.length);
    for (let i = 0; i < xs.length; i++) {
      places[2 * i] = x.place(xs[i]);
      places[2 * i + 1] = y.place(ys[i]);
    }
    if (isLine) drawLine(context, places);
    else drawPoints(context, places, size);
    return places;
  });
}

function drawLine(context, places) {
  context.lineWidth = 1.6;
  context.beginPath();
  let isDown = false;
  for (let i = 0; i < places.length; i += 2) {
    const isPoint = Number.isFinite(places[i]) && Number.isFinite(places[i + 1]);
    if (isPoint && isDown) context.lineTo(places[i], places[i + 1]);
    else if (isPoint) context.moveTo(places[i], places[i + 1]);
    isDown = isPoint;
  }
  context.stroke();
}

function drawPoints(context, places, size) {
  for (let i = 0; i < places.length; i += 2) {
    if (Number.isFinite(places[i]) && Number.isFinite(places[i + 1])) {
      context.fillRect(places[i] - size / 2, places[i + 1] - size / 2, size, size);
    }
  }
}

/** Place of each value between two pixels; undefined if there are none. */
function toAxis(lists, isLog, from, to) {
  const put = isLog ? (value) => (value > 0 ? Math.log10(value) : Number.NaN) : (value) => value;
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (const value of list) {
      const at = put(value);
      if (!Number.isFinite(at)) continue;
      if (at < low) low = at;
      if (at > high) high = at;
    }
  }
  if (low > high) return undefined;
  const space = high > low ? 0.04 * (high - low) : Math.max(1e-9, Math.abs(low) * 0.05 || 0.5);
  const [start, end] = [low - space, high + space];
  const place = (value) => from + ((put(value) - start) / (end - start)) * (to - from);
  return { place, ticks: isLog ? logTicks(start, end) : linearTicks(start, end) };
}

function linearTicks(start, end) {
  const rough = (end - start) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const ticks = [];
  for (let i = Math.ceil(start / step); i * step <= end; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function logTicks(start, end) {
  const decades = [];
  for (let power = Math.ceil(start); power <= end; power++) decades.push(10 ** power);
  if (decades.length > 1) return decades.filter((_, i) => i % Math.ceil(decades.length / 6) === 0);
  return linearTicks(10 ** start, 10 ** end).filter((value) => value > 0);
}

function drawAxes(context, { x, y, width, height, ink, xLabel, yLabel }) {
  const [left, right, top, bottom] = [
    margin.left,
    width - margin.right,
    margin.top,
    height - margin.bottom,
  ];
  context.lineWidth = 1;
  context.strokeStyle = ink;
  const tickText = (value) => {
    const size = Math.abs(value);
    return size !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(0) : String(value);
  };
  for (const value of x.ticks) {
    const at = x.place(value);
    rule(context, at, top, at, bottom);
    context.textAlign = "center";
    context.fillText(tickText(value), at, bottom + 13);
  }
  for (const value of y.ticks) {
    const at = y.place(value);
    rule(context, left, at, right, at);
    context.textAlign = "right";
    context.fillText(tickText(value), left - 5, at + 4);
  }
  context.textAlign = "center";
  context.fillText(xLabel, (left + right) / 2, height - 6);
  context.save();
  context.translate(12, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yLabel, 0, 0);
  context.restore();
}

function rule(context, x1, y1, x2, y2) {
  context.globalAlpha = 0.15;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.globalAlpha = 1;
}

/** Number of the point next to a place, within 12 pixels; -1 if none is. */
export function nearestPoint(places, left, top) {
  let [best, least] = [-1, 12 ** 2];
  for (let i = 0; i < places.length; i += 2) {
    const distance = (places[i] - left) ** 2 + (places[i + 1] - top) ** 2;
    if (distance < least) [best, least] = [i / 2, distance];
  }
  return best;
}
