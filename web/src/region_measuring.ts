/** The scores of the visible part of all images, measured anew once the view rests. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Library } from "./library.js";
import { commonSize, gatherable, gathered, planeOf, tooLarge, visibleBox, withoutBorder } from "./region.js";
import type { Plane, RegionScores } from "./scoring.js";
import { Scorer } from "./scorer.js";
import { baseOf } from "./shown_layers.js";
import type { Entry, Layer } from "./types.js";
import { isRounded } from "./values.js";
import type { Box, Viewport } from "./viewport.js";

interface Host extends ReactiveControllerHost {
  readonly entry: Entry | null;
  readonly library: Library;
  readonly viewport: Viewport;
}

/** How long the view rests before its scores are measured, in milliseconds. */
const REST = 150;

export class RegionMeasuring implements ReactiveController {
  /** The visible part; null if it has no pixel. */
  box: Box | null = null;
  scores = new Map<string, RegionScores>();
  /** Why there are no scores, or what is being waited for. */
  message = "";
  private key = "";
  private timer = 0;
  private readonly scorer = new Scorer();
  private readonly onView = () => this.soon();
  private readonly onLibrary = () => this.message === WAITING && this.soon(0);

  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.host.entry?.name !== this.known) {
      this.known = this.host.entry?.name;
      this.host.viewport.addEventListener("view", this.onView);
      this.host.library.addEventListener("change", this.onLibrary);
      this.soon(0);
    }
  }

  private known: string | undefined;

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.scorer.stop();
    this.host.viewport.removeEventListener("view", this.onView);
    this.host.library.removeEventListener("change", this.onLibrary);
    this.known = undefined;
  }

  private soon(after = REST): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.measure(), after);
  }

  private tell(message: string, box: Box | null): void {
    this.scores = new Map();
    this.box = box;
    this.message = message;
    this.host.requestUpdate();
  }

  private async measure(): Promise<void> {
    const { entry, viewport, library } = this.host;
    const images = (entry?.layers ?? []).filter(({ kind }) => kind === "image");
    const base = baseOf(images);
    const size = commonSize(images);
    const { width, height } = viewport.pane;
    const seen = base && visibleBox(viewport.at(0, 0), viewport.at(width, height), size);
    const why = reasonFor(entry, images, seen);
    if (!seen || why) return this.tell(why, seen);
    const measure = entry!.measure!;
    const box = withoutBorder(seen, measure.crop_border, size);
    if (!box) return this.tell("The protocol leaves out the border that is visible.", seen);
    const key = JSON.stringify([images.map(({ id }) => id), box]);
    if (key === this.key && this.message === "") return;
    const pictures = images.map((layer) => library.picture(layer));
    const failed = pictures.find((picture) => picture.error || picture.stored.error);
    if (failed) return this.tell(`${failed.layer.label} has no values: ${failed.error || failed.stored.error}.`, seen);
    if (!pictures.map((picture) => gatherable(picture, box)).every(Boolean)) return this.tell(WAITING, seen);
    this.key = key;
    this.scorer.cancel();
    this.tell("Measuring \u2026", seen);
    const plane = (layer: Layer): Plane | null => {
      const values = gathered(library.picture(layer), box);
      return values && planeOf(values, layer, measure);
    };
    const reference = plane(base!);
    for (const layer of images) {
      const candidate = layer === base ? null : plane(layer);
      if (!candidate || !reference) continue;
      const found = await this.scorer.score({ reference, candidate, width: box.width, height: box.height, measure, ssim: true });
      if (key !== this.key || !found) return;
      this.scores.set(layer.id, found);
      this.host.requestUpdate();
    }
    this.message = "";
    this.host.requestUpdate();
  }
}

const WAITING = "Loading the values \u2026";

function reasonFor(entry: Entry | null, images: readonly Layer[], box: Box | null): string {
  if (images.length < 2) return "There is no second image to measure.";
  if (!entry?.measure) return "This document does not say how its images are measured.";
  if (entry.measure.unsupported) return `Parts are not scored here: ${entry.measure.unsupported}.`;
  const rounded = images.filter(isRounded);
  if (rounded.length) return `This page has 8-bit copies only of ${rounded.map(({ label }) => label).join(", ")}; difference-finder view scores stored values.`;
  if (!box) return "No pixel is visible.";
  return tooLarge(box);
}
