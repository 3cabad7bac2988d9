/** The styles of buttons, fields and lists, shared by all elements. */

import { css } from "lit";

export const controlStyles = css`
  button,
  select,
  input[type="search"] {
    font: inherit;
    font-size: 12.5px;
    color: var(--text);
    background: var(--control);
    border: 1px solid var(--edge);
    border-radius: 5px;
    padding: 3px 8px;
    min-height: 26px;
    box-sizing: border-box;
  }
  button {
    cursor: pointer;
    white-space: nowrap;
  }
  button:hover {
    border-color: var(--dim);
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  button[aria-pressed="true"],
  button[aria-selected="true"] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .chip {
    border-radius: 13px;
    max-width: 16em;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip[aria-pressed="true"] {
    background: var(--soft);
    border-color: var(--accent);
    color: var(--text);
  }
  .filter {
    border-radius: 13px;
    padding: 2px 9px;
    min-height: 24px;
  }
  .filter b {
    font-variant-numeric: tabular-nums;
  }
  .filter[aria-pressed="true"] b {
    color: inherit;
  }
  .group {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 3px;
    align-items: center;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-size: 12.5px;
    white-space: nowrap;
  }
  input[type="range"] {
    width: 110px;
    accent-color: var(--accent);
  }
  input[type="checkbox"] {
    accent-color: var(--accent);
    margin: 0;
  }
  select {
    max-width: 15em;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  /* Colours that the system forces leave no background to tell what is chosen. */
  @media (forced-colors: active) {
    button[aria-pressed="true"][aria-pressed],
    button[role="tab"][aria-selected="true"][aria-selected] {
      forced-color-adjust: none;
      background: Highlight;
      border-color: Highlight;
      color: HighlightText;
    }
    button[aria-pressed="true"][aria-pressed] * {
      color: inherit;
    }
    [aria-selected="true"]:not(button, :focus-visible) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
