// The hosts that are tried: the oldest that everything works on, the ones where the interface for extensions changed, and the newest.

export interface Host {
  readonly version: string;
  readonly package: "@mariozechner/pi-coding-agent" | "@earendil-works/pi-coding-agent";
  /** 20: the node that runs the tests. 22: one from the package registry, for hosts that ask for it. */
  readonly node: 20 | 22;
  /** Tried in the short form. */
  readonly short?: true;
}

const MARIOZECHNER = "@mariozechner/pi-coding-agent";
const EARENDIL = "@earendil-works/pi-coding-agent";

export const HOSTS: readonly Host[] = [
  { version: "0.52.12", package: MARIOZECHNER, node: 20, short: true },
  { version: "0.57.1", package: MARIOZECHNER, node: 20 },
  { version: "0.60.0", package: MARIOZECHNER, node: 20 },
  { version: "0.64.0", package: MARIOZECHNER, node: 20 },
  { version: "0.65.2", package: MARIOZECHNER, node: 20 },
  { version: "0.73.1", package: MARIOZECHNER, node: 20 },
  { version: "0.74.2", package: EARENDIL, node: 20, short: true },
  { version: "0.87.1", package: EARENDIL, node: 22 },
];
