import type { Conditional } from "../programs/index.ts";
import type { ProgramName } from "./config.ts";

/** What the authors measured over 25 targets, for one conditional and one level of noise. */
export interface PaperCell {
  readonly program: ProgramName;
  readonly conditional: Conditional;
  readonly sigma: number;
  /** vec2vec: Euclidean distance from the true value; tok2tok: wrong tokens in percent. */
  readonly mean: number;
  readonly median: number;
}

/**
 * The results behind the paper's figure 4, from the tables published with its code.
 *
 * @see Petrov et al. 2024 (LSRL), figure 4.
 */
// biome-ignore format: one cell a line
export const paperCells: readonly PaperCell[] = [
  { program: "vec2vec", conditional: "direct", sigma: 0, mean: 0.0356538185626, median: 0.0251090049805 },
  { program: "vec2vec", conditional: "direct", sigma: 1e-09, mean: 0.0384063256818, median: 0.0251090049684 },
  { program: "vec2vec", conditional: "direct", sigma: 1e-07, mean: 0.569622536312, median: 0.0704796790047 },
  { program: "vec2vec", conditional: "direct", sigma: 1e-05, mean: 154195.676684, median: 5113.20646045 },
  { program: "vec2vec", conditional: "direct", sigma: 0.001, mean: 77441925054.1, median: 0.0420122355971 },
  { program: "vec2vec", conditional: "optimized", sigma: 0, mean: 0.0333591771373, median: 0.0251087843926 },
  { program: "vec2vec", conditional: "optimized", sigma: 1e-09, mean: 0.0333591771338, median: 0.0251087843806 },
  { program: "vec2vec", conditional: "optimized", sigma: 1e-07, mean: 0.503217563982, median: 0.245004903046 },
  { program: "vec2vec", conditional: "optimized", sigma: 1e-05, mean: 0.531470888931, median: 0.250197189154 },
  { program: "vec2vec", conditional: "optimized", sigma: 0.001, mean: 1692930389.82, median: 0.763211042022 },
  { program: "vec2vec", conditional: "step", sigma: 0, mean: 0.0730431995155, median: 0.0445751164387 },
  { program: "vec2vec", conditional: "step", sigma: 1e-09, mean: 23814.4622852, median: 0.0450370863458 },
  { program: "vec2vec", conditional: "step", sigma: 1e-07, mean: 2901671929.44, median: 896163373.649 },
  { program: "vec2vec", conditional: "step", sigma: 1e-05, mean: 2119889929200.0, median: 0.0557960502065 },
  { program: "vec2vec", conditional: "step", sigma: 0.001, mean: 8354836839790000.0, median: 0.0493911667096 },
  { program: "vec2vec", conditional: "mul", sigma: 0, mean: 0.0333591771373, median: 0.0251087843926 },
  { program: "vec2vec", conditional: "mul", sigma: 1e-09, mean: 0.0333591731375, median: 0.0251087843806 },
  { program: "vec2vec", conditional: "mul", sigma: 1e-07, mean: 0.392324896229, median: 0.0409450515852 },
  { program: "vec2vec", conditional: "mul", sigma: 1e-05, mean: 1.81797990497, median: 0.0409457099007 },
  { program: "vec2vec", conditional: "mul", sigma: 0.001, mean: 1448.76601585, median: 0.0373560429678 },
  { program: "vec2vec", conditional: "mulOptimized", sigma: 0, mean: 0.0333591771373, median: 0.0251087843926 },
  { program: "vec2vec", conditional: "mulOptimized", sigma: 1e-09, mean: 0.0333591672566, median: 0.0251087843806 },
  { program: "vec2vec", conditional: "mulOptimized", sigma: 1e-07, mean: 0.359681150955, median: 0.0421875857269 },
  { program: "vec2vec", conditional: "mulOptimized", sigma: 1e-05, mean: 1.78550584634, median: 0.0704803712091 },
  { program: "vec2vec", conditional: "mulOptimized", sigma: 0.001, mean: 2652.76889428, median: 0.0373560429678 },
  { program: "tok2tok", conditional: "direct", sigma: 0, mean: 89.2, median: 92.0 },
  { program: "tok2tok", conditional: "direct", sigma: 1e-09, mean: 89.76, median: 92.0 },
  { program: "tok2tok", conditional: "direct", sigma: 1e-07, mean: 90.88, median: 92.0 },
  { program: "tok2tok", conditional: "direct", sigma: 1e-05, mean: 99.52, median: 100.0 },
  { program: "tok2tok", conditional: "direct", sigma: 0.001, mean: 99.52, median: 100.0 },
  { program: "tok2tok", conditional: "optimized", sigma: 0, mean: 0.0, median: 0.0 },
  { program: "tok2tok", conditional: "optimized", sigma: 1e-09, mean: 0.24, median: 0.0 },
  { program: "tok2tok", conditional: "optimized", sigma: 1e-07, mean: 69.68, median: 70.0 },
  { program: "tok2tok", conditional: "optimized", sigma: 1e-05, mean: 99.44, median: 100.0 },
  { program: "tok2tok", conditional: "optimized", sigma: 0.001, mean: 99.6, median: 100.0 },
  { program: "tok2tok", conditional: "step", sigma: 0, mean: 0.0, median: 0.0 },
  { program: "tok2tok", conditional: "step", sigma: 1e-09, mean: 98.0, median: 98.0 },
  { program: "tok2tok", conditional: "step", sigma: 1e-07, mean: 98.88, median: 100.0 },
  { program: "tok2tok", conditional: "step", sigma: 1e-05, mean: 100.0, median: 100.0 },
  { program: "tok2tok", conditional: "step", sigma: 0.001, mean: 96.72, median: 98.0 },
  { program: "tok2tok", conditional: "mul", sigma: 0, mean: 0.0, median: 0.0 },
  { program: "tok2tok", conditional: "mul", sigma: 1e-09, mean: 0.0, median: 0.0 },
  { program: "tok2tok", conditional: "mul", sigma: 1e-07, mean: 68.8, median: 70.0 },
  { program: "tok2tok", conditional: "mul", sigma: 1e-05, mean: 99.76, median: 100.0 },
  { program: "tok2tok", conditional: "mul", sigma: 0.001, mean: 98.88, median: 100.0 },
  { program: "tok2tok", conditional: "mulOptimized", sigma: 0, mean: 0.0, median: 0.0 },
  { program: "tok2tok", conditional: "mulOptimized", sigma: 1e-09, mean: 0.0, median: 0.0 },
  { program: "tok2tok", conditional: "mulOptimized", sigma: 1e-07, mean: 71.76, median: 76.0 },
  { program: "tok2tok", conditional: "mulOptimized", sigma: 1e-05, mean: 99.44, median: 100.0 },
  { program: "tok2tok", conditional: "mulOptimized", sigma: 0.001, mean: 99.2, median: 100.0 },
];
