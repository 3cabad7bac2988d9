/** The styles of the inspector. */

import { css } from "lit";

export const inspectorStyles = css`
  :host {
    display: flex;
    flex: none;
    width: 290px;
    min-height: 0;
    border-left: 1px solid var(--line);
    background: var(--panel);
    color: var(--text);
    font-size: 12.5px;
  }
  aside {
    flex: 1;
    min-width: 0;
    overflow: auto;
    padding: 4px 12px 16px;
  }
  section {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 5px;
    padding-bottom: 8px;
    border-bottom: 1px solid var(--line);
  }
  section:last-child {
    border-bottom: 0;
  }
  h3 {
    font-size: 12.5px;
    margin: 8px 0 2px;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  small,
  .note {
    color: var(--dim);
    font-weight: normal;
  }
  .note {
    margin: 0;
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  .note:empty {
    display: none;
  }
  .slider {
    display: grid;
    grid-template-columns: 62px 1fr 66px;
    width: 100%;
  }
  .slider input {
    width: 100%;
    min-width: 0;
  }
  .slider output {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .group {
    max-width: 100%;
    gap: 4px 8px;
  }
  .histogram {
    width: 100%;
    height: 60px;
    border: 1px solid var(--line);
    box-sizing: border-box;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    text-align: right;
    padding: 1px 0 1px 6px;
    font-weight: normal;
    white-space: nowrap;
  }
  thead th {
    color: var(--dim);
    font-size: 11.5px;
  }
  tbody th,
  thead th:first-child {
    text-align: left;
    padding-left: 0;
    max-width: 90px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  td.best {
    font-weight: 700;
  }
`;
