// Law: the host tests' files share a process, and pi runs inside it: each file gets the
// environment and the folder that the runner gave, and no spy of another.

import { afterAll, beforeAll, vi } from "vitest";

let env: NodeJS.ProcessEnv;
let folder: string;
beforeAll(() => {
  env = { ...process.env };
  folder = process.cwd();
});
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(folder);
  vi.restoreAllMocks();
});
