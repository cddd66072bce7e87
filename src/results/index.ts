/** Every results table of the three papers beside the recorded runs. */
export { reportCommand, reportPath } from "./command.ts";
export { createReport, type ReportDocument, type ReportPart } from "./document.ts";
export {
  type DoneRecord,
  type PlannedRun,
  type ReadRecordsOptions,
  type RecordedClaim,
  type RecordSet,
  readRecordSet,
} from "./records.ts";
export { reportMarkdown } from "./write.ts";
