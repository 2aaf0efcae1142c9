// pi's own example of a plan mode: its test of a command, from the folder of examples that pi comes with.

import { join } from "node:path";
import { PI_PACKAGE } from "../../test/host/kit/host.ts";
import { text } from "../../test/host/kit/json.ts";
import { readManifest } from "../../test/host/kit/pack.ts";
import { bundled } from "./bundle.ts";
import type { Peer } from "./peer.ts";

interface Utils {
  readonly isSafeCommand: (command: string) => boolean;
}

export const PLAN_MODE_FOLDER = join(PI_PACKAGE, "examples", "extensions", "plan-mode");

export const PLAN_MODE: Peer = {
  label: "pi's plan-mode example",
  package: { name: "@mariozechner/pi-coding-agent", version: text(readManifest(PI_PACKAGE), "version"), licence: "MIT" },
  how: "`isSafeCommand`, which decides about every command of the bash tool in its plan mode; it takes no configuration",
  claims: "looking",
  timed: true,
  judgeIn: async () => {
    const { isSafeCommand } = (await bundled(join(PLAN_MODE_FOLDER, "utils.ts"))) as Utils;
    return (command) => (isSafeCommand(command) ? "allow" : "deny");
  },
};
