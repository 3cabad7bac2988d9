/** The styles of the panels beside the pictures: lists, tables and plots. */

import { css } from "lit";

export const panelStyles = css`
  h3 {
    font-size: 13px;
    margin: 14px 0 4px;
  }
  small,
  .note {
    color: var(--dim);
    font-size: 12px;
  }
  .note {
    margin: 4px 0 8px;
    overflow-wrap: anywhere;
  }
  ol {
    margin: 0;
    padding-left: 22px;
    font-size: 12.5px;
  }
  li::marker {
    color: var(--dim);
  }
  .item {
    display: block;
    width: 100%;
    text-align: left;
    white-space: normal;
    border-color: transparent;
    background: none;
    padding: 4px 6px;
    overflow-wrap: anywhere;
  }
  .item:hover:not(:disabled) {
    background: var(--soft);
  }
  .item small,
  .line {
    display: block;
  }
  .item[aria-current="true"] {
    background: var(--soft);
    box-shadow: inset 3px 0 var(--accent);
  }
  .strips {
    list-style: none;
    padding: 0;
  }
  .kinds {
    margin-bottom: 6px;
  }
  details {
    font-size: 12px;
    color: var(--dim);
    padding: 0 6px 4px;
  }
  summary {
    cursor: pointer;
  }
  details ul {
    margin: 2px 0;
    padding-left: 16px;
    overflow-wrap: anywhere;
  }
  .wide {
    overflow-x: auto;
    margin-bottom: 14px;
  }
  .facts th,
  .facts td {
    overflow-wrap: anywhere;
  }
  /* Where columns do not fit, each row becomes a block of lines, so that no column is cut. */
  @container (max-width: 860px) {
    .facts,
    .facts caption,
    .facts tbody {
      display: block;
    }
    .facts thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .facts tr {
      display: block;
      padding: 4px 0;
      border-bottom: 1px solid var(--line);
    }
    .facts tbody th,
    .facts td {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 12px;
      padding: 1px 0;
      border: 0;
      white-space: normal;
    }
    .facts td::before {
      content: attr(data-head);
      color: var(--dim);
      font-weight: 400;
    }
  }
  table {
    border-collapse: collapse;
    font-size: 12.5px;
    font-variant-numeric: tabular-nums;
    width: 100%;
  }
  caption {
    text-align: left;
    color: var(--dim);
    font-size: 12px;
    padding: 4px 0;
  }
  th,
  td {
    padding: 4px 8px;
    border-bottom: 1px solid var(--line);
    text-align: right;
    white-space: nowrap;
  }
  th:first-child {
    text-align: left;
  }
  td.best {
    font-weight: 700;
  }
  dl {
    margin: 0;
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 3px 12px;
    font-size: 12.5px;
  }
  dt {
    color: var(--dim);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  figure {
    margin: 8px 0 16px;
  }
  figcaption {
    font-size: 12.5px;
    margin-bottom: 4px;
  }
  svg {
    width: 100%;
    display: block;
  }
  svg text {
    font-size: 10.5px;
    fill: var(--dim);
  }
  .area {
    fill: var(--edge);
  }
  .ours .area {
    fill: var(--accent);
  }
  .rule {
    stroke: var(--edge);
  }
  .box {
    stroke: var(--dim);
    stroke-width: 3;
  }
  .median {
    stroke: var(--text);
    stroke-width: 1.5;
  }
  .ahead {
    fill: var(--accent);
    cursor: pointer;
  }
  .behind {
    fill: var(--bad);
    cursor: pointer;
  }
  .interval {
    fill: var(--dim);
    opacity: 0.3;
  }
`;
