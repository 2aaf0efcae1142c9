// `npm run pictures`: the pictures of the documents, taken from a real pi in a terminal. No screen is drawn by hand.

import { mkdirSync, writeFileSync } from "node:fs";
import { takePictures } from "./pictures/scenes.ts";
import { svgOf } from "./pictures/svg.ts";

const folder = new URL("../docs/pictures/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, picture] of await takePictures()) {
  const svg = svgOf(picture);
  writeFileSync(new URL(`${name}.svg`, folder), svg);
  console.log(`docs/pictures/${name}.svg  ${svg.length} bytes`);
}
