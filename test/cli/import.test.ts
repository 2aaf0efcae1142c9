import { describe, expect, it } from "vitest";
import { importRules } from "../../src/cli/import.ts";
import { ConfigSchema } from "../../src/config/schema.ts";
import { fits } from "../../src/schema.ts";

describe("pi-modes import", () => {
  it("takes comments and trailing commas, and gives a config that the schema takes", () => {
    const text =
      '{ // mine\n "permissions": { "allow": ["Bash(npm test:*)", "Edit(src/**)",], "deny": ["Read(./.env)"], "defaultMode": "plan", }, }';
    const { lines, status, errors } = importRules("settings.json", text);
    const config: unknown = JSON.parse(lines.join("\n"));
    expect(fits(ConfigSchema, config)).toBe(true);
    expect(config).toMatchObject({ startMode: "plan" });
    expect([status, errors[0]]).toEqual([0, "settings.json: Claude Code, 4 rules."]);
  });

  it("gives a config that the schema takes from OpenCode too", () => {
    const { lines, errors } = importRules(
      "opencode.json",
      '{"permission":{"edit":"ask","bash":{"*":"deny","git *":"allow"},"webfetch":"deny","external_directory":"deny"}}',
    );
    expect(fits(ConfigSchema, JSON.parse(lines.join("\n")))).toBe(true);
    expect(errors[0]).toMatch(/^opencode\.json: OpenCode, \d+ rules\.$/);
  });

  it.each([
    ["", "isn't JSON"],
    ["{", "line 1"],
    ['{\n"permissions": {,}}', "line 2"],
    ["[]", "JSON object"],
    ["{}", "neither"],
    ['{"permissions":[]}', "neither"],
    ["[".repeat(100_000), "nested too deeply"],
    [" ".repeat(1_100_000), "too large"],
  ])("refuses %.20j with status 2 and says why", (text, why) => {
    const { lines, errors, status } = importRules("x.json", text);
    expect([lines, status]).toEqual([[], 2]);
    expect(errors.join("\n")).toContain(why);
  });

  it("makes hidden characters of the file visible in its report", () => {
    expect(importRules("x.json", '{"permissions":{"deny":["Nope\u001b[2J("]}}').errors.join("\n")).not.toContain("\u001b");
  });
});
