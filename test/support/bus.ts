import { EventEmitter } from "node:events";
import type { Bus } from "../../src/session/channels.ts";

/** A bus that behaves as the host's: synchronous, without replay. */
export function testBus(): Bus & { on(channel: string, handler: (data: unknown) => void): () => void } {
  const emitter = new EventEmitter();
  return {
    emit: (channel, data) => void emitter.emit(channel, data),
    on: (channel, handler) => {
      emitter.on(channel, handler);
      return () => emitter.off(channel, handler);
    },
  };
}
