/** The styles of the stage: its bars, its panes and the legend. */

import { css } from "lit";

export const stageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 12px;
    align-items: center;
    padding: 6px 10px;
    border-bottom: 1px solid var(--line);
    background: var(--panel);
  }
  .chips {
    gap: 4px;
    max-height: 78px;
    overflow: auto;
  }
  .panes {
    flex: 1;
    min-height: 0;
    display: grid;
    gap: 1px;
    background: var(--stage);
    position: relative;
    overflow: hidden;
  }
  .handle {
    position: absolute;
    top: 25px;
    bottom: 0;
    width: 24px;
    margin-left: -12px;
    cursor: ew-resize;
    touch-action: none;
    border: 0;
    padding: 0;
    background: linear-gradient(#fff, #fff) center / 2px 100% no-repeat;
    filter: drop-shadow(0 0 1px #000);
    border-radius: 0;
  }
  .handle::after {
    content: "\\2194";
    display: grid;
    place-content: center;
    position: absolute;
    top: 50%;
    left: 0;
    width: 24px;
    height: 24px;
    margin-top: -12px;
    border-radius: 12px;
    background: #fff;
    color: #222;
    font-size: 14px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    padding: 5px 10px;
    border-top: 1px solid var(--line);
    background: var(--panel);
    font-size: 12px;
  }
  .scale {
    display: grid;
    grid-template-columns: auto 150px auto;
    justify-content: start;
    gap: 1px 6px;
    align-items: center;
    font-variant-numeric: tabular-nums;
  }
  .scale small {
    grid-column: 1 / -1;
    color: var(--dim);
    font-size: 11px;
  }
  .scale canvas {
    width: 150px;
    height: 12px;
    border: 1px solid var(--line);
    box-sizing: border-box;
  }
  .zoom {
    min-width: 3.4em;
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .empty {
    display: grid;
    place-content: center;
    text-align: center;
    color: var(--dim);
    background: var(--stage);
    padding: 24px;
  }
`;
