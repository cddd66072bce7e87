import type { BundleAnatomy } from "./anatomy.ts";
import { constantColor, type Plot, type PlotLayer, pieceColor } from "./plot.ts";

/**
 * The bundle along its step: true losses of the minibatches (solid), their linear pieces (dashed), the
 * model, which is the largest piece, and the model with the proximal term, whose least value is the
 * new point.
 */
export function anatomyPlot(anatomy: BundleAnatomy, title = "Anatomy of an update"): Plot {
  const { s, losses, pieces, model, proximal, alpha, dual } = anatomy;
  const objective = model.map((value, i) => value + proximal[i]!);
  const line = (name: string, color: string, y: readonly number[]): PlotLayer => ({
    mark: "line",
    name,
    color,
    x: s,
    y,
  });
  const share = (n: number) => alpha[n]!.toFixed(2);
  const layers: PlotLayer[] = [
    ...losses.map((loss, n) => line(`loss of batch ${n + 1}`, pieceColor(n), loss)),
    ...pieces.map((piece, n) => ({
      ...line(`piece ${n + 1}, weight ${share(n)}`, pieceColor(n), piece),
      dashed: true,
    })),
    {
      ...line(
        `constant 0, weight ${share(pieces.length)}`,
        constantColor,
        s.map(() => 0),
      ),
      dashed: true,
    },
    line("model: largest piece", "#222222", model),
    line("model + proximal term", "#8250c4", objective),
    { mark: "scatter", name: "new point", color: "#8250c4", size: 11, x: [1], y: [dual] },
  ];
  return {
    title,
    x: { label: "s along the step: w_t + s u", range: [s[0]!, s.at(-1)!] },
    y: { label: "loss", range: rangeOf(anatomy, objective) },
    width: 760,
    height: Math.max(460, 160 + 30 * layers.length), // room for the legend
    layers,
  };
}

/** Shows the losses and what is near them; the proximal term grows out of the picture. */
function rangeOf({ s, losses, model }: BundleAnatomy, objective: readonly number[]) {
  const near = s.flatMap((place, i) => (place >= -0.25 && place <= 1.5 ? [i] : []));
  const shown = near
    .flatMap((i) => [...losses.map((loss) => loss[i]!), model[i]!, objective[i]!])
    .filter(Number.isFinite);
  const top = Math.max(0, ...shown) || 1;
  return [-0.35 * top, 1.15 * top] as const;
}
