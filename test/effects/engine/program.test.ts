import { describe, expect, it } from "vitest";
import { briefs, effectsOf, world } from "./world.ts";

describe("which program runs", () => {
  it.each([
    ["ls", []],
    ["/bin/ls", []],
    ["/usr/bin/../bin/ls", []],
    ["./ls", ["execute project"]],
    ["node_modules/.x/ls", ["execute project"]],
    ["/tmp/ls", ["execute project"]],
    ["/home/u/bin/ls", ["execute installed"]],
    ["/usr/bin/../../tmp/ls", ["execute project"]],
    ["no-such-program -h", ["execute installed"]],
    ["LS", ["execute installed"]],
    ["__proto__", ["execute installed"]],
    ["constructor x", ["execute installed"]],
    ["toString", ["execute installed"]],
    ["$X", ["opaque"]],
    ['""', ["opaque"]],
  ])("%s", (text, expected) => {
    expect(briefs(text)).toEqual(expected);
  });

  it("is what stands in the folder that the kernel reaches", () => {
    const linked = world({
      links: {
        "/proc/self/root": "/",
        "/home/u/proj/bin": "/usr/bin",
        "/home/u/proj/ls": "/usr/bin/touch",
        "/usr/local/bin/tool": "/home/u/proj/tool",
      },
    });
    expect(briefs("/proc/self/root/usr/bin/touch x", linked)).toEqual(["write workspace"]);
    expect(briefs("bin/touch x", linked)).toEqual(["write workspace"]);
    expect(briefs("./ls x", linked)).toEqual(["execute project"]);
    expect(briefs("/usr/local/bin/tool", linked)).toEqual(["execute project"]);
  });

  it("is the workspace's own where PATH would find it there", () => {
    const shadowed = world({ shadowed: ["cat", "echo"] });
    expect(briefs("cat a", shadowed)).toEqual(["execute project"]);
    // The shell has its own echo; env has not.
    expect(briefs("echo a", shadowed)).toEqual([]);
    expect(briefs("env echo a", shadowed)).toEqual(["execute project"]);
  });
});

describe("variables in front of a program", () => {
  it.each([
    "LANG=C",
    "LC_ALL=C",
    "TZ=UTC",
    "NO_COLOR=1",
    "GIT_PAGER=cat",
    "PAGER=",
    "LESS=-FRX",
    "GIT_OPTIONAL_LOCKS=0",
    "CI=1",
    "LANG=$X",
    "IFS=",
  ])("%s changes nothing", (prefix) => {
    expect(briefs(`${prefix} ls`)).toEqual([]);
  });
  it.each([
    "FOO=1",
    "PATH=.",
    "LD_PRELOAD=./a.so",
    "PAGER=$X",
    "LESS='-o x'",
    "LESSOPEN='|x'",
    "GIT_TRACE=/x",
    "LC_ALLX_=1 lang=C",
    "BASH_ENV=x",
    "NODE_OPTIONS=x",
    "PS4=x",
    "GIT_CONFIG_COUNT=1",
  ])("%s may run anything", (prefix) => {
    expect(briefs(`${prefix} ls`)).toEqual(["execute installed"]);
  });
  it("count as well when they were exported before, or are set by env", () => {
    expect(briefs("export LD_PRELOAD=./a.so; ls")).toContain("execute installed");
    expect(briefs("env LD_PRELOAD=./a.so ls")).toEqual(["execute installed"]);
    expect(briefs("LD_PRELOAD=./a.so sh -c ls")).toEqual(["execute installed"]);
  });
  it("are judged by what they would run", () => {
    expect(briefs("GIT_PAGER='touch x' git log")).toEqual(["execute installed", "write workspace"]);
    expect(briefs("GIT_EDITOR='rm -rf src' ls")).toEqual(["delete workspace broad", "execute installed"]);
    expect(briefs("GIT_EDITOR=true ls")).toEqual(["execute installed"]);
    expect(briefs("FOO='rm -rf src' ls")).toEqual(["execute installed"]);
  });
  it("say which variable it is", () => {
    expect(JSON.stringify(effectsOf("FOO=1 ls"))).toContain("FOO");
  });
});

describe("redirections", () => {
  it.each([
    ["> a", ["write workspace"]],
    ["ls >> /etc/a", ["write outside"]],
    ["ls > /dev/null 2>&1", []],
    ["ls > /dev/sda", ["write outside device"]],
    ["cat <> a", ["read workspace", "write workspace"]],
    ["cat < .env", ["read workspace secret"]],
    ["ls > $X", ["write unknown"]],
    ["ls > $(mktemp)", ["write temp"]],
    ["ls > /dev/tcp/h/80", ["network send elsewhere"]],
    ["cat < /dev/tcp/127.0.0.1/80", ["network send loopback"]],
    ["ls > /dev/tcp/$H/80", ["network send elsewhere"]],
    ["ls > .git/hooks/x", ["write workspace vcs-internal"]],
  ])("%s", (text, expected) => {
    expect(briefs(text)).toEqual(expected);
  });
});

describe("limits", () => {
  it("gives equal effects once", () => {
    expect(effectsOf("touch a; touch a; touch a")).toHaveLength(1);
  });
  it("calls what nests too deep opaque, in bounded time", () => {
    const deep = `${"timeout 1 ".repeat(200)}ls`;
    expect(briefs(deep)).toContain("opaque");
    expect(briefs(`${"env ".repeat(5000)}ls`)).toContain("opaque");
  });
  it("calls what does too much opaque", () => {
    expect(briefs(Array.from({ length: 5000 }, (_, index) => `rm f${index}`).join("\n"))).toContain("opaque");
  });
});
