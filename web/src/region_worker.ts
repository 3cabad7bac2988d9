/** Scores parts of images beside the page. */

import { scoring, type Job } from "./scoring.js";

const scope = self as unknown as { onmessage: (event: MessageEvent<{ id: number; job: Job }>) => void; postMessage: (message: unknown) => void };

scope.onmessage = ({ data: { id, job } }) => {
  const steps = scoring(job);
  let step = steps.next();
  while (!step.done) step = steps.next();
  scope.postMessage({ id, scores: step.value });
};
