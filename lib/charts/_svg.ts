/** SVG elements, and the one way in which they become text: escaped, with short numbers. */

import type { SvgDocument, SvgElement, SvgNode } from "./_document.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Values of attributes; an attribute without a value is left out. */
export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;

/** Makes an SVG element. */
export function element(
  document: SvgDocument,
  name: string,
  attributes: SvgAttributes,
  ...children: (SvgElement | string)[]
): SvgElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

/**
 * The text of an element and all that is in it, as well-formed XML whatever its strings hold; the
 * same from every document. Numbers in attributes are cut to three digits after the point.
 */
export function svgText(root: SvgElement): string {
  root.setAttribute("xmlns", SVG);
  return textOf(root);
}

function textOf(node: SvgElement): string {
  const tag = node.localName;
  let text = `<${tag}`;
  // Documents disagree about the order of attributes.
  const attributes = [...node.attributes].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, value } of attributes) {
    text += ` ${name}="${escape(name.startsWith("aria-") ? value : cut(value))}"`;
  }
  let inside = "";
  for (const child of node.childNodes) {
    if (isElement(child)) inside += textOf(child);
    else if (child.nodeType === 3) inside += escape(child.nodeValue ?? "");
  }
  return inside === "" ? `${text}/>` : `${text}>${inside}</${tag}>`;
}

const isElement = (node: SvgNode): node is SvgNode & SvgElement => node.nodeType === 1;

// Only numbers with a point or a negative exponent can be too long; colours have neither.
const LONG_NUMBER = /-?\d*\.\d+(?:e[-+]?\d+)?|-?\d+e-\d+/g;

function cut(value: string): string {
  return value.replace(LONG_NUMBER, (digits) => String(Math.round(Number(digits) * 1000) / 1000));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
// XML 1.0 knows these characters not even as references.
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escape(text: string): string {
  return text.replace(ILLEGAL, "\u{fffd}").replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
