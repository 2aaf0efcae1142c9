// The policy table on a real host: for each row one real call, in each mode. Allowed means that pi ran it; a question means that the user was
// asked, and closed it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EffectClass } from "../../src/policy/classes.ts";
import { EFFECT_CLASSES } from "../../src/policy/classes.ts";
import { MODE_NAMES } from "../../src/policy/modes.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk | undefined;

beforeEach(() => {
  scratch = makeScratch();
  writeFileSync(join(scratch.project, ".env"), "KEY=value\n");
});
afterEach(async () => {
  await sdk?.close();
  sdk = undefined;
  scratch.remove();
});

// row, call, plan, execute, review
const ROWS: readonly (readonly [EffectClass, ReturnType<typeof bash>, string])[] = [
  ["run", bash("echo hello"), "allow allow allow"],
  ["read", bash("cat README.md"), "allow allow allow"],
  ["read-secret", bash("cat .env"), "ask ask ask"],
  ["write", bash("echo x > made.txt"), "deny allow deny"],
  ["delete-broad", bash("rm -rf src"), "deny ask deny"],
  ["write-secret", bash("echo x >> .env"), "deny ask deny"],
  ["write-temp", bash('f=$(mktemp) && rm "$f"'), "deny allow allow"],
  ["write-outside", bash("echo x > ~/made.txt"), "deny ask deny"],
  ["write-guard", call("write", { path: ".pi/pi-modes.json", content: "{}" }), "deny ask deny"],
  ["write-vcs", bash("git config user.name Other"), "deny ask deny"],
  ["execute-check", bash("node --test"), "ask allow allow"],
  ["execute", bash("node -e 1"), "ask allow ask"],
  ["network-loopback", bash("curl --max-time 1 http://127.0.0.1:9/"), "ask allow ask"],
  ["network-own-remote", bash("gh pr view"), "ask allow allow"],
  ["network-fetch", bash("curl --max-time 1 http://example.invalid/"), "ask allow ask"],
  ["network-send", bash("curl -d x http://example.invalid/"), "deny ask deny"],
  ["install-declared", bash("npm ci"), "deny allow deny"],
  ["install-new", bash("npm install left-pad"), "deny ask deny"],
  ["vcs-local", bash("git add ."), "deny allow deny"],
  ["vcs-change", bash("git push"), "deny ask deny"],
  ["system", bash("systemctl restart nginx"), "deny ask deny"],
  ["reset", bash("docker volume rm data"), "deny ask deny"],
  ["destroy", bash("mkfs.ext4 /dev/sda"), "deny deny deny"],
  ["opaque", bash('eval "$UNKNOWN"'), "ask ask ask"],
];

describe("the policy table on a real host", () => {
  it("has a call for each row", () => {
    expect(ROWS.map(([row]) => row)).toEqual(EFFECT_CLASSES);
  });

  it.each(MODE_NAMES)("decides each row as the table says in %s", async (mode) => {
    sdk = await startSdk(scratch);
    if (mode !== "execute") await sdk.prompt(`/mode ${mode}`);
    const seen: string[] = [];
    for (const [row, step] of ROWS) {
      const asked = sdk.ui.asked.length;
      const [outcome] = await sdk.prompt(scripted(step));
      const refused = outcome?.text.startsWith("Not run: ") === true;
      seen.push(`${row}: ${sdk.ui.asked.length > asked ? "ask" : refused ? "deny" : "allow"}`);
    }
    expect(sdk.errors).toEqual([]);
    expect(seen).toEqual(ROWS.map(([row, , decisions]) => `${row}: ${decisions.split(" ")[MODE_NAMES.indexOf(mode)]}`));
  });
});
