/** The styles of the header, the verdict and the toolbar. */

import { css } from "lit";

export const barStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 3px 8px 3px 12px;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
    flex: none;
  }
  h1 {
    font-size: 14px;
    font-weight: 650;
    margin: 0;
    min-width: 0;
    max-width: 40%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sum {
    color: var(--dim);
    font-size: 12.5px;
    min-width: 0;
  }
  header .sum,
  .verdict p {
    flex: 1 1 0;
    min-width: 0;
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tools {
    margin-left: auto;
    display: flex;
    gap: 4px;
    flex: none;
  }
  .verdict {
    flex: 1 1 0;
    min-width: 0;
    display: flex;
    gap: 8px;
    align-items: center;
    font-size: 13px;
  }
  .verdict p.hidden {
    visibility: hidden;
  }
  .full {
    padding: 8px 14px 10px;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
    max-height: 40vh;
    overflow: auto;
    flex: none;
    font-size: 13.5px;
  }
  .full p {
    margin: 0 0 7px;
    max-width: 130ch;
    overflow-wrap: anywhere;
  }
  .full ul {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    list-style: none;
    margin: 0 0 7px;
    padding: 0;
  }
  .full li {
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
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
    padding: 3px 8px;
    border-bottom: 1px solid var(--line);
    background: var(--panel);
    flex: none;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
  }
  .tabs button {
    border-color: transparent;
    background: none;
    padding: 3px 7px;
  }
  .tabs button[aria-selected="true"] {
    color: var(--text);
    box-shadow: inset 0 -2px var(--dim);
    border-radius: 5px 5px 0 0;
  }
  .tabs button.open {
    background: var(--soft);
    box-shadow: inset 0 -2px var(--accent);
  }
  .tabs button.bad[aria-selected="true"] {
    color: var(--bad);
  }
  .display {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
    margin-left: auto;
  }
  .display button {
    padding: 3px 7px;
  }
  .zoom {
    min-width: 3.4em;
    text-align: right;
    font-size: 12.5px;
    font-variant-numeric: tabular-nums;
  }
  .title {
    display: flex;
    gap: 6px;
    align-items: center;
    min-width: 0;
  }
  .title small {
    white-space: nowrap;
  }
  h2 {
    font-size: 13px;
    max-width: 22em;
    margin: 0;
    font-weight: 600;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
