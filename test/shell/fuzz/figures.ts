// What a fuzz run adds up to.

export interface Timed {
  readonly ms: number;
  readonly seed: number;
  readonly text: string;
}

export interface Miss {
  readonly seed: number;
  readonly text: string;
  readonly missed: readonly string[];
}

export interface Figures {
  scripts: number;
  refused: number;
  compared: number;
  /** Compared scripts in which at least one canary ran. */
  ran: number;
  misses: Miss[];
  slowest: Timed[];
}

const SLOWEST = 5;

export function noFigures(): Figures {
  return { scripts: 0, refused: 0, compared: 0, ran: 0, misses: [], slowest: [] };
}

export function slowestOf(all: readonly Timed[]): Timed[] {
  return all.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
}

export function added(a: Figures, b: Figures): Figures {
  return {
    scripts: a.scripts + b.scripts,
    refused: a.refused + b.refused,
    compared: a.compared + b.compared,
    ran: a.ran + b.ran,
    misses: [...a.misses, ...b.misses],
    slowest: slowestOf([...a.slowest, ...b.slowest]),
  };
}

export function isFigures(value: unknown): value is Figures {
  return typeof value === "object" && value !== null && "scripts" in value && "misses" in value && Array.isArray(value.misses);
}

/** The lines that a run ends with. */
export function described(figures: Figures): string {
  const { scripts, refused, compared, ran, misses, slowest } = figures;
  return [
    `${scripts} scripts: ${refused} refused, ${compared} compared with bash (in ${ran} something ran), ${misses.length} missed.`,
    `Slowest to analyse: ${slowest.map(({ ms, seed }) => `${ms.toFixed(1)} ms (seed ${seed})`).join(", ")}.`,
  ].join("\n");
}

export function describedMiss({ seed, text, missed }: Miss): string {
  return `\nMISSED in seed ${seed}:\n${text}\n${missed.map((line) => `  no fact for: ${line}`).join("\n")}`;
}
