import assert from "node:assert/strict";
import {
  filesWanted,
  FormatError,
  load,
  parseTfjs,
  type ReadOptions,
} from "../../../lib/formats/mod.ts";

const file = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** A weight of the manifest. */
const weight = (name: string, shape: number[], dtype = "float32") => ({ name, shape, dtype });

const float = { dtype: { type: "DT_FLOAT" } };
const sizes = (...list: number[]) => ({
  shape: { dim: list.map((size) => ({ size: `${size}` })) },
});

/** x -> MatMul -> Reshape, of which the target lies in a shard; an unused branch beside it. */
const graphModel = {
  format: "graph-model",
  signature: { outputs: { "y:0": { name: "y:0" } } },
  modelTopology: {
    node: [
      { name: "x", op: "Placeholder", attr: { shape: sizes(-1, 4), ...float } },
      { name: "w", op: "Const", attr: { ...float } },
      { name: "target", op: "Const", attr: { dtype: { type: "DT_INT32" } } },
      { name: "product", op: "MatMul", input: ["x", "w"], attr: { transpose_b: { b: false } } },
      { name: "y", op: "Reshape", input: ["product", "target"] },
      { name: "other", op: "Relu", input: ["x"] },
    ],
    library: {},
  },
  weightsManifest: [{
    paths: ["a.bin", "b.bin"],
    weights: [weight("w", [4, 6]), weight("target", [3], "int32")],
  }],
};

function told(model: unknown, options?: ReadOptions): string[] {
  const { graphs: [{ operators, tensors }] } = load(file(model), options);
  const shown = (id: number) => `${tensors[id].name}[${tensors[id].shape}]`;
  return operators.map(({ type, inputs, outputs }) =>
    `${type} ${outputs.map(shown)} <- ${inputs.map(shown).join(" ")}`
  );
}

Deno.test("a graph model is read without its shards: shapes come from the manifest", () => {
  const { notes, format, graphs: [graph] } = load(file(graphModel), { batch: 2 });
  assert.equal(format, "tfjs");
  assert.deepEqual(told(graphModel, { batch: 2 }), [
    "MatMul product[2,6] <- x[2,4] w[4,6]",
    "Reshape y[] <- product[2,6] target[3]",
  ]);
  assert.deepEqual(graph.outputs.map((id) => graph.tensors[id].name), ["y"]);
  assert.deepEqual(notes, [
    'Shapes stop at operators[1] (Reshape "y"): input 1 ("target") is not in the file',
    "Open dimensions count as 1 in 1 activation: the peak is a lower bound, until the shapes of " +
    "the inputs are given or the operators above are replaced",
    "Nodes that no output needs, left out: 1",
    'Numbers of constants lie in files that were not given: "a.bin", "b.bin"',
  ]);
});

Deno.test("shards, or numbers by name, make shapes known that depend on them", () => {
  const shards = {
    "a.bin": new Uint8Array(96),
    "b.bin": new Uint8Array(Int32Array.of(2, 3, -1).buffer),
  };
  assert.match(told(graphModel, { batch: 2, files: shards })[1], /^Reshape y\[2,3,2\]/);
  assert.match(
    told(graphModel, { batch: 2, values: { target: [1, 4, 3] } })[1],
    /^Reshape y\[1,4,3\]/,
  );
  const model = load(file(graphModel), { files: shards });
  const target = model.graphs[0].tensors.find(({ name }) => name === "target");
  assert.equal(target?.data?.buffer, shards["b.bin"].buffer);
  assert.throws(
    () => load(file(graphModel), { files: { ...shards, "b.bin": new Uint8Array(8) } }),
    /weightsManifest\[0\].weights\[1\]: expected 12 bytes in its shards, found their end/,
  );
  assert.throws(
    () => load(file(graphModel), { values: { target: [1] } }),
    /Cannot set the numbers of "target": as many as shape \[3\] holds, not 1/,
  );
});

Deno.test("weights that are stored quantised take fewer bytes in their shard and have no data", () => {
  const quantised = structuredClone(graphModel);
  const [group] = quantised.weightsManifest;
  Object.assign(group.weights[0], { quantization: { dtype: "uint8", min: 0, scale: 1 } });
  group.paths = ["a.bin"];
  const shard = new Uint8Array(36);
  shard.set(new Uint8Array(Int32Array.of(3, 2, 2).buffer), 24);
  const options = { batch: 2, files: { "a.bin": shard } };
  assert.match(told(quantised, options)[1], /^Reshape y\[3,2,2\]/);
  const [w] = load(file(quantised), options).graphs[0].tensors.filter(({ name }) => name === "w");
  assert.deepEqual([w.bytes, w.data], [96, undefined]);
});

Deno.test("small weights that are stored quantised are known as the numbers that they stand for", () => {
  const scaled = (dtype: string, quantization: object, bytes: number[]) => {
    const model = structuredClone(graphModel);
    const [group] = model.weightsManifest;
    group.paths = ["a.bin"];
    group.weights = [{ ...weight("target", [3], dtype), quantization } as typeof group.weights[0]]
      .concat(weight("w", [4, 6]));
    const shard = new Uint8Array(bytes.length + 96);
    shard.set(bytes);
    const { graphs: [{ tensors }] } = load(file(model), { files: { "a.bin": shard } });
    return tensors.find(({ name }) => name === "target")?.values;
  };
  assert.deepEqual(scaled("int32", { dtype: "uint8", min: -1, scale: 0.51 }, [0, 2, 6]), [
    -1,
    0,
    2,
  ]);
  assert.deepEqual(scaled("float32", { dtype: "uint16", min: 1, scale: 2 }, [0, 0, 1, 0, 0, 1]), [
    1,
    3,
    513,
  ]);
  assert.deepEqual(scaled("float32", { dtype: "float16" }, [0, 0x3c, 0, 0xc0, 0, 0x20]), [
    1,
    -2,
    1 / 128,
  ]);
});

Deno.test("filesWanted() names the shards that lie beside a model, and none that leads elsewhere", () => {
  assert.deepEqual(filesWanted(file(graphModel)), ["a.bin", "b.bin"]);
  const group = { paths: ["../a", "/etc/a", "C:a", "\\\\a", "sub/b.bin"], weights: [] };
  assert.deepEqual(filesWanted(file({ modelTopology: {}, weightsManifest: [group] })), [
    "sub/b.bin",
  ]);
  assert.deepEqual(filesWanted(file({ modelTopology: {}, weightsManifest: 7 })), []);
  assert.deepEqual(filesWanted(new TextEncoder().encode('{"modelTopology": ')), []);
  assert.deepEqual(filesWanted(new Uint8Array(9)), []);
});

const layer = (class_name: string, name: string, config: object, ...reads: string[]) => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes: reads.length > 0 ? [reads.map((read) => [read, 0, 0, {}])] : [],
});

const network = (class_name: string, config: unknown, weights: object[] = []) => ({
  modelTopology: { keras_version: "2.1.6", model_config: { class_name, config } },
  weightsManifest: [{ paths: ["w.bin"], weights }],
});

Deno.test("layers become the operators that compute them", () => {
  const model = network("Model", {
    layers: [
      layer("InputLayer", "image", { batch_input_shape: [null, 8, 8, 3], dtype: "float32" }),
      layer(
        "Conv2D",
        "conv",
        { filters: 4, kernel_size: [3, 3], strides: 2, padding: "same", activation: "relu" },
        "image",
      ),
      layer("BatchNormalization", "norm", { axis: -1 }, "conv"),
      layer("Dropout", "drop", {}, "norm"),
      layer(
        "DepthwiseConv2D",
        "depth",
        { kernel_size: 3, padding: "valid", use_bias: false },
        "drop",
      ),
      layer("ZeroPadding2D", "pad", { padding: [[0, 1], [1, 1]] }, "depth"),
      layer("UpSampling2D", "up", { size: [2, 2] }, "pad"),
      layer("MaxPooling2D", "pool", { pool_size: [2, 2], padding: "valid" }, "up"),
      layer("Concatenate", "join", { axis: -1 }, "pool", "pad"),
      layer("Flatten", "flat", {}, "join"),
      layer("Dense", "dense", { units: 5, activation: "softmax" }, "flat"),
    ],
    input_layers: [["image", 0, 0]],
    output_layers: [["dense", 0, 0]],
  }, [
    weight("conv/kernel", [3, 3, 3, 4]),
    weight("conv/bias", [4]),
    weight("depth/depthwise_kernel", [3, 3, 4, 1]),
    weight("dense/kernel", [96, 5]),
  ]);
  assert.deepEqual(told(model, { batch: 1 }).map((line) => line.split(" <- ")[0]), [
    "Conv2D conv/Conv2D[1,4,4,4]",
    "BiasAdd conv/BiasAdd[1,4,4,4]",
    "Relu conv/Relu[1,4,4,4]",
    "FusedBatchNormV3 norm/FusedBatchNormV3[1,4,4,4]",
    "DepthwiseConv2dNative depth/DepthwiseConv2dNative[1,2,2,4]",
    "Pad pad/Pad[1,3,4,4]",
    "UpSampling2D up/UpSampling2D[1,6,8,4]",
    "MaxPool pool/MaxPool[1,3,4,4]",
    "ConcatV2 join/ConcatV2[1,3,4,8]",
    "Reshape flat/Reshape[1,96]",
    "MatMul dense/MatMul[1,5]",
    "BiasAdd dense/BiasAdd[1,5]",
    "Softmax dense/Softmax[1,5]",
  ]);
  assert.deepEqual(load(file(model), { batch: 1 }).notes, []);
  assert.deepEqual(parseTfjs(file(model)).graphs[0].inputs.length, 1);
});

Deno.test("a sequence needs no input layer; recurrent layers are one operator each", () => {
  const model = network("Sequential", [
    { class_name: "LSTM", config: { name: "lstm", units: 6, batch_input_shape: [1, 5, 3] } },
    { class_name: "Reshape", config: { name: "grid", target_shape: [2, -1] } },
    { class_name: "Activation", config: { name: "act", activation: "swish" } },
  ], [
    weight("lstm/lstm_cell/kernel", [3, 24]),
    weight("lstm/lstm_cell/recurrent_kernel", [6, 24]),
  ]);
  assert.deepEqual(told(model).map((line) => line.split(" <- ")[0]), [
    "LSTM lstm/LSTM[1,6]",
    "Reshape grid/Reshape[1,2,3]",
    "Sigmoid act/Sigmoid[1,2,3]",
    "Mul act/Mul[1,2,3]",
  ]);
});

Deno.test("layers that hold a layer: both directions of time, and every step", () => {
  const wrapped = (merge_mode: string | null, return_sequences: boolean) =>
    network("Sequential", [
      {
        class_name: "Bidirectional",
        config: {
          name: "both",
          batch_input_shape: [1, 5, 3],
          merge_mode,
          layer: { class_name: "GRU", config: { name: "gru", units: 6, return_sequences } },
        },
      },
    ], [
      weight("both/forward_gru/kernel", [3, 18]),
      weight("both/backward_gru/kernel", [3, 18]),
    ]);
  assert.deepEqual(told(wrapped("concat", true)), [
    "GRU both/forward_gru/GRU[1,5,6] <- input[1,5,3] forward_gru/kernel[3,18] " +
    "forward_gru/recurrent_kernel[6,18] forward_gru/bias[18]",
    "ReverseV2 both/reversed[1,5,3] <- input[1,5,3] both/time[1]",
    "GRU both/backward_gru/GRU[1,5,6] <- both/reversed[1,5,3] backward_gru/kernel[3,18] " +
    "backward_gru/recurrent_kernel[6,18] backward_gru/bias[18]",
    "ReverseV2 both/restored[1,5,6] <- both/backward_gru/GRU[1,5,6] both/time[1]",
    "ConcatV2 both/ConcatV2[1,5,12] <- both/forward_gru/GRU[1,5,6] both/restored[1,5,6] both/axis[]",
  ]);
  const last = told(wrapped("ave", false)).slice(-2).map((line) => line.split(" <- ")[0]);
  assert.deepEqual(last, ["AddV2 both/AddV2[1,6]", "RealDiv both/RealDiv[1,6]"]);
  assert.equal(load(file(wrapped(null, false))).graphs[0].outputs.length, 2);
  const steps = network("Sequential", [
    {
      class_name: "TimeDistributed",
      config: {
        name: "steps",
        batch_input_shape: [2, 5, 8, 8, 3],
        layer: {
          class_name: "Conv2D",
          config: { name: "conv", filters: 4, kernel_size: 3, use_bias: false },
        },
      },
    },
  ], [weight("steps/kernel", [3, 3, 3, 4])]);
  assert.deepEqual(told(steps), [
    "Shape steps/Shape[5] <- input[2,5,8,8,3]",
    "TimeToBatch steps/TimeToBatch[10,8,8,3] <- input[2,5,8,8,3]",
    "Conv2D steps/steps/Conv2D[10,6,6,4] <- steps/TimeToBatch[10,8,8,3] steps/kernel[3,3,3,4]",
    "BatchToTime steps/BatchToTime[2,5,6,6,4] <- steps/steps/Conv2D[10,6,6,4] steps/Shape[5]",
  ]);
});

Deno.test("layers inside of layers without end are refused", () => {
  let inner: object = { class_name: "Dense", config: { name: "d", units: 1 } };
  for (let depth = 0; depth < 200; depth++) {
    inner = {
      class_name: "TimeDistributed",
      config: { name: "t", batch_input_shape: [1, 2, 3], layer: inner },
    };
  }
  assert.throws(() => load(file(network("Sequential", [inner]))), /limit "depth"/);
});

Deno.test("models inside of models, and layers that are used twice with the same weights", () => {
  const inner = {
    layers: [
      layer("InputLayer", "in", { batch_input_shape: [null, 4] }),
      layer("Dense", "shared", { units: 4, use_bias: false }, "in"),
    ],
    input_layers: [["in", 0, 0]],
    output_layers: [["shared", 0, 0]],
  };
  const twice = {
    ...layer("Functional", "tower", inner, "a"),
    inbound_nodes: [[["a", 0, 0]], [["b", 0, 0]]],
  };
  const model = network("Functional", {
    layers: [
      layer("InputLayer", "a", { batch_input_shape: [1, 4] }),
      layer("InputLayer", "b", { batch_input_shape: [1, 4] }),
      twice,
      { ...layer("Add", "sum", {}), inbound_nodes: [[["tower", 0, 0], ["tower", 1, 0]]] },
    ],
    input_layers: [["a", 0, 0], ["b", 0, 0]],
    output_layers: [["sum", 0, 0]],
  }, [weight("shared/kernel", [4, 4])]);
  assert.deepEqual(told(model), [
    "MatMul tower/shared/MatMul[1,4] <- a[1,4] shared/kernel[4,4]",
    "MatMul tower_1/shared/MatMul[1,4] <- b[1,4] shared/kernel[4,4]",
    "AddV2 sum/AddV2_0[1,4] <- tower/shared/MatMul[1,4] tower_1/shared/MatMul[1,4]",
  ]);
});

Deno.test("a layer without a rule is named", () => {
  const model = network("Sequential", [
    { class_name: "PixelShuffle", config: { name: "shuffle", batch_input_shape: [1, 4] } },
  ]);
  assert.equal(
    load(file(model)).notes[0],
    'Shapes stop at operators[0] (PixelShuffle "shuffle/PixelShuffle"): ' +
      "no rule for the shapes of PixelShuffle is known",
  );
});

Deno.test("broken files end in one sentence that says where", () => {
  const bad = (text: string) => new TextEncoder().encode(`{"modelTopology": ${text}}`);
  const cases: [Uint8Array, string][] = [
    [bad("7"), "modelTopology: expected an object, found 7"],
    [bad('{"node": [{"name": 1}]}'), "modelTopology.node[0].name: expected a text, found 1"],
    [bad('{"node": [1]}'), "modelTopology.node[0]: expected an object, found 1"],
    [bad("{}"), "model_config.config: expected an object, found undefined"],
    [
      file(network("Sequential", { layers: 1 })),
      "model_config.config.layers: expected a list, found 1",
    ],
    [
      file(
        network("Sequential", [{ class_name: "Dense", config: { name: "d", input_shape: [1] } }]),
      ),
      "model_config.config.layers[0].config.units: expected a whole number, found undefined",
    ],
    [
      file({ ...graphModel, weightsManifest: [{ weights: [{ name: "w" }] }] }),
      "weightsManifest[0].weights[0].shape: expected a list, found undefined",
    ],
    [
      file({ ...graphModel, signature: { outputs: { y: { name: "z" } } } }),
      'modelTopology.node, output 0: expected the name of a node, found "z"',
    ],
  ];
  for (const [bytes, wanted] of cases) {
    assert.throws(() => load(bytes), (error) => {
      assert.ok(error instanceof FormatError, wanted);
      assert.equal(error.message, `Cannot read the tfjs file at ${wanted}`);
      return true;
    });
  }
});
