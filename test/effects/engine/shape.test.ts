// What rules and grants get to see of a command.

import { describe, expect, it } from "vitest";
import type { CommandShape } from "../../../src/effects/effect.ts";
import { effectsOfCall } from "../../../src/effects/tools.ts";
import type { Workspace } from "../../../src/effects/workspace.ts";
import { world } from "./world.ts";

/** The shape of the last command of that name. */
function shapeIn(text: string, program: string, workspace: Workspace = world()): CommandShape | undefined {
  const shapes = effectsOfCall({ tool: "bash", input: { command: text } }, workspace).map(({ origin }) => origin.command);
  return shapes.findLast((shape) => shape?.argv[0]?.endsWith(program));
}

const canonical = (text: string, program: string): string =>
  (shapeIn(text, program)?.canonical ?? ["as it stands"]).map((word) => word ?? "?").join(" ");

describe("a command without what its spelling adds", () => {
  it.each([
    ["/usr/bin/git commit -m x", "git", "git commit -m x"],
    ["./git commit", "git", "git commit"],
    ["/bin/rm f", "rm", "rm f"],
    ["git -C . commit -m x", "git", "git commit -m x"],
    ["git -c a=b commit", "git", "git commit"],
    ["git --no-pager push origin main", "git", "git push origin main"],
    ['git -C "$X" push', "git", "git push"],
    ["git --git-dir .git --work-tree=. push -f", "git", "git push -f"],
    ["git --frob commit", "git", "git commit"],
    ["git $X commit", "git", "git commit"],
    ["git commit -m x", "git", "as it stands"],
    ["git --no-pager alias", "git", "git alias"],
    ["npm --tag x publish", "npm", "npm publish"],
    ["npm --frob zz publish", "npm", "npm publish"],
    ["npm --frob test publish", "npm", "npm ? publish"],
    ["docker --context x push a", "docker", "docker push a"],
    ["docker --context x compose -f y up -d", "docker", "docker compose up -d"],
    ["kubectl -n a delete pod x", "kubectl", "kubectl delete pod x"],
    ["cargo +nightly publish", "cargo", "cargo publish"],
    ["aws --profile p --no-paginate s3 rm x", "aws", "aws s3 rm x"],
    ["gh pr -R a/b create --fill", "gh", "gh pr create --fill"],
    ["terraform -chdir=x apply", "terraform", "terraform apply"],
    ["timeout 5 git -C . push", "git", "git push"],
    ["ls -l", "ls", "as it stands"],
    ["acme --verbose release", "acme", "as it stands"],
  ])("%s", (text, program, expected) => {
    expect(canonical(text, program)).toBe(expected);
  });
});

describe("a command is fed", () => {
  it.each([
    "python3 /dev/fd/3 3<<< 'print(1)'",
    "python3 x.py 3< f",
    "python3 x.py 3<<E\na\nE",
    "python3 x.py 4<> f",
    "python3 x.py <&3",
    "python3 x.py {n}< f",
    "exec 3<<< x; python3 x.py",
    "exec {n}< f; python3 x.py",
    "f() { exec 3<<< x; }; f; python3 x.py",
    "if test -e a; then exec 3< a; fi; python3 x.py",
    "{ python3 x.py; } 5< f",
    "while read l; do python3 x.py; done < list",
    "python3 /dev/stdin",
    "python3 /dev/./fd/../stdin",
    "python3 x.py --file=/proc/self/fd/3",
    "python3 x.py @/proc/1/task/1/fd/0",
    "cd /dev && python3 fd/3",
    "python3 <(echo 1)",
    "bash -c 'python3 x.py' <<< a",
    "bash -c 'python3 x.py' 3<<< a",
    "echo a | bash -c 'env python3 x.py'",
  ])("%s", (text) => {
    expect(shapeIn(text, "python3")?.fed).toBe(true);
  });

  it.each([
    "python3 x.py",
    "python3 x.py > out 2>&1",
    "exec 3>&1; python3 x.py",
    "exec 3< a; exec 3<&-; python3 x.py",
    "python3 y.py 3< a; python3 x.py",
    "{ ls; } < a; python3 x.py",
    "python3 /develop/fd/3",
    "bash -c 'python3 x.py'",
  ])("and isn't: %s", (text) => {
    expect(shapeIn(text, "python3")?.fed).toBe(false);
  });
});

describe("a command", () => {
  it("is marked where PATH may find its program in the workspace", () => {
    const local = world({ shadowed: ["acme", "echo"] });
    expect(shapeIn("acme x", "acme", local)?.altered).toBe(true);
    expect(shapeIn("env echo x", "echo", local)?.altered).toBe(true);
    // The shell has its own.
    expect(shapeIn("echo x", "echo", local)?.altered).toBeUndefined();
    expect(shapeIn("acme x", "acme")?.altered).toBeUndefined();
  });

  it("runs in the folder that a link leads to", () => {
    const linked = world({ links: { "/home/u/proj/now": "/srv/a" } });
    expect(shapeIn("cd now; acme x", "acme", linked)?.cwd).toBeUndefined();
    expect(shapeIn("cd now && acme x", "acme", linked)?.cwd).toBe("/srv/a");
    expect(shapeIn("cd src && acme x", "acme", linked)?.cwd).toBe("/home/u/proj/src");
  });

  it.each([
    ["rm a", undefined],
    ["rm -f a", undefined],
    ["rm -rf a", true],
    ["find a -delete", true],
    ["find a -maxdepth 0 -delete", undefined],
  ])("that deletes says whether it goes into folders: %s", (text, expected) => {
    const deleted = effectsOfCall({ tool: "bash", input: { command: text } }, world()).find((effect) => effect.kind === "delete");
    expect(deleted?.kind === "delete" ? deleted.recursive : "no delete").toBe(expected);
  });
});
