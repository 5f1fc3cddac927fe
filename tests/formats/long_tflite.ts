/** A .tflite file of any number of operators, written word by word: a builder would take a minute. */

/**
 * A chain of ADD operators, each of a tensor with itself; the tensors are 4 bytes of int8 without
 * names. The slots of tables are counted as in the public schema.
 *
 *     root - subgraph - tensors, operators (lists of offsets) - tables - lists of one id
 */
export function longTflite(operators: number): Uint8Array {
  const tensors = operators + 1;
  const words = new Int32Array(64 + 2 + tensors * 4 + operators * 9);
  const view = new DataView(words.buffer);
  let end = 8;
  const claim = (bytes: number) => (end += bytes) - bytes;
  const word = (at: number, value: number) => view.setInt32(at, value, true);
  const point = (at: number, target: number) => word(at, target - at);
  /** A table of slots: the size of the table, then where each field lies in it; 0: absent. */
  const slots = (size: number, ...fields: number[]) => {
    const at = claim(4 + 2 * fields.length + 2 & ~3);
    [4 + 2 * fields.length, size, ...fields].forEach((value, i) =>
      view.setUint16(at + 2 * i, value, true)
    );
    return at;
  };
  const table = (size: number, itsSlots: number) => {
    const at = claim(size);
    word(at, at - itsSlots);
    return at;
  };
  const list = (...values: number[]) => {
    const at = claim(4 + 4 * values.length);
    [values.length, ...values].forEach((value, i) => word(at + 4 * i, value));
    return at;
  };

  const tensorSlots = slots(12, 4, 8);
  const operatorSlots = slots(12, 0, 4, 8);
  const root = table(16, slots(16, 4, 8, 12));
  // Offsets lead forwards: lists come before the tables in them.
  const codes = list(0);
  const graphs = list(0);
  const subgraph = table(20, slots(20, 4, 8, 12, 16));
  const code = table(4, slots(4));
  word(0, root);
  new Uint8Array(words.buffer).set(new TextEncoder().encode("TFL3"), 4);
  word(root + 4, 3);
  point(codes + 4, code);
  point(root + 8, codes);
  point(graphs + 4, subgraph);
  point(root + 12, graphs);
  point(subgraph + 8, list(0));
  point(subgraph + 12, list(operators));
  const tensorList = claim(4 + 4 * tensors);
  const operatorList = claim(4 + 4 * operators);
  point(subgraph + 4, tensorList);
  point(subgraph + 16, operatorList);
  word(tensorList, tensors);
  word(operatorList, operators);
  const shapes: number[] = [];
  for (let t = 0; t < tensors; t++) {
    const at = table(12, tensorSlots);
    point(tensorList + 4 + 4 * t, at);
    shapes.push(at + 4);
    view.setInt8(at + 8, 9);
  }
  const shape = list(4);
  for (const at of shapes) point(at, shape);
  for (let o = 0; o < operators; o++) {
    const at = table(12, operatorSlots);
    point(operatorList + 4 + 4 * o, at);
    point(at + 4, list(o, o));
    point(at + 8, list(o + 1));
  }
  return new Uint8Array(words.buffer, 0, end);
}
