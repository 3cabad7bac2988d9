/** The styles of the stage: its bars, its panes and the legend. */

import { css } from "lit";

export const stageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 3px 14px;
    align-items: center;
    box-sizing: border-box;
    padding: 3px 8px;
    border-top: 1px solid var(--line);
    background: var(--panel);
    flex: none;
    font-size: 12px;
  }
  .foot:not(:has(*)) {
    display: none;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 3px;
    max-height: 58px;
    overflow: auto;
  }
  .chips kbd {
    font: 11px var(--mono);
    color: var(--dim);
  }
  .mix {
    display: inline-flex;
    gap: 5px;
    align-items: center;
  }
  .warning {
    color: var(--warn);
  }
  .panes {
    flex: 1;
    min-height: 0;
    background: var(--stage);
    position: relative;
    overflow: hidden;
  }
  difference-pane {
    position: absolute;
  }
  .side {
    position: absolute;
    top: 30px;
    max-width: 40%;
    margin: 0 18px;
    padding: 1px 7px;
    border-radius: 4px;
    font-size: 12px;
    color: #fff;
    background: #000b;
    pointer-events: none;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .handle {
    position: absolute;
    top: 22px;
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
    gap: 3px 14px;
    align-items: center;
    font-size: 12px;
  }
  .legend input[type="range"] {
    width: 80px;
  }
  .scale {
    display: flex;
    gap: 6px;
    align-items: center;
    font-variant-numeric: tabular-nums;
  }
  .scale small {
    color: var(--dim);
    font-size: 11px;
  }
  .scale canvas {
    width: 90px;
    height: 12px;
    border: 1px solid var(--line);
    box-sizing: border-box;
  }
  .empty {
    height: 100%;
    margin: 0;
    box-sizing: border-box;
    display: grid;
    place-content: center;
    text-align: center;
    color: var(--dim);
    background: var(--stage);
    padding: 24px;
  }
`;
