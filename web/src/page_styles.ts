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
  header {
    display: flex;
    align-items: baseline;
    gap: 14px;
    padding: 9px 14px;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
  }
  h1 {
    font-size: 16px;
    font-weight: 650;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .sum {
    color: var(--dim);
    font-size: 13px;
    min-width: 0;
  }
  .tools {
    margin-left: auto;
    display: flex;
    gap: 5px;
    align-self: center;
  }
  .verdict {
    padding: 9px 14px 10px;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
    max-height: 40vh;
    overflow: auto;
    flex: none;
  }
  .verdict p {
    margin: 0 0 7px;
    max-width: 130ch;
    overflow-wrap: anywhere;
  }
  .verdict p.short {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }
  .verdict .more {
    border: 0;
    padding: 0;
  }
  .more button {
    min-height: 0;
    padding: 1px 9px;
    font-size: 12px;
    border-radius: 11px;
  }
  .verdict ul {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .verdict li {
    border: 1px solid var(--edge);
    border-radius: 11px;
    padding: 1px 9px;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  li.good b {
    color: var(--good);
  }
  li.bad b,
  button.bad {
    color: var(--bad);
  }
  main {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(320px, 34%) minmax(0, 1fr);
    gap: 1px;
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
  difference-stage {
    flex: 1;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 3px;
    padding: 7px 10px 0;
  }
  .panel {
    flex: 1;
    overflow: auto;
    padding: 8px 12px 16px;
    min-height: 0;
  }
  .title {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 5px 10px;
    border-bottom: 1px solid var(--line);
  }
  .statements {
    padding: 5px 10px;
    border-bottom: 1px solid var(--line);
    flex: none;
    font-size: 13px;
  }
  .statements p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 14px;
    margin: 0;
    font-weight: 600;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
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
  @media (max-width: 820px) {
    :host {
      height: auto;
    }
    header {
      flex-wrap: wrap;
      gap: 4px 12px;
    }
    .sum {
      order: 3;
      width: 100%;
    }
    .verdict {
      max-height: none;
    }
    main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto auto;
    }
    main > section {
      order: -1;
      height: 86vh;
      height: 86svh;
    }
    aside {
      height: 64vh;
      height: 64svh;
    }
  }
  :host([embedded]) {
    position: relative;
    height: 560px;
    min-height: 0;
    overflow: auto;
    container-type: inline-size;
    border: 1px solid var(--line);
  }
  :host([embedded]) main {
    min-height: 340px;
    grid-template-columns: minmax(250px, 28%) minmax(0, 1fr);
  }
  :host([embedded]) .verdict {
    max-height: 96px;
  }
  :host([embedded]) main > section,
  :host([embedded]) aside {
    order: 0;
    height: auto;
  }
  @container (max-width: 700px) {
    :host([embedded]) main {
      flex: none;
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: 440px 300px;
    }
    :host([embedded]) main > section {
      order: -1;
    }
  }
`;
