// Whether the sandbox sees what it is there to see. A proof by an instrument that notices nothing would always succeed.

import { type Layer, type Outcome, PROJECT, type Sandbox } from "./sandbox.ts";

const has = (kind: string, path: string) => (outcome: Outcome) =>
  outcome.changes.some((change) => change.kind === kind && change.path === path);

const SIGHTS: readonly (readonly [command: string, seen: (outcome: Outcome) => boolean])[] = [
  [
    "cat f.txt; git log -1; true",
    ({ changes, connections, running, status }) => changes.length + connections.length + running.length === 0 && status === 0,
  ],
  ["touch new", has("created", `${PROJECT}/new`)],
  ["echo >> f.txt", has("changed", `${PROJECT}/f.txt`)],
  ["touch -d 2001-01-01 f.txt", has("changed", `${PROJECT}/f.txt`)],
  ["chmod 600 f.txt", has("changed", `${PROJECT}/f.txt`)],
  ["rm f.txt", has("removed", `${PROJECT}/f.txt`)],
  ["rm -r src && mkdir src", has("replaced", `${PROJECT}/src`)],
  ["ln -sf a.txt link.md", has("changed", `${PROJECT}/link.md`)],
  ["mkdir ~/x", has("created", "/home/dev/x")],
  ["echo > /tmp/x", has("created", "/tmp/x")],
  // Who isn't root on this machine may not, in the sandbox either.
  ["echo >> /etc/hosts", (outcome) => has("changed", "/etc/hosts")(outcome) || outcome.status !== 0],
  ["echo > /dev/shm/x", has("created", "/dev/shm/x")],
  ["sleep 30 &", ({ running }) => running.length === 1],
  ["exec 3<> /dev/tcp/192.0.2.1/80", ({ connections }) => connections.includes("192.0.2.1:80")],
  ["sleep 30", ({ status }) => status === undefined],
];

/** Throws an Error that names what the sandbox did not see. */
export async function checkInstrument(sandbox: Sandbox, world: Layer): Promise<void> {
  for (const [command, seen] of SIGHTS) {
    const outcome = await sandbox.run(command, [world]);
    if (!seen(outcome)) throw new Error(`The sandbox did not see what ${JSON.stringify(command)} does: ${JSON.stringify(outcome)}`);
  }
}
