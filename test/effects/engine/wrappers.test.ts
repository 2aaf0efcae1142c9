import { describe, expect, it } from "vitest";
import { readFamily } from "../../../src/effects/knowledge/load.ts";
import { briefs, world } from "./world.ts";

const examples = Object.values(readFamily("wrappers")).flatMap((entry) => (typeof entry === "string" ? [] : [entry]));

describe("the wrappers' own examples", () => {
  it.each(examples.flatMap((entry) => entry.harmless ?? []))("%s only reads", (text) => {
    expect(briefs(text).filter((effect) => !effect.startsWith("read "))).toEqual([]);
  });
  it.each(examples.flatMap((entry) => entry.effectful ?? []))("%s does something", (text) => {
    expect(briefs(text).filter((effect) => !effect.startsWith("read "))).not.toEqual([]);
  });
});

describe("commands inside commands", () => {
  it.each([
    ["env -C /tmp touch x", ["write temp"]],
    ["env - touch x", ["write workspace"]],
    ["env -S 'touch x' y", ["write workspace"]],
    ["env A=1 B=2", []],
    ["timeout -k 5 5 nice -n 3 env LANG=C stdbuf -oL touch /etc/x", ["write outside"]],
    ["timeout --kill=5 5 rm x", ["delete workspace"]],
    ["/usr/bin/time -o /tmp/t touch x", ["write temp", "write workspace"]],
    ["sudo -u root touch /etc/x", ["system", "write outside"]],
    ["sudo -D /etc touch x", ["system", "write outside"]],
    ["sudo -i touch x", ["system", "write unknown"]],
    ["su -c 'rm -rf /'", ["delete outside guard root broad", "system"]],
    ["watch -n1 'ls | tee x'", ["write workspace"]],
    ["flock /tmp/l touch x", ["write temp", "write workspace"]],
    ["flock /tmp/l -c 'touch x'", ["write temp", "write workspace"]],
    ["script -qc 'touch /etc/x' /dev/null", ["write outside"]],
    ["chroot /mnt rm -rf /", ["delete outside guard root broad", "system"]],
    ["ssh host touch x", ["network send elsewhere"]],
    ["ssh host 'rm -rf /'", ["delete outside guard root broad", "network send elsewhere"]],
    ["ssh -o ProxyCommand='touch x' host", ["network send elsewhere", "opaque"]],
  ])("%s", (text, expected) => {
    expect(briefs(text)).toEqual([...expected].sort());
  });
});

describe("xargs and parallel", () => {
  it.each([
    ["ls | xargs cat", ["read unknown"]],
    ["ls | xargs -a list cat", ["read unknown", "read workspace"]],
    ["ls | xargs rm --", ["delete unknown"]],
    ["ls | xargs -I{} cp -- {} /etc/x/", ["read unknown", "write outside"]],
    ["ls | xargs -I@ touch -- /tmp/@", ["write unknown"]],
    ["ls | xargs -I{} sh -c 'touch x'", ["write workspace"]],
    ["ls | xargs sh -c 'touch x'", ["write workspace"]],
    ["ls | xargs -I{} sh -c 'cat {}'", ["opaque"]],
    ["ls | xargs -I{} {}", ["opaque"]],
    ["ls | xargs --process-slot-var=LD_PRELOAD ls", ["execute installed"]],
    ["ls | parallel cat {}", ["read unknown"]],
    ["ls | parallel 'cat {} > x'", ["opaque"]],
  ])("%s", (text, expected) => {
    expect(briefs(text).filter((effect) => effect !== "read outside")).toEqual(expected);
  });
});

describe("find", () => {
  it.each([
    ["find . -name '*.pyc' -delete", ["delete workspace"]],
    ["find . -name '*.ts' -delete", ["delete workspace broad"]],
    ["find . -delete", ["delete workspace broad"]],
    ["find . -type d -empty -delete", ["delete workspace"]],
    ["find /tmp/x -delete", ["delete temp"]],
    ["find / -delete", ["delete outside guard root", "delete outside guard root broad"]],
    ["find ~ -mindepth 1 -maxdepth 1 -exec rm -rf {} +", ["delete home root"]],
    ["find / -type f -name '*' -delete", ["delete outside guard root"]],
    ["find src -maxdepth 1 -name '*.bak' -exec rm {} \\;", ["delete workspace"]],
    ["find . \\( -name '*.pyc' -o -name __pycache__ \\) -exec rm -rf {} +", ["delete workspace"]],
    ["find . \\( -name '*.pyc' -o -type f \\) -delete", ["delete workspace broad"]],
    ["find . ! -name '*.pyc' -type f -delete", ["delete workspace broad"]],
    ["find . -name '*.pyc' , -delete", ["delete workspace broad"]],
    ["find . -name .env -exec cat {} \\;", ["read workspace secret"]],
    ["find . -type f -exec cat {} +", ["read workspace"]],
    ["find -L . -type f -delete", ["delete unknown broad"]],
    ["find . -name x -exec mv {} /etc/x/ \\;", ["delete workspace broad", "write outside"]],
    ["find . -exec touch {} \\; -o -fprint /etc/x", ["write outside", "write workspace"]],
    ["find . -execdir touch x \\;", ["write unknown"]],
    ["find . -name '*.ts' -execdir chmod +x {} \\;", ["write workspace"]],
    ["find . -exec sh -c 'cat \"$1\"' _ {} \\;", ["read unknown", "read workspace"]],
    ["find . -name *.ts", []],
    ["find . -name $X", ["opaque"]],
    ['find . -name "$X" -print', []],
    ["find . -files0-from list -delete", ["delete unknown broad", "read workspace"]],
    ["find . -exec ls \\; rm", ["opaque"]],
    ["find . \\( -name a", ["opaque"]],
    ["find . -regex", ["opaque"]],
    [`find . ${"\\( ".repeat(200)}-name a${" \\)".repeat(200)}`, ["opaque"]],
  ])("%s", (text, expected) => {
    expect(briefs(text)).toEqual(expected);
  });
});

describe("shells", () => {
  it.each([
    ["bash -c 'touch /etc/x'", ["write outside"]],
    ["bash -c 'touch \"$1\"' _ /etc/x", ["write outside"]],
    ["bash -c '$0 x' touch", ["write workspace"]],
    ["bash -n x.sh", ["read workspace"]],
    ["bash x.sh", ["execute project", "read workspace"]],
    ["bash /home/u/x.sh", ["execute installed", "read home"]],
    ["bash <(ls)", ["opaque", "read unknown"]],
    ["bash -euxo pipefail -c 'touch x'", ["write workspace"]],
    ["bash <<'E'\ntouch x\nE", ["write workspace"]],
    ["echo ls | bash", ["opaque"]],
    ["bash -lc ls", ["execute installed"]],
    ["sh -c 'ls &>x'", ["opaque", "write workspace"]],
    ["cd /tmp && sh -c 'touch x'", ["write temp"]],
    ["cd \"$X\" && sh -c 'touch x'", ["write unknown"]],
    ["cd \"$X\" && sh -c 'cd /tmp && touch x'", ["write temp"]],
    ["zsh -c ls", ["opaque"]],
    [`${"bash -c '".repeat(1)}bash -c "bash -c \\"touch x\\""'`, ["write workspace"]],
  ])("%s", (text, expected) => {
    expect(briefs(text, world())).toEqual(expected);
  });
});
