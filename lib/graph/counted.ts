/** Things and how many there are, for sentences. */

/** `1 operator`, `84 operators`; the number as it is to be shown, if that is not its plain digits. */
export function counted(count: number, noun: string, shown: string = String(count)): string {
  return `${shown} ${noun}${count === 1 ? "" : "s"}`;
}
