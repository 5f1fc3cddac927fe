/** What a result looks like in a notebook: text for everybody, HTML where there is room for it. */

/** A result to look at. */
export interface View {
  /** For terminals, and for readers that show no HTML. */
  readonly text: string;
  /** Charts as inline SVG, and tables. */
  readonly html: string;
}

/** A view of text, and pieces of HTML one below the other. */
export function viewOf(text: string, ...html: readonly string[]): View {
  return { text, html: html.join("\n") };
}
