// What a peer is asked, and what it answers. Law: a peer is called through its own code as npm gives it, configured as its own documents
// say, and what throws counts as stopped, as its documents ask of whoever calls it. No text or code of a peer stands in this repository.

/** What becomes of a command: it runs without a question, the user is asked, or it is refused. */
export type Answer = "allow" | "ask" | "deny";

export interface PeerPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

export interface Peer {
  readonly label: string;
  readonly package: PeerPackage;
  /** How it was configured, and what of it was called. */
  readonly how: string;
  /** "looking": nothing is to change. "working": only what destroys is stopped. "none": timed, not counted. */
  readonly claims: "looking" | "working";
  /** Timed too; another configuration of the same code isn't timed twice. */
  readonly timed: boolean;
  /** A judge for commands that run in this folder. */
  readonly judgeIn: (cwd: string) => Promise<Judge>;
}

type Judge = (command: string) => Answer | Promise<Answer>;

/** Where peers are installed, what they are told and the world that they look at. */
export interface Ground {
  readonly home: string;
  /** pi's agent directory. */
  readonly agent: string;
}
