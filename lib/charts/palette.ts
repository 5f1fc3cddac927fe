/** The colours of all charts, for light and dark pages; told apart with any colour vision. */

/** Which page a chart is drawn for. */
export type Theme = "light" | "dark";

/** The colours of one theme, as CSS hex colours. */
export interface Palette {
  /** The page behind everything. */
  readonly background: string;
  /** Titles and marks that must be seen. */
  readonly text: string;
  /** Axes, legends, second thoughts. */
  readonly muted: string;
  /** Grid lines and frames. */
  readonly grid: string;
  /** Input tensors; "before" in comparisons. */
  readonly input: string;
  /** Output tensors; "after" in comparisons. */
  readonly output: string;
  /** What is computed in bands. */
  readonly banded: string;
  /** Tensors that only stay. */
  readonly other: string;
  /** Hatching of bytes that nothing uses. */
  readonly idle: string;
  /** Limits, peaks, waste. */
  readonly accent: string;
  /** Fills for many neighbours without an order; dark text is readable on each of them. */
  readonly fills: readonly string[];
  /** Text on `fills`. */
  readonly onFill: string;
  /** From little to much; lightness changes in one direction only. */
  readonly ramp: readonly string[];
  /** Text on each colour of `ramp`. */
  readonly onRamp: readonly string[];
}

// Blue, orange and grey differ in lightness too (Okabe and Ito, "Color Universal Design", 2008).
// The fills are Paul Tol's "light" scheme, made for cells with dark labels; the ramp of the light
// theme is his "YlOrBr" (Technical Note SRON/EPS/TN/09-002).
const FILLS = [
  "#77aadd",
  "#ee8866",
  "#eedd88",
  "#ffaabb",
  "#99ddff",
  "#44bb99",
  "#bbcc33",
  "#c6a5e0",
] as const;
const DARK_TEXT = "#1b1f24";
const LIGHT_TEXT = "#f0f3f6";

/** The two palettes. */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    background: "#ffffff",
    text: DARK_TEXT,
    muted: "#59636e",
    grid: "#dde2e8",
    input: "#0072b2",
    output: "#e69f00",
    banded: "#009e73",
    other: "#a9b2bc",
    idle: "#b9c1ca",
    accent: "#b3261e",
    fills: FILLS,
    onFill: DARK_TEXT,
    ramp: ["#fff7bc", "#fee391", "#fec44f", "#fb9a29", "#cc4c02", "#7d2500"],
    onRamp: [DARK_TEXT, DARK_TEXT, DARK_TEXT, DARK_TEXT, "#ffffff", "#ffffff"],
  },
  dark: {
    background: "#0d1117",
    text: LIGHT_TEXT,
    muted: "#a3adb8",
    grid: "#2b323b",
    input: "#4aa8e0",
    output: "#f2b33d",
    banded: "#3fc79a",
    other: "#68727e",
    idle: "#454e59",
    accent: "#ff7b72",
    fills: FILLS,
    onFill: DARK_TEXT,
    ramp: ["#2a2417", "#54401a", "#85601c", "#b97f1f", "#eda83a", "#ffe3a1"],
    onRamp: [LIGHT_TEXT, LIGHT_TEXT, LIGHT_TEXT, DARK_TEXT, DARK_TEXT, DARK_TEXT],
  },
};
