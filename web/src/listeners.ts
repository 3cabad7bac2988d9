/** The events that the page listens to while it is connected. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { NARROW } from "./opening.js";
import type { Viewport } from "./viewport.js";

interface Host extends ReactiveControllerHost, HTMLElement {
  /** Whether the element is part of another page: keys work while the focus is inside, and the address stays. */
  readonly embedded: boolean;
  readonly viewport: Viewport;
  narrow: boolean;
}

export class Listeners implements ReactiveController {
  /** Scrolling past an embedded page does not zoom; a click inside or Ctrl enables the wheel. */
  private readonly wheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !this.host.matches(":focus-within")) event.stopPropagation();
  };

  private readonly watcher = new ResizeObserver(() => (this.host.narrow = this.host.clientWidth <= NARROW));

  constructor(
    private readonly host: Host,
    private readonly key: (event: KeyboardEvent) => void,
    private readonly view: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    const { host } = this;
    (host.embedded ? host : window).addEventListener("keydown", this.key as EventListener);
    if (host.embedded) host.addEventListener("wheel", this.wheel, { capture: true, passive: true });
    host.viewport.addEventListener("view", this.view);
    this.watcher.observe(host);
  }

  hostDisconnected(): void {
    removeEventListener("keydown", this.key);
    this.host.removeEventListener("keydown", this.key);
    this.host.removeEventListener("wheel", this.wheel, { capture: true });
    this.host.viewport.removeEventListener("view", this.view);
    this.watcher.disconnect();
  }
}
