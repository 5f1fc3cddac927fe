/** The width multiplier of a network. */

/** Scales a number of channels, as the networks' papers do: to a multiple of `divisor`, not below it. */
export function scaled(width: number, divisor = 1): (channels: number) => number {
  return (channels) => Math.max(divisor, Math.round(channels * width / divisor) * divisor);
}
