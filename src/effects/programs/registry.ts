// The programs that have a reader of their own, by the name that their entry gives.

import type { Handler } from "../call.ts";
import { own } from "../knowledge/load.ts";
import { devHandlers } from "./dev-handlers.ts";
import { textHandlers } from "./text-handlers.ts";
import { wrapperHandlers } from "./wrapper-handlers.ts";

export function handlerFor(name: string): Handler | undefined {
  return own(wrapperHandlers, name) ?? own(textHandlers, name) ?? own(devHandlers, name);
}
