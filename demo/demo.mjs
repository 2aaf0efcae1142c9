// `npm run demo`: plan mode refuses, one key opens it, the same call succeeds. In a terminal with the real pi; into a pipe as text.

import { startModel } from "./model.mjs";
import { makePlace } from "./place.mjs";
import { tellStory } from "./story.mjs";
import { runInTerminal } from "./terminal.mjs";

process.stdout.on("error", () => {}); // A reader that has seen enough.

const model = await startModel();
const place = makePlace(model.url);
for (const signal of ["SIGHUP", "SIGTERM"]) {
  process.once(signal, () => {
    place.remove();
    process.exit(1);
  });
}
try {
  const terminal = process.stdout.isTTY === true && process.stdin.isTTY === true;
  if (terminal) process.exitCode = await runInTerminal(place);
  else process.exitCode = (await tellStory(place, (line) => console.log(line))) ? 0 : 1;
  const changes = place.changes();
  console.log("What changed in the scratch project:");
  console.log(changes === "" ? "nothing" : changes.trimEnd());
} catch (error) {
  console.error(`The demo failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  model.close();
  place.remove();
}
