/** The worker that decodes large pictures; it ends when no picture waits, so that it keeps no memory. */

import workerText from "worker:picture_worker.ts";
import type { Decoded, DecodeJob } from "./decoding.js";

export interface DecodeRequest {
  id: number;
  job: DecodeJob;
  exact: ImageBitmapOptions;
}

type Answer = (found: Decoded | null) => void;

let worker: Worker | null = null;
/** Whether the policy of the page that embeds this one allows no worker. */
let refused = false;
let newest = 0;
const waiting = new Map<number, Answer>();

function refuse(): void {
  refused = true;
  for (const answer of waiting.values()) answer(null);
  waiting.clear();
  end();
}

function end(): void {
  worker?.terminate();
  worker = null;
}

function start(): Worker | null {
  if (worker || refused) return worker;
  const address = URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }));
  try {
    worker = new Worker(address);
    worker.onmessage = ({ data: { id, found } }: MessageEvent<{ id: number; found: Decoded | null }>) => {
      waiting.get(id)?.(found);
      waiting.delete(id);
      if (!waiting.size) end();
    };
    worker.onerror = refuse;
  } catch {
    refuse();
  } finally {
    URL.revokeObjectURL(address);
  }
  return worker;
}

/** Return a picture with all of its resolutions; null if it cannot be decoded in a worker. */
export function decodeBeside(job: DecodeJob, exact: ImageBitmapOptions): Promise<Decoded | null> {
  const started = start();
  if (!started) return Promise.resolve(null);
  const id = ++newest;
  return new Promise((answer) => {
    waiting.set(id, answer);
    started.postMessage({ id, job, exact } satisfies DecodeRequest);
  });
}
