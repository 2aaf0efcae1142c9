// What is made of many timings. Law: pure, and total for what it is given; of nothing there is no median, so that is an error.

function sorted(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new Error("nothing was measured");
  return values.toSorted((a, b) => a - b);
}

/** The smallest value that at least this share of all values don't exceed. */
export function percentile(values: readonly number[], share: number): number {
  const all = sorted(values);
  const index = Math.min(Math.max(Math.ceil(share * all.length) - 1, 0), all.length - 1);
  return all[index] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const all = sorted(values);
  const middle = all.length >> 1;
  const upper = all[middle] ?? Number.NaN;
  return all.length % 2 === 1 ? upper : ((all[middle - 1] ?? upper) + upper) / 2;
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

export function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), worst: percentile(values, 1) };
}

export interface Point {
  readonly size: number;
  readonly time: number;
}

/** The exponent of growth: the slope of the line through the logarithms. 1: twice the size takes twice the time. */
export function slope(points: readonly Point[]): number {
  const logs = points.map(({ size, time }) => ({ x: Math.log(size), y: Math.log(time) }));
  const mean = (of: (log: { readonly x: number; readonly y: number }) => number) =>
    logs.reduce((sum, log) => sum + of(log), 0) / logs.length;
  const [x, y] = [mean((log) => log.x), mean((log) => log.y)];
  const [above, below] = [mean((log) => (log.x - x) * (log.y - y)), mean((log) => (log.x - x) ** 2)];
  if (!(below > 0)) throw new Error("a slope needs two sizes");
  return above / below;
}
