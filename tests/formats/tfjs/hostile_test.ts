import { corpusTest, corpusText } from "../../corpus.ts";
import { checkTextMutations, MUTATIONS } from "../mutations.ts";

const layers = JSON.stringify({
  modelTopology: {
    model_config: {
      class_name: "Sequential",
      config: [
        {
          class_name: "Conv2D",
          config: { name: "c", filters: 4, kernel_size: [3, 3], batch_input_shape: [1, 8, 8, 3] },
        },
        { class_name: "MaxPooling2D", config: { name: "p", pool_size: [2, 2] } },
        { class_name: "Flatten", config: { name: "f" } },
        { class_name: "Dense", config: { name: "d", units: 3, activation: "softmax" } },
      ],
    },
  },
  weightsManifest: [{
    paths: ["w"],
    weights: [{ name: "d/kernel", shape: [36, 3], dtype: "float32" }],
  }],
});

Deno.test(`${MUTATIONS} mutations of a small network of layers end in a model or a FormatError`, () => {
  checkTextMutations([layers]);
});

/** Real files take longer. */
const REAL = Math.ceil(MUTATIONS / 7);

corpusTest(`${REAL} mutations of real models end in a model or a FormatError`, () => {
  const names = ["H_posenet/posenet", "emotion/emotion", "esrgan_default/model"];
  const files = names.map((name) => corpusText(`models/tfjs/${name}.json`));
  checkTextMutations(files, REAL);
});
