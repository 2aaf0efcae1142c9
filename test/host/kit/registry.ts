// A package registry on 127.0.0.1 that knows the tarballs of one folder and answers 404 for everything else.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { isRecord, parse, text } from "./json.ts";

export interface Registry {
  readonly url: string;
  /** Names that were asked for and aren't here. */
  readonly missed: readonly string[];
  close(): Promise<void>;
}

interface Version {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly content: Buffer;
}

export async function startRegistry(folder: string): Promise<Registry> {
  const versions = readdirSync(folder).flatMap((file) => (file.endsWith(".tgz") ? [readVersion(folder, file)] : []));
  const missed: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "/").slice(1));
    const tarball = versions.find((version) => path === `tarballs/${version.file}`);
    const known = versions.filter((version) => text(version.manifest, "name") === path);
    if (tarball !== undefined) {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(tarball.content);
    } else if (known.length > 0) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(packument(path, known, url())));
    } else {
      missed.push(path);
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
    }
  });
  const url = () => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: url(), missed, close };
}

function readVersion(folder: string, file: string): Version {
  const path = join(folder, file);
  const manifest = parse(execFileSync("tar", ["-xzOf", path, "package/package.json"], { encoding: "utf8", timeout: 30_000 }));
  return { manifest: isRecord(manifest) ? manifest : {}, file, content: readFileSync(path) };
}

function packument(name: string, versions: readonly Version[], base: string): unknown {
  const entries = versions.map(({ manifest, file, content }) => {
    const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
    const shasum = createHash("sha1").update(content).digest("hex");
    return [text(manifest, "version"), { ...manifest, dist: { tarball: `${base}tarballs/${file}`, integrity, shasum } }] as const;
  });
  return { name, "dist-tags": { latest: entries.at(-1)?.[0] }, versions: Object.fromEntries(entries) };
}
