/** Where SVG elements are made: a browser's document, or linkedom's, which needs no browser. */

import { parseHTML } from "linkedom";

/** The part of a DOM element that charts use. */
export interface SvgElement {
  /** Name of the element: `rect`. */
  readonly localName: string;
  /** Its attributes, in any order. */
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  /** What is inside, in order. */
  readonly childNodes: Iterable<SvgNode>;
  /** Sets an attribute. */
  setAttribute(name: string, value: string): void;
  /** Adds elements or text at the end. */
  append(...nodes: (SvgElement | string)[]): void;
  /** Adds elements or text at the beginning. */
  prepend(...nodes: (SvgElement | string)[]): void;
  /** The first element inside that a CSS selector matches. */
  querySelector(selector: string): SvgElement | null;
  /** Takes the element out of what it is in. */
  remove(): void;
}

/** A child of an element: another element, or text. */
export interface SvgNode {
  /** 1 for an element, 3 for text. */
  readonly nodeType: number;
  /** The characters of a text. */
  readonly nodeValue: string | null;
}

/** The part of a DOM document that charts use. Every browser's `document` is one. */
export interface SvgDocument {
  /** Makes an element of an XML namespace. */
  createElementNS(namespace: string, name: string): SvgElement;
}

let made: SvgDocument | undefined;

/** The document that charts use where none is given; made once. */
export function defaultDocument(): SvgDocument {
  // The types of linkedom promise the globals of a browser, which Deno's do not have.
  made ??= (parseHTML("<html></html>") as unknown as { document: SvgDocument }).document;
  return made;
}
