// Sizes as programs take them: `10G`, `512`, `1MiB`.

const UNITS = "BKMGTPEZY";

/** More than this in one stroke is a question: 4 GiB. */
const LARGE = 4 * 1024 ** 3;

/** Bytes, or undefined where the text is no size. */
export function sizeOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([a-zA-Z]?)(?:i?[bB])?$/.exec(text);
  if (!match) return undefined;
  const letter = (match[2] ?? "").toUpperCase();
  const power = letter === "" ? 0 : letter === "C" || letter === "W" ? 0 : UNITS.indexOf(letter);
  return power < 0 ? undefined : Number(match[1]) * 1024 ** power;
}

/** True for a size that fills disks. */
export function isLarge(text: string): boolean {
  const size = sizeOf(text);
  return size !== undefined && size >= LARGE;
}
