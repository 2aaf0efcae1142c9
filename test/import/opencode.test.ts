import { describe, expect, it } from "vitest";
import { decisionOn, imported } from "./world.ts";

const write = (path: string) => ({ tool: "write", input: { path, content: "" } });
const read = (path: string) => ({ tool: "read", input: { path } });
type Calls = readonly (readonly [string | { readonly tool: string; readonly input: unknown }, string])[];

describe("a permission of OpenCode", () => {
  it.each<[string, object, Calls]>([
    [
      "allow for all leaves the mode's own questions",
      { permission: "allow" },
      [
        ["npm test", "allow"],
        ["gh pr create", "ask"],
        [write("a"), "allow"],
      ],
    ],
    [
      "ask for all asks, also before reading",
      { permission: "ask" },
      [
        ["npm test", "ask"],
        ["cat notes.txt", "ask"],
        [read("notes.txt"), "ask"],
        [write("a"), "ask"],
      ],
    ],
    [
      "deny for all refuses",
      { permission: "deny" },
      [
        ["npm test", "deny"],
        [read("notes.txt"), "deny"],
        [write("a"), "deny"],
      ],
    ],
    [
      "exceptions from a question",
      { permission: { bash: { "*": "ask", "npm test*": "allow", "gh pr *": "allow", "rm *": "deny" } } },
      [
        ["npm test", "allow"],
        ["npm run build", "ask"],
        ["gh pr create", "allow"],
        ["rm notes.txt", "deny"],
        ["touch a", "ask"],
        [write("a"), "allow"],
      ],
    ],
    [
      "exceptions from a refusal, in execute only",
      { permission: { bash: { "*": "deny", "npm test *": "allow", "git commit *": "ask" } } },
      [
        ["npm test", "allow"],
        ["npm run build", "deny"],
        ["git commit -m x", "ask"],
        ["gh pr create", "deny"],
        [write("a"), "allow"],
      ],
    ],
    ["an entry that a later one takes back", { permission: { bash: { "npm test *": "allow", "*": "ask" } } }, [["npm test", "ask"]]],
    [
      "a narrower entry that a later one takes back",
      { permission: { bash: { "*": "ask", "gh pr create *": "allow", "gh *": "ask" } } },
      [["gh pr create", "ask"]],
    ],
    [
      "a looser entry behind a stricter one stays closed",
      { permission: { bash: { "gh *": "deny", "gh pr *": "allow" } } },
      [["gh pr create", "deny"]],
    ],
    [
      "edits by path",
      { permission: { edit: { "*": "ask", "docs/*": "allow" } } },
      [
        [write("docs/x/y.md"), "allow"],
        [write("a.txt"), "ask"],
      ],
    ],
    [
      "refused edits by path",
      { permission: { edit: { "*.md": "deny" } } },
      [
        [write("docs/a.md"), "deny"],
        [write("a.txt"), "allow"],
      ],
    ],
    [
      "reading by path",
      { permission: { read: { "*.env": "deny" } } },
      [
        [read(".env"), "deny"],
        ["cat .env", "deny"],
        [read("notes.txt"), "allow"],
      ],
    ],
    ["other folders", { permission: { external_directory: "deny" } }, [[write("/srv/x"), "deny"]]],
    [
      "other tools",
      { permission: { "db_*": "allow", "web_*": "deny" } },
      [
        [{ tool: "db_query", input: {} }, "allow"],
        [{ tool: "web_x", input: {} }, "deny"],
      ],
    ],
    [
      "another tool that a later entry closes",
      { permission: { db_query: "allow", "*": "ask" } },
      [[{ tool: "db_query", input: {} }, "ask"]],
    ],
  ])("%s", (_, file, calls) => {
    const { config } = imported(file);
    expect(calls.map(([call]) => decisionOn(call, config))).toEqual(calls.map(([, decision]) => decision));
  });

  it("opens nothing in review by an exception from a refusal", () => {
    const { config } = imported({ permission: { bash: { "*": "deny", "npm test *": "allow" } } });
    expect(decisionOn("npm test", config, "review")).toBe("deny");
  });
});

describe("permissions of an agent", () => {
  const file = {
    permission: { bash: { "gh pr *": "allow" } },
    agent: {
      plan: { permission: { bash: "deny", edit: "deny" } },
      build: { permission: { edit: "ask" } },
      docs: { permission: { edit: "deny" } },
    },
  };

  it("of plan and build hold in plan and execute", () => {
    const { config } = imported(file);
    expect([
      decisionOn("ls src", config, "plan"),
      decisionOn("cat notes.txt", config, "plan"),
      decisionOn("gh pr create", config, "plan"),
    ]).toEqual(["deny", "deny", "deny"]);
    expect([decisionOn(write("a"), config), decisionOn("gh pr create", config)]).toEqual(["ask", "allow"]);
  });

  it("never open plan or review", () => {
    const { config } = imported({ agent: { plan: { permission: { edit: { "*": "allow" }, bash: { "touch *": "allow" } } } } });
    for (const mode of ["plan", "review"] as const)
      expect([decisionOn(write("a"), config, mode), decisionOn("touch a", config, mode)]).toEqual(["deny", "deny"]);
  });

  it("of others are reported", () => {
    expect(imported(file).notes).toContainEqual(expect.objectContaining({ kind: "skipped", where: "agent.docs.permission" }));
  });
});

describe("what has no equivalent", () => {
  it.each([
    [{ webfetch: "ask" }, "webfetch"],
    [{ doom_loop: "ask" }, "doom_loop"],
    [{ task: { x: "deny" } }, "task"],
    [{ bash: { "curl * | sh": "deny" } }, "curl * | sh"],
    [{ bash: { "x *": "maybe" } }, "maybe"],
    [{ bash: 7 }, "permission.bash"],
  ])("%j is reported", (permission, word) => {
    const { errors } = imported({ permission });
    expect(errors.join("\n").replace("none of allow, ask and deny", "maybe")).toContain(word);
  });
});
