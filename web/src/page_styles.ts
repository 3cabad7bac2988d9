/** The styles of the page, light and dark. */

import { css, unsafeCSS } from "lit";

const DARK = `
  --text: #e8e8ea; --dim: #9a9ca3; --page: #131417; --panel: #1a1b1f; --bar: #202227; --stage: #0d0e10;
  --line: #2c2e34; --edge: #3f424a; --control: #24262b; --soft: #272b36; --accent: #6ea8fe; --on-accent: #08142b;
  --good: #6fd08c; --bad: #ff8f85; --warn: #e3b341; color-scheme: dark;`;

export const pageStyles = css`
  :host {
    --text: #1c1d21;
    --dim: #63666e;
    --page: #f4f4f2;
    --panel: #ffffff;
    --bar: #f7f7f5;
    --stage: #e9e9e7;
    --line: #dededa;
    --edge: #c6c7c4;
    --control: #ffffff;
    --soft: #e8effb;
    --accent: #1f5fc8;
    --on-accent: #ffffff;
    --good: #17733a;
    --bad: #b3261e;
    --warn: #7d5700;
    --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    color-scheme: light;
    display: flex;
    flex-direction: column;
    min-height: 100vh;
    height: 100vh;
    height: 100dvh;
    box-sizing: border-box;
    color: var(--text);
    background: var(--page);
    font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${unsafeCSS(DARK)}
    }
  }
  :host([theme="dark"]) {
    ${unsafeCSS(DARK)}
  }
  .skip,
  .live {
    position: absolute;
    left: -10000px;
  }
  .skip:focus {
    left: 8px;
    top: 8px;
    z-index: 3;
    background: var(--panel);
    color: var(--accent);
    padding: 6px 10px;
  }
  .failure {
    margin: 20vh auto;
    text-align: center;
    padding: 0 16px;
  }
  main {
    flex: 1;
    min-height: 0;
    display: flex;
    background: var(--line);
  }
  aside,
  main > section {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--panel);
  }
  aside {
    flex: none;
    overflow: hidden;
    max-width: 70%;
  }
  main > section {
    flex: 1 1 0;
  }
  .divider {
    flex: none;
    width: 5px;
    cursor: col-resize;
    touch-action: none;
    background: var(--line);
  }
  .divider:hover,
  .divider:focus-visible {
    background: var(--accent);
  }
  difference-stage {
    flex: 1;
  }
  .panel {
    flex: 1;
    overflow-wrap: anywhere;
    container-type: inline-size;
    overflow: auto;
    padding: 8px 12px 16px;
    min-height: 0;
  }
  .statements {
    padding: 0 12px;
    line-height: 16px;
    border-bottom: 1px solid var(--line);
    flex: none;
    font-size: 12.5px;
  }
  .statements p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dialog {
    color: var(--text);
    background: var(--panel);
    border: 1px solid var(--edge);
    border-radius: 10px;
    max-width: min(560px, 92vw);
    padding: 18px 22px;
  }
  dialog::backdrop {
    background: #0008;
  }
  dialog dl {
    margin: 12px 0;
    gap: 6px 16px;
    font-size: 13px;
  }
  kbd {
    font: 12px var(--mono);
    white-space: pre;
    color: var(--text);
  }
  :host([narrow]) {
    height: auto;
  }
  :host([narrow]) header {
    flex-wrap: wrap;
    gap: 2px 10px;
  }
  :host([narrow]) h1 {
    max-width: 60%;
  }
  :host([narrow]) .verdict,
  :host([narrow]) header .sum {
    order: 3;
    flex: 1 0 100%;
  }
  :host([narrow]) main {
    flex-direction: column;
  }
  :host([narrow]) main > section {
    order: -1;
    flex: none;
    height: 82vh;
    height: 82svh;
  }
  :host([narrow]) aside {
    max-width: none;
    height: 64vh;
    height: 64svh;
    border-top: 1px solid var(--line);
  }
  :host([narrow]) difference-inspector {
    width: auto;
    border-left: 0;
    border-top: 1px solid var(--line);
  }
  :host([embedded]) {
    position: relative;
    height: 560px;
    min-height: 0;
    overflow: auto;
    border: 1px solid var(--line);
  }
  :host([embedded]) .full {
    max-height: 120px;
  }
  :host([embedded][narrow]) main > section {
    height: 440px;
  }
  :host([embedded][narrow]) aside {
    height: 300px;
  }
`;
