// TypeScript as plain ES modules, each at its own address: what is measured runs as published code does, without the wrappers of a
// CommonJS transform. `node --import ./bench/kit/register.mjs FILE.ts`.

import { register } from "node:module";

register("./typescript.mjs", import.meta.url);
