/** What a format is: the promise that every entry of the list of formats keeps. */

import type { Model } from "../graph/mod.ts";

/** A file format that models come in. */
export interface Format {
  /** The name that {@linkcode Model.format} shows. */
  readonly name: string;
  /** Whether the bytes claim to be of this format; looks at the beginning only, never throws. */
  detect(bytes: Uint8Array): boolean;
  /**
   * Reads a model. Input is hostile: time and memory stay in proportion to the file.
   *
   * @throws {FormatError} If the bytes are not a valid model.
   */
  parse(bytes: Uint8Array): Model;
}
