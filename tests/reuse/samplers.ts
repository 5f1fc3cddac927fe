/** Which input positions a resizing kernel reads, as its C code computes them. */

import type { Sampler } from "./kernels.ts";

interface How {
  readonly align_corners?: boolean;
  readonly half_pixel_centers?: boolean;
}

type MakeSampler = (input: number, output: number, how: How) => Sampler;

const f = Math.fround;

export const nearest: MakeSampler = (input, output, how) => {
  const corners = how.align_corners && output > 1;
  const scale = corners ? f((input - 1) / f(output - 1)) : f(input / f(output));
  return (position) => {
    const place = f(f(position + f(how.half_pixel_centers ? 0.5 : 0)) * scale);
    const rounded = how.align_corners ? Math.round(place) : Math.floor(place);
    return [Math.max(0, Math.min(rounded, input - 1))];
  };
};

/** Both neighbours; with half pixels, those of rounding twice and of a fused product and difference. */
export const bilinearFloat: MakeSampler = (input, output, how) => {
  const corners = how.align_corners && output > 1;
  const scale = corners ? f(f(input - 1) / (output - 1)) : f(f(input) / output);
  return (position) => {
    const centre = position + 0.5;
    const scaled = how.half_pixel_centers
      ? [f(f(centre * scale) - 0.5), f(centre * scale - 0.5)]
      : [f(position * scale)];
    return scaled.flatMap((place) => [
      Math.max(Math.floor(place), 0),
      Math.min(Math.ceil(place), input - 1),
    ]);
  };
};

export const bilinearFixed: MakeSampler = (input, output, how) => {
  const corners = how.align_corners && output > 1;
  const scale = corners
    ? Math.trunc(((input - 1) * 1024 + Math.trunc((output - 1) / 2)) / (output - 1))
    : Math.trunc((input * 1024 + Math.trunc(output / 2)) / output);
  return (position) => {
    const place = how.half_pixel_centers
      ? position * scale + Math.trunc(scale / 2) - 512
      : position * scale;
    return [
      Math.max(Math.trunc(place / 1024), 0),
      Math.min(Math.trunc((place + 1023) / 1024), input - 1),
    ];
  };
};
