// A fresh process that loads extensions with pi's own loader, and says how many milliseconds that took. All of pi is there before, as it is
// in a real one. Arguments: the folder of pi's package, the working directory, and the extensions.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pi, cwd, ...files] = process.argv.slice(2);
const part = (...names) => import(pathToFileURL(join(pi, "dist", ...names)).href);
await part("index.js");
const { loadExtensions } = await part("core", "extensions", "loader.js");
// What pi's own start left behind is collected now, or it is in the time of the first who loads enough to set it off.
globalThis.gc();
const began = performance.now();
const { errors } = await loadExtensions(files, cwd);
const taken = performance.now() - began;
if (errors.length > 0) {
  console.error(errors);
  process.exit(1);
}
console.log(taken);
// What an extension keeps open is not what is asked here.
process.exit(0);
