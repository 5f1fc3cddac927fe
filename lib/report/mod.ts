/** Reports: the same results as text for terminals, CSV for spreadsheets, JSON for machines. */
export {
  type ArenaReport,
  arenaReport,
  type ArenaSideReport,
  type GenericArenaReport,
  genericArenaReport,
} from "./arena_json.ts";
export { arenaRemarks, arenaText, genericArenaText, reasonLines } from "./arena_text.ts";
export { type BoardRow, boardRows, boardsText, flashBytes } from "./boards.ts";
export { boundText } from "./bound_text.ts";
export { mapCsv, planCsv, type PlanRow } from "./csv.ts";
export {
  evaluationChart,
  evaluationCsv,
  evaluationMarkdown,
  evaluationReport,
  evaluationText,
} from "./evaluation.ts";
export { type FitReport, fitReport, type FootprintReport } from "./fit_json.ts";
export { fitText } from "./fit_text.ts";
export { reportBody, reportHtml, reportScript, reportStyle } from "./html.ts";
export { type HtmlCell, htmlPre, htmlTable } from "./html_parts.ts";
export { graphText, inspectText } from "./inspect_text.ts";
export { type MapReport, mapReport, type OrderReport, orderReport } from "./json.ts";
export type { MapSource, SchedulerRun } from "./json.ts";
export { type MapOnTflm, mapOnTflm, mapOnTflmText } from "./map_on_tflm.ts";
export { orderText } from "./order_text.ts";
export { type BandReport, type PartialChoice, type PartialReport } from "./partial_json.ts";
export { partialReport } from "./partial_json.ts";
export { partialText, type PartialTextOptions } from "./partial_text.ts";
export { fitPicture, planPicture, planRows } from "./plan_rows.ts";
export { planText, refusalText } from "./plan_text.ts";
export { type RunReport, runReport, runText } from "./run.ts";
export { noFigures, sweepCsv, type SweepFigures, sweepFigures, type SweepRow } from "./sweep.ts";
export { mapText, type MapTextOptions } from "./text.ts";
export { zooText } from "./zoo_text.ts";
