/** What the actions of the page act on. */

import type { Controls } from "./actions.js";
import { toggleHelp } from "./help.js";
import type { ImageTable } from "./image_table.js";
import type { Review } from "./review.js";
import type { RunList } from "./run_list.js";
import { choosable } from "./shown_layers.js";
import type { Stage } from "./stage.js";
import type { State } from "./state.js";
import type { Entry, PageDocument } from "./types.js";
import { copyPicture, savePicture } from "./view_picture.js";
import type { Viewport } from "./viewport.js";

interface Host {
  readonly document: PageDocument | null;
  readonly entry: Entry | null;
  readonly state: State;
  readonly viewport: Viewport;
  readonly stage: Stage | null;
  readonly review: Review;
  readonly renderRoot: ParentNode;
  change: (change: Partial<State>) => void;
  other: (by: number) => void;
  step: (by: number) => void;
  readonly updateComplete: Promise<unknown>;
  toggleTheme: () => void;
}

export function controlsOf(page: Host): Controls {
  const { state, viewport, entry, stage, review } = page;
  return {
    state,
    viewport,
    isRun: page.document?.run !== undefined,
    layers: choosable(entry),
    change: (change) => page.change(change),
    other: (by) => page.other(by),
    step: (by) => page.step(by),
    flip: (by) => stage?.step(by),
    save: () => stage && void savePicture(stage.renderRoot, entry?.name ?? ""),
    copy: async () => {
      if (stage) await copyPicture(stage.renderRoot);
    },
    toggleLists: () => page.change({ lists: !state.lists }),
    accept: () => void (entry && review.accept([entry])),
    reject: () => void (entry && review.reject(entry, entry.decision === "rejected" ? "clear" : "reject")),
    toggleBlink: () => stage?.blinking.toggle(),
    toggleTheme: () => page.toggleTheme(),
    filter: () => {
      page.change({ tab: "images", lists: true });
      const list = () => page.renderRoot.querySelector<ImageTable | RunList>("difference-table, difference-run");
      void page.updateComplete.then(() => list()?.focusFilter());
    },
    help: () => toggleHelp(page.renderRoot),
  };
}
