// This package among its peers: the whole way from a call to its verdict, with the disk, as the guard goes it.

import { judge } from "../../src/judge.ts";
import { MODES, type ModeName } from "../../src/policy/modes.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { REPOSITORY } from "../../test/host/kit/host.ts";
import { text } from "../../test/host/kit/json.ts";
import { readManifest } from "../../test/host/kit/pack.ts";
import type { Peer } from "./peer.ts";

export function ours(mode: ModeName, home: string, env: Readonly<Record<string, string>>): Peer {
  return {
    label: `this package, ${mode}`,
    package: { name: "this package", version: text(readManifest(REPOSITORY), "version"), licence: "MIT" },
    how: `\`judge\` in \`${mode}\`, without a configuration`,
    claims: mode === "execute" ? "working" : "looking",
    timed: mode === "plan",
    judgeIn: async (cwd) => {
      const workspace = nodeWorkspace({ cwd, home, env });
      return (command) => judge({ tool: "bash", input: { command } }, workspace, MODES[mode]).decision;
    },
  };
}
