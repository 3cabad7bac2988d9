/** The styles of a pane: its heading, its canvas and the values under the pointer. */

import { css } from "lit";

export const paneStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--stage);
    container-type: inline-size;
    outline: 1px solid var(--line);
  }
  header {
    display: flex;
    gap: 8px;
    align-items: baseline;
    padding: 0 8px;
    font-size: 12px;
    line-height: 22px;
    height: 22px;
    flex: none;
    overflow: hidden;
    background: var(--bar);
  }
  b {
    font-weight: 600;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    min-width: 0;
  }
  header small {
    color: var(--dim);
    flex-shrink: 0;
  }
  header span {
    color: var(--dim);
    white-space: nowrap;
    margin-left: auto;
    min-width: 0;
    flex-shrink: 99;
    overflow: hidden;
    text-overflow: ellipsis;
    font-variant-numeric: tabular-nums;
  }
  @container (max-width: 175px) {
    span i {
      display: none;
    }
  }
  i {
    font-style: normal;
  }
  div {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: hidden;
    touch-action: none;
    cursor: crosshair;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    image-rendering: pixelated;
  }
  output {
    position: absolute;
    left: 0;
    bottom: 0;
    max-width: 100%;
    box-sizing: border-box;
    padding: 2px 7px;
    font: 11px/1.5 var(--mono);
    color: #fff;
    background: #000b;
    pointer-events: none;
    white-space: pre;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  output:empty {
    display: none;
  }
  p {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    margin: 0;
    padding: 8px;
    text-align: center;
    color: var(--dim);
    font-size: 13px;
    pointer-events: none;
  }
`;
