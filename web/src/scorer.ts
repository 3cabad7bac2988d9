/** Scores parts of images in a worker, or in slices of time where a page may have no worker. */

import workerText from "worker:region_worker.ts";
import { scoring, type Job, type RegionScores } from "./scoring.js";

/** How long the page may compute at a time without a worker, in milliseconds. */
const SLICE = 6;

export class Scorer {
  private worker: Worker | null = null;
  private refused = false;
  private newest = 0;
  private generation = 0;
  private readonly waiting = new Map<number, { done: (scores: RegionScores | null) => void; job: Job }>();

  /** Return scores; null if other work took their place. */
  score(job: Job): Promise<RegionScores | null> {
    const id = ++this.newest;
    const worker = this.refused ? null : this.start();
    if (!worker) return this.inSlices(job);
    return new Promise((done) => {
      this.waiting.set(id, { done, job });
      worker.postMessage({ id, job });
    });
  }

  /** Give up the work that is waiting; a worker that is busy ends. */
  cancel(): void {
    this.generation++;
    if (this.waiting.size) this.stop();
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = null;
    for (const { done } of this.waiting.values()) done(null);
    this.waiting.clear();
  }

  private start(): Worker | null {
    if (this.worker) return this.worker;
    const address = URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }));
    try {
      const worker = new Worker(address);
      worker.onmessage = ({ data: { id, scores } }: MessageEvent<{ id: number; scores: RegionScores }>) => {
        this.waiting.get(id)?.done(scores);
        this.waiting.delete(id);
      };
      // The policy of the page that embeds this one may allow no worker.
      worker.onerror = () => this.refuse();
      this.worker = worker;
    } catch {
      this.refused = true;
    }
    return this.worker;
  }

  /** Compute what the worker was asked for without it. */
  private refuse(): void {
    this.refused = true;
    const jobs = [...this.waiting.values()];
    this.waiting.clear();
    this.stop();
    for (const { done, job } of jobs) void this.inSlices(job).then(done);
  }

  /** Compute without a worker, until other work takes its place. */
  private async inSlices(job: Job): Promise<RegionScores | null> {
    const { generation } = this;
    const steps = scoring(job);
    let begin = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (performance.now() - begin < SLICE) continue;
      await new Promise((after) => setTimeout(after));
      if (generation !== this.generation) return null;
      begin = performance.now();
    }
  }
}
