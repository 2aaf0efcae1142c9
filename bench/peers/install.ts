// Peers in a folder of their own, outside the repository: installed at the first use, pinned, without their install scripts.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeerPackage } from "./peer.ts";

/** All that is compared, but pi's own example, which comes with the pi that is developed against. */
export const PACKAGES = {
  permissions: { name: "@gotgenes/pi-permission-system", version: "20.7.3", licence: "MIT" },
  safetyNet: { name: "cc-safety-net", version: "2.4.5", licence: "MIT" },
  gemini: { name: "@google/gemini-cli-core", version: "0.61.0", licence: "Apache-2.0" },
} as const satisfies Readonly<Record<string, PeerPackage>>;

/** `PI_MODES_PEERS`, or a temporary folder. */
function peersFolder(): string {
  return process.env.PI_MODES_PEERS || join(tmpdir(), "pi-modes-peers");
}

export interface InstalledPeer {
  /** A folder of its own, which may be written to. */
  readonly folder: string;
  /** The package's. */
  readonly root: string;
}

/** Throws with npm's words when it can't be installed. */
export function install({ name, version }: PeerPackage): InstalledPeer {
  const folder = join(peersFolder(), `${name.replaceAll(/[@/]/g, "-").replace(/^-/, "")}-${version}`);
  const root = join(folder, "node_modules", ...name.split("/"));
  if (existsSync(join(root, "package.json"))) return { folder, root };
  console.error(`installing ${name}@${version} into ${folder}`);
  // In a folder beside, which takes the place at the end: one that was interrupted is never taken for whole.
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  writeFileSync(join(making, "package.json"), '{ "private": true }\n');
  const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts", "--legacy-peer-deps", `${name}@${version}`];
  const { status } = spawnSync("npm", args, { cwd: making, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`npm install ${name}@${version} ended with ${status}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(making, folder);
  return { folder, root };
}
