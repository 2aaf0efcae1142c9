// The programs that run other programs. Law: what runs inside is judged as if it were written out, and the wrapper's own effects come on top.

import type { Handler } from "../call.ts";
import { launchHandlers } from "./env.ts";
import { searchHandlers } from "./find.ts";
import { shellHandlers } from "./shells.ts";
import { remoteHandlers } from "./ssh.ts";
import { inputHandlers } from "./xargs.ts";

export const wrapperHandlers: Readonly<Record<string, Handler>> = {
  ...launchHandlers,
  ...searchHandlers,
  ...shellHandlers,
  ...remoteHandlers,
  ...inputHandlers,
};
