/** The events that the page listens to while it is connected. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { NARROW } from "./opening.js";
import type { Viewport } from "./viewport.js";

interface Host extends ReactiveControllerHost, HTMLElement {
  /** Whether the element is part of another page: keys work while the focus is inside, and the address stays. */
  readonly embedded: boolean;
  readonly viewport: Viewport;
  narrow: boolean;
  /** Whether the page is being printed. */
  printing: boolean;
}

export class Listeners implements ReactiveController {
  /** Scrolling past an embedded page does not zoom; a click inside or Ctrl enables the wheel. */
  private readonly wheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !this.host.matches(":focus-within")) event.stopPropagation();
  };

  private readonly watcher = new ResizeObserver(() => (this.host.narrow = this.host.clientWidth <= NARROW));

  private readonly paper = matchMedia("print");

  private readonly printing = (event: MediaQueryListEvent) => (this.host.printing = event.matches);

  private readonly before = () => (this.host.printing = true);

  private readonly after = () => (this.host.printing = false);

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
    this.paper.addEventListener("change", this.printing);
    addEventListener("beforeprint", this.before);
    addEventListener("afterprint", this.after);
  }

  hostDisconnected(): void {
    removeEventListener("keydown", this.key);
    this.host.removeEventListener("keydown", this.key);
    this.host.removeEventListener("wheel", this.wheel, { capture: true });
    this.host.viewport.removeEventListener("view", this.view);
    this.watcher.disconnect();
    this.paper.removeEventListener("change", this.printing);
    removeEventListener("beforeprint", this.before);
    removeEventListener("afterprint", this.after);
  }
}
