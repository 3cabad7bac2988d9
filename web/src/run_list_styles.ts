/** The styles of the list of a run. */

import { css } from "lit";

export const runListStyles = css`
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
    border-bottom: 1px solid var(--line);
  }
  .tools .group {
    flex: 1 1 100%;
  }
  input {
    flex: 1 1 120px;
    min-width: 0;
  }
  .tools .kinds {
    max-height: 56px;
    overflow: auto;
  }
  .filter.failed b,
  .filter.size b,
  .filter.changed b,
  .filter.rejected b {
    color: var(--bad);
  }
  .filter.deleted b,
  .filter.new b {
    color: var(--warn);
  }
  .filter.same b,
  .filter.accepted b {
    color: var(--good);
  }
  .scroll {
    flex: 1;
    min-height: 120px;
    overflow: auto;
    position: relative;
  }
  .row {
    display: grid;
    grid-template-columns: 68px minmax(0, 1fr) auto;
    gap: 10px;
    align-items: center;
    height: 58px;
    box-sizing: border-box;
    padding: 0 10px;
    border-bottom: 1px solid var(--line);
    font-size: 12.5px;
    cursor: pointer;
    position: absolute;
    left: 0;
    right: 0;
  }
  .row:hover {
    background: var(--soft);
  }
  .row[aria-selected="true"] {
    background: var(--soft);
    box-shadow: inset 3px 0 var(--accent);
  }
  .picture {
    width: 68px;
    height: 48px;
    border-radius: 4px;
    background: var(--stage);
    overflow: hidden;
  }
  img {
    width: 100%;
    height: 100%;
    object-fit: cover;
    display: block;
  }
  img:not([src]) {
    visibility: hidden;
  }
  .name b,
  .name small {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name b {
    font-weight: 600;
  }
  .name small {
    color: var(--dim);
    font-size: 12px;
  }
  .name small.bad {
    color: var(--bad);
  }
  .marks {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 3px;
  }
  .end {
    position: absolute;
    width: 1px;
    height: 1px;
  }
  .count {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 6px;
    color: var(--dim);
    font-size: 12px;
    padding: 5px 10px;
    border-top: 1px solid var(--line);
  }
`;
