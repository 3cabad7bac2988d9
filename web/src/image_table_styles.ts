/** The styles of the table of images. */

import { css } from "lit";

export const imageTableStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    flex: 1;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 8px 10px;
  }
  input {
    flex: 1 1 120px;
    min-width: 0;
  }
  .scroll {
    flex: 1;
    min-height: 120px;
    overflow: auto;
    position: relative;
  }
  .row {
    display: grid;
    grid-template-columns: var(--columns);
    align-items: center;
    height: 30px;
    box-sizing: border-box;
    border-bottom: 1px solid var(--line);
    font-size: 12.5px;
    cursor: pointer;
    position: absolute;
    left: 0;
    min-width: 100%;
  }
  .row:not(.tiles) {
    background: var(--panel);
  }
  .row:not(.tiles):hover {
    background: var(--soft);
  }
  /* The name stays in view while the columns of the methods scroll under it. */
  .moved .name {
    position: sticky;
    left: 0;
    z-index: 1;
    background: inherit;
  }
  .row[aria-selected="true"] {
    background: var(--soft);
    box-shadow: inset 3px 0 var(--accent);
  }
  .moved .row[aria-selected="true"] > .name {
    box-shadow: inset 3px 0 var(--accent);
  }
  .head {
    position: sticky;
    top: 0;
    left: auto;
    z-index: 2;
    width: min-content;
    background: var(--panel);
    cursor: default;
    border-bottom: 1px solid var(--edge);
  }
  .head button {
    border: 0;
    background: none;
    padding: 0 8px;
    text-align: right;
    width: 100%;
    font-weight: 600;
    font-size: 12px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .head .name button {
    text-align: left;
  }
  .row > div {
    padding: 0 7px;
    text-align: right;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .head > div {
    padding: 0;
  }
  .row > .name {
    text-align: left;
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .row span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .head small {
    display: block;
    font-weight: 400;
    line-height: 11px;
    font-size: 10.5px;
    color: var(--dim);
  }
  .head button {
    line-height: 13px;
  }
  .tiles {
    height: 140px;
    border: 0;
    padding: 3px 4px;
    cursor: default;
    gap: 4px;
    right: 0;
    min-width: 0;
  }
  .tiles:hover {
    background: none;
  }
  .row > .tile {
    display: flex;
    flex-direction: column;
    align-items: stretch;
    gap: 0;
    padding: 3px;
    height: 100%;
    box-sizing: border-box;
    text-align: left;
    border-radius: 5px;
    cursor: pointer;
  }
  .tile:hover,
  .tile[aria-selected="true"] {
    background: var(--soft);
  }
  .tile[aria-selected="true"] {
    box-shadow: inset 0 0 0 2px var(--accent);
  }
  .tile img,
  .blank {
    width: 100%;
    height: 92px;
    object-fit: contain;
    background: var(--stage);
    border-radius: 3px;
  }
  .tile span,
  .tile small {
    line-height: 17px;
    flex: none;
  }
  .tile small {
    color: var(--dim);
  }
  .row > div:not(.tile) img {
    width: 34px;
    height: 24px;
    object-fit: cover;
    border-radius: 3px;
    background: var(--stage);
    flex: none;
  }
  .none {
    color: var(--dim);
  }
  .bad {
    color: var(--bad);
  }
  .best {
    font-weight: 700;
  }
  .end {
    position: absolute;
    width: 1px;
    height: 1px;
  }
  .count {
    color: var(--dim);
    font-size: 12px;
    padding: 5px 10px;
    border-top: 1px solid var(--line);
  }
`;
