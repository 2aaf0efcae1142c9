// What pi loads: the sources where they are, in a checkout, so that no build can be older than they are; else what was built of them. And
// pi's own terminal toolkit for either, which only pi's loader finds.

import { existsSync } from "node:fs";
import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import * as tui from "@mariozechner/pi-tui";

export default async function toolGuard(pi: ExtensionAPI): Promise<void> {
  const file = existsSync(new URL("wiring.ts", import.meta.url)) ? "./wiring.ts" : "../../dist/tool-guard.mjs";
  const { wire }: typeof import("./wiring.ts") = await import(file);
  await wire(pi, tui);
}
