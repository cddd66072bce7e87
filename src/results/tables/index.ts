import type { ResultsTable } from "../results-table.ts";
import { imageTables, radiusTables, robustnessTable, smallTable } from "./borat.ts";
import {
  ablationTable,
  biasAccuracyTable,
  biasScoreTable,
  genreTable,
  heuristicTable,
  newGenreTable,
  sentimentTable,
  shiftTable,
} from "./fit.ts";
import { architectureTable, noiseTables } from "./lsrl.ts";

/** Every table of results, in the order of reports. */
export const resultsTables: readonly ResultsTable[] = [
  smallTable,
  robustnessTable,
  ...imageTables,
  ...radiusTables,
  ...noiseTables,
  architectureTable,
  sentimentTable,
  shiftTable,
  genreTable,
  newGenreTable,
  heuristicTable,
  biasAccuracyTable,
  biasScoreTable,
  ablationTable,
];
