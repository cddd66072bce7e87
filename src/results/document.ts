import { type Table, table } from "../report/index.ts";
import type { RecordedClaim, RecordSet } from "./records.ts";
import { type PaperName, paperNames, showLines } from "./results-table.ts";
import { resultsTables } from "./tables/index.ts";

/** A report before it is written as Markdown, HTML or a notebook. */
export interface ReportDocument {
  readonly title: string;
  readonly intro: string;
  readonly parts: readonly ReportPart[];
}

/** A heading with what is under it. */
export interface ReportPart {
  readonly level: 2 | 3;
  readonly title: string;
  readonly text?: string;
  readonly table?: Table;
}

const papers: Readonly<Record<PaperName, { readonly title: string; readonly folder: string }>> = {
  BORAT: { title: "BORAT (JMLR 2022, arXiv 2201.12678)", folder: "borat/" },
  LSRL: { title: "LSRL (NeurIPS 2024, arXiv 2406.01424)", folder: "lsrl/" },
  FIT: { title: "FIT (ICML 2025, arXiv 2410.22944)", folder: "fit/" },
};

/** Every results table of the three papers beside our runs, and what became of their claims. */
export function createReport(records: RecordSet): ReportDocument {
  return {
    title: "Results",
    intro: [
      "What the three papers report beside what runs here gave: mean ± standard deviation over n runs.",
      "`missing` means that no run is recorded; the command makes it.",
      "`–` in the paper's column means that its number is not known to us, or that the paper has none.",
      "Everything here is generated from records of runs by `npx triptych report`; nothing is typed.",
    ].join(" "),
    parts: [
      {
        level: 2,
        title: "Claims",
        text: "Judged by the notebooks at their full settings; `npm run reproduce` runs them.",
        table: table(paperNames.map((paper) => countVerdicts(paper, claimsOf(records, paper)))),
      },
      ...paperNames.flatMap((paper): readonly ReportPart[] => {
        const claims = claimsOf(records, paper);
        return [
          { level: 2, title: papers[paper].title },
          claims.length === 0
            ? { level: 3, title: "Claims", text: "missing: `npm run reproduce` judges them." }
            : { level: 3, title: "Claims", table: table(claims.map(showClaim)) },
          ...resultsTables
            .filter((one) => one.paper === paper)
            .map(
              ({ title, about, lines }): ReportPart => ({
                level: 3,
                title,
                text: about,
                table: table(showLines(lines(records))),
              }),
            ),
        ];
      }),
    ],
  };
}

/** Verdicts as they are written. */
function verdictText(holds: RecordedClaim["holds"]): string {
  if (holds === "not tested") return "not tested here";
  return holds ? "holds" : "does not hold";
}

function claimsOf({ claims }: RecordSet, paper: PaperName): readonly RecordedClaim[] {
  return claims.filter(({ notebook }) => notebook.startsWith(papers[paper].folder));
}

function countVerdicts(paper: PaperName, claims: readonly RecordedClaim[]) {
  const count = (holds: RecordedClaim["holds"]) =>
    claims.filter((claim) => claim.holds === holds).length;
  return {
    paper,
    [verdictText(true)]: count(true),
    [verdictText(false)]: count(false),
    [verdictText("not tested")]: count("not tested"),
  };
}

function showClaim({ claim, paper, measured, holds, notebook }: RecordedClaim) {
  return { verdict: verdictText(holds), claim, "the paper says": paper, ours: measured, notebook };
}
