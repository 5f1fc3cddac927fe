/**
 * tmm: makes already compressed neural networks need less SRAM on microcontrollers, without changing
 * a weight or an output bit.
 *
 * Bytes go in and values come out: nothing here reads a file, so it runs in Deno, Node and browsers.
 * {@linkcode analyze} is the whole pipeline. Each of its stages is a function from plain data to
 * plain data, exported beside it:
 *
 * | from | to | by |
 * |---|---|---|
 * | bytes of a file | {@linkcode Model}, {@linkcode Graph} | {@linkcode load}; without a file {@linkcode zoo}, {@linkcode sketchGraph} |
 * | model | {@linkcode MemoryMap} | {@linkcode mapModel}, {@linkcode memoryMap} |
 * | graph and memory model | {@linkcode Accounting} | {@linkcode accountModel}, {@linkcode memoryFor} |
 * | accounting | {@linkcode Schedule}, with what is proven | {@linkcode schedulers}, {@linkcode exact}; at once {@linkcode estimatePeak} |
 * | operator | who may share memory, or why not | {@linkcode kernelSets}, {@linkcode reuseOf} |
 * | buffers | offsets, with what is proven | {@linkcode place}, {@linkcode verifyPlacement} |
 * | accounting | {@linkcode MemoryPlan} | {@linkcode planMemory} |
 * | model | {@linkcode Fit}: today, planned, and the new file | {@linkcode fit} |
 * | two files | proof that both compute the same | {@linkcode verifyRewrite}, {@linkcode prepareRun} |
 * | file | what TensorFlow Lite Micro allocates | {@linkcode predictArena} |
 * | schedule and board | traffic, time, energy | {@linkcode trafficOf}, {@linkcode latencyOf}, {@linkcode costOf} |
 * | results | charts, a page, tables | {@linkcode memoryProfile}, {@linkcode arenaMap}, {@linkcode reportHtml}, {@linkcode mapCsv} |
 *
 * Ids of tensors and operators are indices. A schedule is a list of operator ids, a step is a place
 * in it, and live ranges are half-open, `[start, end)`. Sizes are whole bytes. A file that cannot be
 * read throws a {@linkcode FormatError}, which says where; a value that makes no sense a `RangeError`.
 *
 * Four numbers are told apart everywhere: the **bound**, below which nothing can go (proven); the
 * **peak**, the largest sum of live bytes over the steps of an order; the **arena**, what a placement
 * needs; and the **baseline**, what the runtime takes for the file as it is.
 *
 * @module
 */

export {
  type Analysis,
  analyze,
  mapModel,
  type MapOptions,
  withInputShapes,
} from "./lib/analyze.ts";
export {
  carriedPlanFaults,
  type Fit,
  fit,
  type FitOptions,
  type Footprint,
  memoryFor,
  offlineOffsets,
} from "./lib/fit.ts";
export type { BandEstimate, EstimatedBands, PartialStart } from "./lib/partial/mod.ts";
export type { PartialOptions, PartialSearch, Rewritten } from "./lib/partial/mod.ts";
export type { ViewPlan } from "./lib/plan_views.ts";
export type {
  BandForm,
  Draft,
  Outline,
  OutlineOperator,
  OutlineTensor,
  Run,
} from "./lib/rewrite/mod.ts";
export {
  type MemoryPlan,
  placementProblem,
  planMemory,
  type PlannedBuffer,
  type PlanOptions,
  type ScheduleProblem,
} from "./lib/plan.ts";

// The data at the centre.
export {
  ABSENT,
  type Attributes,
  type AttributeValue,
  bytesOf,
  type ControlEdge,
  createGraph,
  type DType,
  DTYPE_BITS,
  elementsOf,
  type Graph,
  GraphError,
  type GraphParts,
  type GraphSketch,
  type Links,
  linksOf,
  type Model,
  type Operator,
  type Quantization,
  sketchGraph,
  type Tensor,
  type TensorRole,
} from "./lib/graph/mod.ts";

// Files.
export {
  DEFAULT_LIMITS,
  filesWanted,
  type Format,
  FormatError,
  FORMATS,
  isFrozenGraph,
  isOnnx,
  isTflite,
  type Limits,
  load,
  type OnnxModel,
  type OperatorCode,
  parseGraphDef,
  parseOnnx,
  parseTfjs,
  type ReadOptions,
  type TensorflowModel,
  type TfliteBuffer,
  type TfliteMetadata,
  type TfliteModel,
  type TfliteNamedTensor,
  type TfliteOperator,
  type TfliteSignature,
  type TfliteSubgraph,
  type TfliteTensor,
} from "./lib/formats/mod.ts";
export {
  asInt8,
  type CarriedPlan,
  embedPlan,
  fuse,
  readPlan,
  reorder,
  reorderGraphDef,
  reorderOnnx,
} from "./lib/rewrite/mod.ts";
export {
  type Access,
  type Axis,
  type BufferedAccess,
  type Macs,
  macsOf,
  type OrderedAccess,
  type Shape,
} from "./lib/operators/mod.ts";

// Tensor Memory Mapping.
export {
  accountFor,
  type Accounting,
  accountModel,
  activationsOnly,
  type Allowance,
  givenOrder,
  liveBytes,
  type LiveRanges,
  liveRanges,
  liveTensorsAt,
  type MemoryMap,
  memoryMap,
  type MemoryModel,
  type MemoryStep,
  peakOf,
  type Schedule,
  scheduleFault,
} from "./lib/tmm/mod.ts";

// Schedulers, sharing, placement.
export {
  type EstimateOptions,
  estimatePeak,
  exact,
  type Ordering,
  type PeakBound,
  peakBound,
  type PeakEstimate,
  type Scheduler,
  type SchedulerEntry,
  type SchedulerOptions,
  schedulers,
  tensorLoads,
} from "./lib/order/mod.ts";
export {
  type Judge,
  type KernelSet,
  type KernelSetName,
  kernelSetNamed,
  kernelSets,
  type Question,
  type Refusal,
  type Reuse,
  reuseOf,
  sharingUnder,
  type Verdict,
} from "./lib/reuse/mod.ts";
export {
  type BoundedPlacement,
  type Buffer,
  type ExactOptions,
  formatMinimalloc,
  greedyBySize,
  type MinimallocFile,
  type Overlap,
  parseMinimalloc,
  place,
  type Placement,
  placementBound,
  type PlacementProblem,
  type PlacementRule,
  type VerifiedPlacement,
  verifyPlacement,
  type Violation,
} from "./lib/arena/mod.ts";

// TensorFlow Lite Micro.
export {
  type ArenaOptions,
  type ArenaPrediction,
  DEVICE_MARGIN,
  KERNEL_BUILDS,
  type KernelBuild,
  type OfflineOffsets,
  type PlanFault,
  type PlanFaultOptions,
  planFaults,
  type PlanRecord,
  type PlanRule,
  predictArena,
  type SourceOperator,
  type SourceTensor,
  TFLM_TARGETS,
  type TflmHead,
  type TflmPlatform,
  type TflmSource,
  type TflmTarget,
} from "./lib/tflm/mod.ts";

// Execution.
export {
  execute,
  type ExecuteOptions,
  fnv1a64,
  type OperatorProgress,
  prepareRun,
  type Program,
  type Proof,
  readTensorFile,
  type ScratchPlace,
  seededInputs,
  selftestHeader,
  type SelftestOptions,
  TaintError,
  UnsupportedError,
  type UnsupportedOperator,
  verdictLines,
  type Verification,
  type VerifyOptions,
  verifyRewrite,
} from "./lib/run/mod.ts";

// Cost.
export {
  type Board,
  boardById,
  type BoardFit,
  boards,
  type Cost,
  costOf,
  fitBoard,
  type Latency,
  latencyOf,
  type PowerFigure,
  powerFigures,
  type PowerProfile,
  powerProfile,
  speedErrors,
  type Traffic,
  trafficOf,
  type TrafficOptions,
  usableSram,
} from "./lib/cost/mod.ts";

// Networks to try things on.
export {
  type BuildOptions,
  loadOriginal,
  type Original,
  originals,
  type PublishedFigures,
  unpackOriginal,
  zoo,
  type ZooNetwork,
} from "./lib/zoo/mod.ts";

// Charts and reports.
export {
  type ArenaBuffer,
  arenaMap,
  type ArenaPicture,
  type ChartOptions,
  type ChoiceRow,
  choicesChart,
  type ChoicesOptions,
  compareChart,
  type ComparedRow,
  type CompareOptions,
  type EvaluatedNetwork,
  evaluationBars,
  formatBytes,
  formatPercent,
  graphDrawing,
  type GraphDrawingOptions,
  groupDigits,
  liveRangesChart,
  type MapChart,
  mapCharts,
  memoryProfile,
  type MemoryProfileOptions,
  type PngFiles,
  type PngOptions,
  type StepSpan,
  type SvgDocument,
  type SvgElement,
  type SvgNode,
  svgToPng,
  type Theme,
  visible,
} from "./lib/charts/mod.ts";
export {
  type EvaluatedModel,
  evaluateModel,
  evaluateNetwork,
  evaluationNetworks,
  type EvaluationOptions,
  evaluationPartial,
  type EvaluationRow,
  type PartialVariant,
  type Variant,
  type Verified,
} from "./lib/evaluate.ts";
export {
  arenaRemarks,
  type ArenaReport,
  arenaReport,
  type ArenaSideReport,
  arenaText,
  type BandReport,
  type BoardRow,
  boardRows,
  boardsText,
  boundText,
  evaluationChart,
  evaluationCsv,
  evaluationMarkdown,
  evaluationReport,
  evaluationText,
  fitPicture,
  type FitReport,
  fitReport,
  fitText,
  flashBytes,
  type FootprintReport,
  type GenericArenaReport,
  genericArenaReport,
  genericArenaText,
  graphText,
  inspectText,
  mapCsv,
  type MapOnTflm,
  mapOnTflm,
  mapOnTflmText,
  type MapReport,
  mapReport,
  type MapSource,
  mapText,
  type MapTextOptions,
  noFigures,
  type OrderReport,
  orderReport,
  orderText,
  type PartialChoice,
  type PartialReport,
  partialReport,
  partialText,
  type PartialTextOptions,
  planCsv,
  planPicture,
  type PlanRow,
  planRows,
  planText,
  reasonLines,
  refusalText,
  reportBody,
  reportHtml,
  reportScript,
  reportStyle,
  type RunReport,
  runReport,
  runText,
  type SchedulerRun,
  sweepCsv,
  type SweepFigures,
  sweepFigures,
  type SweepRow,
  zooText,
} from "./lib/report/mod.ts";

// Notebooks.
export {
  type Displayable,
  installKernel,
  show,
  uninstallKernel,
  withProgress,
} from "./lib/jupyter/mod.ts";
import { enterKernel } from "./lib/jupyter/mod.ts";

enterKernel();
