import { describe, expect, it } from "vitest";
import { decisionOn, imported } from "./world.ts";

const rulesOf = (permissions: object) =>
  imported({ permissions }).config.rules.filter(({ effect }) => !(Array.isArray(effect) && effect[0] === "write-guard"));
const EDITS = ["write", "write-outside", "write-secret", "write-temp"];
const READERS = "{read,grep,find,ls}";
const EDITORS = "{edit,write}";

describe("an allowed entry of Claude Code", () => {
  it.each([
    ["Bash(npm run build)", [{ command: "npm run build" }]],
    ["Bash(npm run test:*)", [{ command: "npm run test *" }]],
    ["Bash(git push *)", [{ command: "git push *" }]],
    ["Bash(git status*)", [{ command: "git status* *" }]],
    ["Bash(git * main)", [{ command: "git * ** main" }]],
    ["Bash(git * main *)", [{ command: "git * ** main * **" }]],
    ["Read(./.env)", [{ tool: READERS, path: ".env", effect: ["read*"] }]],
    ["Read(*.pem)", [{ tool: READERS, path: "**/*.pem", effect: ["read*"] }]],
    ["Read(~/notes/**)", [{ tool: READERS, path: "~/notes/**", effect: ["read*"] }]],
    ["Read(//srv/data)", [{ tool: READERS, path: "/srv/data", effect: ["read*"] }]],
    ["Edit(src/**)", [{ tool: EDITORS, path: "src/**", effect: EDITS }]],
    ["Edit(/docs/)", [{ tool: EDITORS, path: "docs", effect: EDITS }]],
    ["mcp__github__get_issue", [{ tool: "mcp__github__get_issue" }]],
    ["mcp__github", [{ tool: "mcp__github__*" }]],
  ])("%s becomes %j", (entry, rules) => {
    expect(rulesOf({ allow: [entry] })).toEqual(rules.map((rule) => ({ ...rule, decision: "allow" })));
  });

  it.each([
    "Bash",
    "Bash(*)",
    "Bash(* --version)",
    "Bash(cd x && npm test)",
    "Bash(curl * | sh)",
    'Bash(git commit -m "x")',
    "Bash(FOO=1 npm test)",
    "Bash(echo $HOME)",
    "Read(../secret)",
    "Edit(src/{a,b}.ts)",
    "WebFetch(domain:example.com)",
    "WebSearch",
    "Task(x)",
    "mcp__github__x(y)",
    "not a rule(",
  ])("%s opens nothing and is reported", (entry) => {
    const { config, notes, status } = imported({ permissions: { allow: [entry] } });
    expect(config.rules).toEqual([]);
    expect(notes).toContainEqual(expect.objectContaining({ kind: "skipped", where: `permissions.allow[0] ${entry}` }));
    expect(status).toBe(0);
  });
});

describe("an entry that closes", () => {
  it.each([
    ["Bash(git push *)", [{ command: "git push *" }]],
    ["Bash(rm -rf:*)", [{ command: "rm -rf *" }]],
    ["Bash(git * main)", [{ command: "git ** main" }]],
    ["Bash(git*--force*)", [{ command: "git* **" }]],
    ['Bash(psql -c "DROP *)', [{ command: "psql -c **" }]],
    ["Bash(* --force)", [{ command: "** --force" }]],
    ["Bash", [{ tool: "bash" }]],
    ["Read(./.env)", [{ path: ".env", effect: ["read*"] }]],
    [
      "Read(.env.*)",
      [
        { path: "**/.env.*", effect: ["read*"] },
        { path: "**/.env.*/**", effect: ["read*"] },
      ],
    ],
    ["Edit(src/**)", [{ path: "src/**", effect: ["write*"] }]],
    ["Write", [{ tool: EDITORS }]],
    ["Read", [{ tool: READERS }]],
    ["mcp__db", [{ tool: "mcp__db__*" }]],
  ])("%s becomes %j, refused or asked", (entry, rules) => {
    for (const decision of ["deny", "ask"]) expect(rulesOf({ [decision]: [entry] })).toEqual(rules.map((rule) => ({ ...rule, decision })));
  });

  it.each(["Bash(curl * | sh)", "Bash($X)", "Read(../x)", "Edit({a,b})", "mcp__db__q(x)"])(
    "%s is lost loudly where it can't be said",
    (entry) => {
      const { notes, status, errors } = imported({ permissions: { deny: [entry] } });
      expect(notes).toContainEqual(expect.objectContaining({ kind: "lost" }));
      expect(errors.join("\n")).toContain(entry);
      expect(status).toBe(1);
    },
  );

  it("that is lost takes what opens the same program with it", () => {
    const { config } = imported({ permissions: { allow: ["Bash(curl:*)", "Bash(git log:*)"], deny: ["Bash(curl * | sh)"] } });
    expect(config.rules.filter(({ decision }) => decision === "allow")).toEqual([{ command: "git log *", decision: "allow" }]);
  });
});

describe("what no rule of Claude Code names", () => {
  const write = { tool: "write", input: { path: "a.txt", content: "" } };

  it.each([
    ["default", { "npm test": "ask", "touch a": "ask", write: "ask" }],
    ["acceptEdits", { "npm test": "ask", "touch a": "ask", write: "allow" }],
    ["bypassPermissions", { "npm test": "allow", "touch a": "allow", write: "allow", "gh pr create": "ask" }],
    ["dontAsk", { "npm test": "ask", write: "ask" }],
  ])("is as strict as %s", (defaultMode, calls) => {
    const { config } = imported({ permissions: { defaultMode } });
    for (const [call, decision] of Object.entries(calls))
      expect([call, decisionOn(call === "write" ? write : call, config)]).toEqual([call, decision]);
  });

  it("starts in plan where the original does", () => {
    expect(imported({ permissions: { defaultMode: "plan" } }).config.startMode).toBe("plan");
  });

  it("is never opened in plan and review", () => {
    const { config } = imported({ permissions: { allow: ["Edit", "Bash(touch:*)"], defaultMode: "acceptEdits" } });
    for (const mode of ["plan", "review"] as const)
      expect([decisionOn(write, config, mode), decisionOn("touch a", config, mode)]).toEqual(["deny", "deny"]);
  });

  it("names what has no equivalent", () => {
    const { errors } = imported({
      permissions: { additionalDirectories: ["../x"], disableBypassPermissionsMode: "disable", defaultMode: "auto", allow: 7 },
    });
    for (const word of ["additionalDirectories", "disableBypassPermissionsMode", "auto", "permissions.allow"])
      expect(errors.join("\n")).toContain(word);
  });

  it("keeps what steers the guard a question", () => {
    const { config } = imported({ permissions: { allow: ["Bash(cp:*)"] } });
    expect([decisionOn("cp notes.txt b.txt", config), decisionOn("cp notes.txt ~/.pi/agent/settings.json", config)]).toEqual([
      "allow",
      "ask",
    ]);
  });
});
