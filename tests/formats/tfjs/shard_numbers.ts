/** Numbers of constants that lie in weight shards the corpus does not have, by what reads them. */

/** One use of a constant. */
export interface ConstantUse {
  /** Type and name of the node that reads it. */
  readonly op: string;
  readonly name: string;
  /** Which input of it. */
  readonly place: number;
  /** How many numbers it holds. */
  readonly size: number;
  /** How many nodes of this type stand before the reader in the file. */
  readonly serial: number;
}

/** The numbers that follow from the published architecture; `undefined` where they do not. */
export type Use = (use: ConstantUse) => readonly number[] | undefined;

interface GraphFile {
  readonly modelTopology: {
    readonly node: readonly {
      readonly name: string;
      readonly op: string;
      readonly input?: string[];
    }[];
  };
  readonly weightsManifest: readonly {
    readonly weights: readonly {
      readonly name: string;
      readonly shape: number[];
      readonly dtype: string;
    }[];
  }[];
}

/** The numbers of all int32 constants that a rule knows. */
export function numbersByUse(file: Uint8Array, use: Use): Record<string, readonly number[]> {
  const { modelTopology, weightsManifest } = JSON.parse(
    new TextDecoder().decode(file),
  ) as GraphFile;
  const weights = new Map(
    weightsManifest.flatMap((group) => group.weights).filter(({ dtype }) => dtype === "int32")
      .map(({ name, shape }) => [name, shape.reduce((size, side) => size * side, 1)]),
  );
  const seen = new Map<string, number>();
  const numbers: Record<string, readonly number[]> = {};
  for (const { name, op, input = [] } of modelTopology.node) {
    const serial = seen.get(op) ?? 0;
    seen.set(op, serial + 1);
    input.forEach((constant, place) => {
      const size = weights.get(constant);
      const known = size === undefined ? undefined : use({ op, name, place, size, serial });
      if (known) numbers[constant] = known;
    });
  }
  return numbers;
}
