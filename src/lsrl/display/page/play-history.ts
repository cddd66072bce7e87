import { type PageElement, type PageTools, partOf } from "./browser.ts";

/** One picture of the player. */
export interface HistoryFrame {
  /** What is inside the `svg` element. */
  readonly markup: string;
  readonly width: number;
  readonly height: number;
  /** Which step it shows; 0 is the start. */
  readonly step: number;
  readonly caption: string;
}

/** What the player knows. */
export interface PlayerData {
  readonly frames: readonly HistoryFrame[];
  /** Markup of the controls and of the stage. */
  readonly player: string;
  /** Where the chart's first and last step are, in pixels. */
  readonly chart: { readonly left: number; readonly right: number; readonly numSteps: number };
  /** Time between frames, in ms. */
  readonly interval: number;
}

/** The functions that {@link playHistory} calls. */
export interface PlayerTools extends PageTools {
  readonly partOf: typeof partOf;
  readonly showFrame: typeof showFrame;
  readonly nearestFrame: typeof nearestFrame;
}

function showFrame(
  place: PageElement,
  { markup, width, height, caption, step }: HistoryFrame,
  { left, right, numSteps }: PlayerData["chart"],
  tools: Pick<PlayerTools, "partOf">,
): void {
  const stage = tools.partOf(place, "stage");
  stage.innerHTML = markup;
  // Small pictures are not blown up.
  const stageWidth = Math.max(width + 12, Number(stage.getAttribute("width")));
  const stageHeight = Math.max(height + 12, Number(stage.getAttribute("height")));
  stage.setAttribute("viewBox", `-6 ${(height - stageHeight) / 2} ${stageWidth} ${stageHeight}`);
  tools.partOf(place, "caption").innerHTML = caption;
  const cursor = tools.partOf(place, "cursor");
  const x = String(left + (numSteps === 0 ? 0 : step / numSteps) * (right - left));
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
}

/** Place of the frame whose step is nearest. */
function nearestFrame(frames: readonly HistoryFrame[], step: number): number {
  const distances = frames.map((frame) => Math.abs(frame.step - step));
  return distances.indexOf(Math.min(...distances));
}

/** Puts the player in the place of the still pictures, and plays. Runs in the browser. */
export function playHistory(root: PageElement, data: PlayerData, tools: PlayerTools): void {
  const place = tools.partOf(root, "player");
  tools.partOf(root, "still").innerHTML = "";
  place.innerHTML = data.player;
  const { frames, chart } = data;
  const last = frames.length - 1;
  const [slider, play] = [tools.partOf(place, "slider"), tools.partOf(place, "play")];
  let current = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (index: number) => {
    current = Math.max(0, Math.min(last, index));
    slider.value = String(current);
    const frame = frames[current];
    if (frame !== undefined) tools.showFrame(place, frame, chart, tools);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    play.textContent = "Play";
  };
  const advance = () => {
    show(current + 1);
    if (current >= last) stop();
    else timer = setTimeout(advance, data.interval);
  };
  const start = () => {
    if (current >= last) show(0);
    play.textContent = "Pause";
    timer = setTimeout(advance, data.interval);
  };
  const go = (index: number) => {
    stop();
    show(index);
  };
  play.addEventListener("click", () => (timer === undefined ? start() : stop()));
  tools.partOf(place, "back").addEventListener("click", () => go(current - 1));
  tools.partOf(place, "forward").addEventListener("click", () => go(current + 1));
  tools.partOf(place, "first").addEventListener("click", () => go(0));
  tools.partOf(place, "last").addEventListener("click", () => go(last));
  slider.addEventListener("input", () => go(Number(slider.value)));
  const counts = tools.partOf(place, "chart");
  counts.addEventListener("click", ({ clientX }) => {
    const { left, right, numSteps } = chart;
    const share = (clientX - counts.getBoundingClientRect().left - left) / (right - left);
    go(tools.nearestFrame(frames, share * numSteps));
  });
  go(0);
}

/** The functions that {@link playHistory} calls. */
export const playerTools: PlayerTools = { partOf, showFrame, nearestFrame };
