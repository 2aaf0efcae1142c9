// Texts that reach a shell through a descriptor, and commands that git runs.

import { describe, expect, it } from "vitest";
import { briefs, world } from "./world.ts";

const GONE = "delete home guard root broad";

describe("what source runs", () => {
  it.each([
    ["source ./x.sh", ["execute project", "read workspace"]],
    ["source -- ./x.sh a", ["execute project", "read workspace"]],
    ['. "$DIR/x.sh"', ["execute project", "read unknown"]],
    ["source <(echo 'rm -rf ~')", [GONE, "opaque"]],
    [". <(printf 'rm -rf ~\\n')", [GONE, "opaque"]],
    ["source <(cat <<'E'\nrm -rf ~\nE\n)", [GONE, "opaque"]],
    ["source <(acme completion bash)", ["execute installed", "opaque"]],
    ["source /dev/stdin <<< 'rm -rf ~'", [GONE, "opaque"]],
    [". /dev/stdin <<'E'\nrm -rf ~\nE", [GONE, "opaque"]],
    ["echo 'rm -rf ~' | source /dev/stdin", [GONE, "opaque"]],
    [". /dev/fd/3 3<<< 'rm -rf ~'", [GONE, "opaque"]],
    ["exec 7<<< 'rm -rf ~'; . /proc/self/fd/7", [GONE, "opaque"]],
    ["cd /dev && . ./stdin <<< 'rm -rf ~'", [GONE, "opaque"]],
    ["source /dev//./fd/../fd/0 <<< 'rm -rf ~'", [GONE, "opaque"]],
    ["source /dev/fd/9", ["opaque"]],
    ["source /dev/fd/9 {n}< x.sh", ["opaque", "read workspace"]],
    ["source /proc/77/fd/0", ["opaque"]],
    ["source /dev/fd/3 3< x.sh", ["execute project", "read workspace"]],
    ["source /dev/stdin < /dev/stdin", ["execute project", "opaque"]],
  ])("%s", (text, expected) => {
    expect(briefs(text)).toEqual(expected);
  });

  it("through a link to a descriptor isn't known", () => {
    expect(briefs("source in.sh", world({ links: { "/home/u/proj/in.sh": "/dev/pts/3" } }))).toContain("opaque");
  });
});

describe("what a shell runs that is given a descriptor as its script", () => {
  it.each([
    ["bash /dev/stdin <<< 'touch a'", ["write workspace"]],
    ["bash /dev/fd/4 4<<< 'touch a'", ["write workspace"]],
    ["bash /dev/fd/4 ~ 4<<< 'rm -rf $1'", [GONE]],
    ["bash /dev/fd/4", ["opaque"]],
    ["bash < /dev/stdin", ["opaque"]],
    ["bash <(echo 'rm -rf ~')", [GONE, "opaque", "read unknown"]],
    ["zsh /dev/stdin <<< 'touch a'", ["opaque"]],
  ])("%s", (text, expected) => {
    expect(briefs(text)).toEqual(expected);
  });
});
