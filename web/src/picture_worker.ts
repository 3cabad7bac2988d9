/** Decodes large pictures beside the page. */

import { decodePicture, transfersOf, type DecodeJob } from "./decoding.js";
import type { DecodeRequest } from "./picture_decoder.js";

const scope = self as unknown as { onmessage: (event: MessageEvent<DecodeRequest>) => void; postMessage: (message: unknown, transfer: Transferable[]) => void };

const decoded = async (job: DecodeJob, exact: ImageBitmapOptions) => {
  try {
    return await decodePicture(job, exact);
  } catch {
    return null; // the page tries to show the picture itself, and reports why it cannot
  }
};

scope.onmessage = ({ data: { id, job, exact } }) => {
  void decoded(job, exact).then((found) => scope.postMessage({ id, found }, found ? transfersOf(found) : []));
};
