/** The parts of the self-test header that are the same for every model. */

/** Everything before the tables. */
export const HEADER_START: string = `
#ifndef TMM_SELFTEST_H_
#define TMM_SELFTEST_H_

#include <stdint.h>
#include <string.h>

/* How the test reaches the model. With TensorFlow Lite Micro, after AllocateTensors():
 *
 *   static void* input(void* c, int i) {
 *     return static_cast<tflite::MicroInterpreter*>(c)->input(i)->data.data;
 *   }
 *   static const void* output(void* c, int i) {
 *     return static_cast<tflite::MicroInterpreter*>(c)->output(i)->data.data;
 *   }
 *   static int invoke(void* c) {
 *     return static_cast<tflite::MicroInterpreter*>(c)->Invoke() == kTfLiteOk ? 0 : 1;
 *   }
 *   ...
 *   const tmm_model model = {&interpreter, input, output, invoke};
 *   if (tmm_selftest(&model) != 0) { the memory plan is not for these kernels }
 *
 * A model with variables (LSTM, SVDF) must be reset afterwards: interpreter.Reset(). */
typedef struct {
  void* context;
  void* (*input)(void* context, int index);        /* where the bytes of an input lie */
  const void* (*output)(void* context, int index); /* where the bytes of an output lie */
  int (*invoke)(void* context);                    /* one inference; 0 for success */
} tmm_model;

typedef enum { TMM_BYTES, TMM_FLOAT32, TMM_INT32, TMM_INT64, TMM_BOOL } tmm_fill;
typedef struct {
  tmm_fill fill;
  uint32_t elements;
} tmm_input;
/* A digest of bytes; or, where there are samples, numbers that lie stride elements apart. */
typedef struct {
  uint64_t digest;
  uint32_t bytes;
  uint32_t first;
  uint32_t samples;
  uint32_t stride;
  float tolerance;
} tmm_output;
`;

/** Everything behind the tables. */
export const HEADER_END: string = `
/* splitmix64 */
static uint64_t tmm_next(uint64_t* state) {
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void tmm_fill_input(unsigned char* bytes, tmm_input input, uint64_t state) {
  uint32_t i;
  for (i = 0; i < input.elements; i++) {
    const uint64_t draw = tmm_next(&state);
    if (input.fill == TMM_FLOAT32) {
      const float value = (float)(int32_t)(uint32_t)draw / 2147483648.0f;
      memcpy(bytes + 4u * i, &value, 4);
    } else if (input.fill == TMM_INT32) {
      const int32_t value = (int32_t)(draw % 10u);
      memcpy(bytes + 4u * i, &value, 4);
    } else if (input.fill == TMM_INT64) {
      const int64_t value = (int64_t)(draw % 10u);
      memcpy(bytes + 8u * i, &value, 8);
    } else {
      bytes[i] = (unsigned char)(input.fill == TMM_BOOL ? draw & 1u : draw >> 24);
    }
  }
}

static int tmm_output_is(const unsigned char* bytes, const tmm_output* wanted) {
  uint64_t digest = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
  uint32_t i;
  for (i = 0; i < wanted->samples; i++) {
    float value, error;
    memcpy(&value, bytes + 4u * i * wanted->stride, 4);
    error = value - tmm_samples[wanted->first + i];
    if (!(error <= wanted->tolerance && -error <= wanted->tolerance)) return 0;
  }
  if (wanted->samples > 0) return 1;
  for (i = 0; i < wanted->bytes; i++) digest = (digest ^ bytes[i]) * UINT64_C(0x100000001b3);
  return digest == wanted->digest;
}

/* Runs the model on known inputs. 0: every output is as it should be; -1: an inference failed;
 * otherwise 1 + the index of the first output that is not. */
static int tmm_selftest(const tmm_model* model) {
  const uint32_t runs = (uint32_t)(sizeof(tmm_seeds) / sizeof(tmm_seeds[0]));
  uint32_t run;
  int i;
  for (run = 0; run < runs; run++) {
    for (i = 0; i < TMM_INPUTS; i++) {
      const uint64_t state = UINT64_C(1000003) * tmm_seeds[run] + (uint64_t)i + 1u;
      tmm_fill_input((unsigned char*)model->input(model->context, i), tmm_inputs[i], state);
    }
    if (model->invoke(model->context) != 0) return -1;
    for (i = 0; i < TMM_OUTPUTS; i++) {
      const unsigned char* bytes = (const unsigned char*)model->output(model->context, i);
      if (!tmm_output_is(bytes, &tmm_outputs[run * TMM_OUTPUTS + (uint32_t)i])) return 1 + i;
    }
  }
  return 0;
}

#endif /* TMM_SELFTEST_H_ */
`;
