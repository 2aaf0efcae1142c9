// Law: the core's files share a process, so none of them leaves another environment or folder behind.

import { afterAll, beforeAll, expect } from "vitest";

const surroundings = () => ({
  folder: process.cwd(),
  env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"))),
});

let before: ReturnType<typeof surroundings>;
beforeAll(() => {
  before = surroundings();
});
afterAll(() => expect(surroundings()).toEqual(before));
