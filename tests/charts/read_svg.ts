/** Reads charts back for tests: which shapes and texts are where, in pixels. */

import { DOMParser } from "linkedom";

/** A rectangle on the page. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle with its fill and what it tells on hovering. */
export interface DrawnRectangle extends Rectangle {
  readonly fill: string;
  readonly title: string;
}

/** A line of text and the room that it takes. */
export interface DrawnText extends Rectangle {
  readonly text: string;
}

interface Node {
  readonly localName: string;
  readonly parentNode: Node | null;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
}

function parse(svg: string): Node {
  return new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Node;
}

/** The nearest value of an attribute, on an element or around it. */
function inherited(node: Node | null, name: string): string | null {
  for (let at = node; at?.getAttribute; at = at.parentNode) {
    const value = at.getAttribute(name);
    if (value !== null) return value;
  }
  return null;
}

/** Sum of all translations around an element, and whether one of them turns it upright. */
function placeOf(node: Node): { x: number; y: number; upright: boolean } {
  let [x, y, upright] = [0, 0, false];
  for (let at: Node | null = node; at?.getAttribute; at = at.parentNode) {
    const transform = at.getAttribute("transform") ?? "";
    const move = /translate\(([^,)]+),([^)]+)\)/.exec(transform);
    if (move) [x, y] = [x + Number(move[1]), y + Number(move[2])];
    if (transform.includes("rotate(-90")) upright = true;
  }
  return { x, y, upright };
}

/** A length in pixels or in ems of a font size. */
function pixels(value: string | null, size: number): number {
  if (value === null) return 0;
  return value.endsWith("em") ? parseFloat(value) * size : Number(value);
}

/** All rectangles, the background first. */
export function rectanglesOf(svg: string): DrawnRectangle[] {
  return [...parse(svg).querySelectorAll("rect")].map((node) => {
    const { x, y } = placeOf(node);
    const left = x + Number(node.getAttribute("x") ?? 0);
    const top = y + Number(node.getAttribute("y") ?? 0);
    return {
      left,
      top,
      right: left + Number(node.getAttribute("width")),
      bottom: top + Number(node.getAttribute("height")),
      fill: inherited(node, "fill") ?? "",
      title: node.querySelector("title")?.textContent ?? "",
    };
  });
}

/** All texts, with the room that DejaVu Sans, a wide font, takes on average. */
export function textsOf(svg: string): DrawnText[] {
  return [...parse(svg).querySelectorAll("text")].map((node) => {
    const { x, y, upright } = placeOf(node);
    const size = Number(inherited(node, "font-size"));
    const width = [...node.textContent]
      .reduce((sum, character) => sum + (character === " " ? 0.33 : 0.62) * size, 0);
    const anchor = inherited(node, "text-anchor") ?? "start";
    const start = anchor === "start" ? 0 : anchor === "end" ? -width : -width / 2;
    const along = start + pixels(node.getAttribute("x"), size);
    const baseline = pixels(node.getAttribute("y"), size);
    const [above, below] = [baseline - 0.72 * size, baseline + 0.2 * size];
    const box = upright
      ? { left: x + above, right: x + below, top: y - along - width, bottom: y - along }
      : { left: x + along, right: x + along + width, top: y + above, bottom: y + below };
    return { text: node.textContent, ...box };
  });
}

/** Pairs of texts that cover each other, and texts that leave the page, as sentences. */
export function textFaults(svg: string): string[] {
  const texts = textsOf(svg).filter(({ text }) => text !== "");
  const [page] = rectanglesOf(svg);
  const faults: string[] = [];
  texts.forEach((a, i) => {
    const inside = a.left >= page.left && a.right <= page.right && a.top >= page.top &&
      a.bottom <= page.bottom;
    if (!inside) faults.push(`"${a.text}" leaves the page`);
    for (const b of texts.slice(i + 1)) {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top ||
        b.bottom <= a.top;
      if (!apart) faults.push(`"${a.text}" lies over "${b.text}"`);
    }
  });
  return faults;
}
