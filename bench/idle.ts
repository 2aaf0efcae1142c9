// What the package does while nobody asks for anything: nothing.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loading, REPOSITORY } from "../test/host/kit/host.ts";
import { startModelServer } from "../test/host/kit/model-server.ts";
import { startRpc } from "../test/host/kit/rpc.ts";
import { makeScratch } from "../test/host/kit/scratch.ts";
import { extensionsOf } from "./kit/packed.ts";
import { type Bench, figure } from "./kit/report.ts";
import { oneSession } from "./kit/session.ts";
import type { Found } from "./kit/session-child.ts";

const IDLE = 5000;
const ALONE = 3000;

/** Requests to the model of a pi that is started, switched to plan and left alone. */
async function requests(): Promise<number> {
  const server = await startModelServer();
  const scratch = makeScratch(server.url);
  const rpc = startRpc(scratch, { args: ["--plan", ...loading()] });
  try {
    await rpc.send("prompt", { message: "/mode review" });
    await new Promise((resolve) => setTimeout(resolve, IDLE));
    return server.requests.length;
  } finally {
    await rpc.stop();
    await server.close();
    scratch.remove();
  }
}

function kinds(active: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of active) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ") || "none";
}

export const bench: Bench = async () => {
  const scratch = makeScratch();
  try {
    const empty = join(scratch.root, "empty.ts");
    writeFileSync(empty, "export default function () {}\n");
    const without = await oneSession(scratch, [empty], ALONE);
    const with_ = await oneSession(scratch, extensionsOf(REPOSITORY), ALONE);
    const sent = await requests();
    const row = (name: string, { active, set, ran, processor }: Found) => [
      name,
      kinds(active),
      String(set),
      String(ran),
      figure(processor),
    ];
    const same = kinds(with_.active) === kinds(without.active) && with_.set <= without.set && with_.ran <= without.ran;
    return {
      title: "Idle",
      about: [
        "A real session of pi in which nobody asks for anything for 3 s: what keeps the process going (`process.getActiveResourcesInfo()`), timers that were set and that ran out, and processor time. Then a pi in plan that is switched to review and left alone: requests to its model.",
      ],
      targets: [
        { what: "timers and handles of the package", aim: "none", seen: same ? "none" : "more than without it", met: same },
        { what: "requests to the model", aim: "none", seen: String(sent), met: sent === 0 },
      ],
      tables: [
        {
          head: ["", "active", "timers set", "timers run out", "processor, ms"],
          rows: [row("an empty extension", without), row("this package", with_)],
        },
      ],
    };
  } finally {
    scratch.remove();
  }
};
