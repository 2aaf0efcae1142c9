// What a figure depends on, in half a line.

import { cpus, loadavg, release, type } from "node:os";

export function machine(): string {
  const processors = cpus();
  const load = loadavg()[0] ?? 0;
  const date = new Date().toISOString().slice(0, 10);
  const model = processors[0]?.model.trim() || process.arch;
  return `${model}, ${processors.length} cores, ${type()} ${release()}, node ${process.version.slice(1)}, load ${load.toFixed(1)} at the beginning, ${date}`;
}
