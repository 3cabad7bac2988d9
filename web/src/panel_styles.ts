/** The styles of the panels beside the pictures: lists, tables and plots. */

import { css, unsafeCSS } from "lit";

/** Return the styles of tables in panels up to a width in which columns do not fit: each row becomes a block of lines, so that no column is cut. */
const blocks = (tables: string, width: number): string => `
  @container (max-width: ${width}px) {
    ${tables},
    ${tables} :is(caption, tbody) {
      display: block;
    }
    ${tables} thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    ${tables} tr {
      display: block;
      padding: 4px 0;
      border-bottom: 1px solid var(--line);
    }
    ${tables} tbody :is(th, td) {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 12px;
      padding: 1px 0;
      border: 0;
      white-space: normal;
      text-align: right;
    }
    ${tables} td .line {
      flex: 1 0 100%;
    }
    ${tables} td .line::before {
      content: attr(data-head) "  ";
      white-space: pre;
      font-weight: 400;
    }
    ${tables} td::before {
      content: attr(data-head);
      color: var(--dim);
      font-weight: 400;
    }
  }`;

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
  .pairs .facts thead th {
    overflow-wrap: break-word;
  }
  ${unsafeCSS(blocks(".facts:not(.several, .few)", 860))}
  ${unsafeCSS(blocks(".several", 460))}
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
  th:first-child,
  .text {
    text-align: left;
  }
  .facts :is(th, .text) {
    white-space: normal;
  }
  .facts th small {
    font-weight: 400;
    white-space: nowrap;
  }
  .facts tbody :is(th, .text) {
    min-width: 70px;
  }
  .several tbody th {
    min-width: 100px;
  }
  .best {
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
  .section,
  .pairs {
    padding: 0;
    font-size: inherit;
    color: inherit;
  }
  .section {
    border-top: 1px solid var(--line);
  }
  .pairs summary {
    color: var(--dim);
    font-size: 12px;
  }
  .section[open] {
    padding-bottom: 10px;
  }
  .section summary {
    padding: 5px 0;
  }
  .section h3 {
    display: inline;
  }
  .section .wide {
    margin: 6px 0 2px;
  }
  .section figure {
    margin: 8px 0 4px;
  }
  .caveats {
    font-size: 12.5px;
  }
  difference-table-copies {
    margin-bottom: 12px;
  }
  svg.ranks {
    width: auto;
    max-width: 100%;
    height: auto;
    margin-top: 6px;
    fill: none;
    stroke: var(--text);
  }
  .ranks text {
    font-size: 11px;
    fill: var(--text);
    stroke: none;
  }
  .ranks .rule {
    stroke: var(--text);
  }
  .ranks .lead {
    stroke: var(--dim);
  }
  .ranks .ours {
    --text: var(--accent);
    --dim: var(--accent);
    font-weight: 700;
  }
  .ranks .clique {
    stroke-width: 4;
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
