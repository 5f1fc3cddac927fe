/** What a format is: the promise that every entry of the list of formats keeps. */

import { type Model, want } from "../graph/mod.ts";
import type { Limits } from "./limits.ts";

/** What a caller knows about a model beyond its file, and how much of it may be read. */
export interface ReadOptions {
  /** Shapes by names of inputs. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /**
   * Numbers by name: of inputs that never change (a sample rate, a size to resize to); of TensorFlow's
   * graphs also of constants whose numbers are in a file that is not there, and of what is computed at
   * run time (a count that others are sized by).
   */
  readonly values?: Readonly<Record<string, readonly number[]>>;
  /** The first dimension of every input that leaves it open. */
  readonly batch?: number;
  /** How much the file may come to; {@linkcode DEFAULT_LIMITS} where nothing is said. */
  readonly limits?: Partial<Limits>;
  /** Contents of files that the model refers to, by the paths that it gives them. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** A file format that models come in. */
export interface Format {
  /** The name that {@linkcode Model.format} shows. */
  readonly name: string;
  /** Set where `parse` infers shapes, and takes those of the inputs as options. */
  readonly infersShapes?: boolean;
  /** Whether the bytes claim to be of this format; looks at the beginning only, never throws. */
  detect(bytes: Uint8Array): boolean;
  /**
   * Reads a model. Input is hostile: time and memory stay in proportion to the file.
   *
   * @throws {FormatError} If the bytes are not a valid model.
   */
  parse(bytes: Uint8Array, options?: ReadOptions): Model;
}

/** @throws {TypeError} If a model is not of the one format that an action is for. */
export function wantFormat(model: Model, format: string, action: string): void {
  want(model?.format === format, action, `a model of format ${format}`, model);
}
