import type { Conditional } from "../programs/index.ts";
import type { NoiseSettings } from "./config.ts";
import { type PaperCell, paperCells } from "./paper-cells.ts";
import { type NoiseCell, type NoiseRow, summarizeNoise } from "./summary.ts";

/** One line of {@link NoiseResult.table}. */
export interface NoiseTableRow extends NoiseCell {
  /** The authors' mean and median; absent where the configuration is not theirs. */
  readonly paperMean?: number;
  readonly paperMedian?: number;
}

/** All runs of one experiment. */
export class NoiseResult {
  readonly settings: NoiseSettings;
  /** In the order of conditionals, sigmas, seeds. */
  readonly rows: readonly NoiseRow[];
  readonly cells: readonly NoiseCell[];

  /** Called by `runNoise`. */
  constructor(settings: NoiseSettings, rows: readonly NoiseRow[]) {
    this.settings = settings;
    this.rows = rows;
    this.cells = summarizeNoise(rows);
  }

  /** The summary of one conditional at one level of noise. */
  cell(conditional: Conditional, sigma: number): NoiseCell | undefined {
    return this.cells.find((cell) => cell.conditional === conditional && cell.sigma === sigma);
  }

  /** The authors' figures for the same cell, where there are any. */
  paperCell(conditional: Conditional, sigma: number): PaperCell | undefined {
    return paperCells.find(
      (cell) =>
        cell.program === this.settings.program &&
        cell.conditional === conditional &&
        cell.sigma === sigma,
    );
  }

  /** One row per conditional and sigma, with the authors' figures beside ours. */
  table(): readonly NoiseTableRow[] {
    return this.cells.map((cell) => {
      const paper = this.paperCell(cell.conditional, cell.sigma);
      if (paper === undefined) return cell;
      return { ...cell, paperMean: paper.mean, paperMedian: paper.median };
    });
  }

  /** The rows as text, in the columns of the tables that the authors published. */
  toCsv(): string {
    const measure =
      this.settings.program === "vec2vec" ? "Average difference" : "Wrong outputs (%)";
    const lines = this.rows.map(({ conditional, sigma, error }, i) =>
      [i, conditional, sigma, error].join(","),
    );
    return [`,conditional_mode,Noise level,${measure}`, ...lines, ""].join("\n");
  }
}
