/** The blinking of two images: it rests for people who prefer no motion, and is never fast without consent. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The most changes per second that are shown without consent; faster flashes can trigger seizures. */
export const MOST_SAFE = 3;

/** Return the changes per second to show. */
export const allowedSpeed = (speed: number, consent: boolean): number => (consent ? speed : Math.min(speed, MOST_SAFE));

export class Blinking implements ReactiveController {
  /** Whether the images change by themselves. */
  running = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  /** Whether the reader allowed more than three changes per second. */
  consent = false;
  showSecond = false;
  private timer = 0;
  private speed = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.set(false, 0);
  }

  /** Start, keep or stop the timer. */
  set(shown: boolean, speed: number): void {
    const wanted = shown && this.running ? allowedSpeed(speed, this.consent) : 0;
    if (wanted === this.speed) return;
    this.speed = wanted;
    clearInterval(this.timer);
    if (!wanted) return;
    this.timer = window.setInterval(() => {
      this.showSecond = !this.showSecond;
      this.host.requestUpdate();
    }, 1000 / wanted);
  }

  /** Pause or resume. */
  toggle(): void {
    this.running = !this.running;
    this.host.requestUpdate();
  }

  /** Show the other image. */
  flip(): void {
    this.showSecond = !this.showSecond;
    this.host.requestUpdate();
  }

  allow(): void {
    this.consent = true;
    this.host.requestUpdate();
  }
}
