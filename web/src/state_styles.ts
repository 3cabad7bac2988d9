/** The styles of the marks of states and decisions. */

import { css } from "lit";

export const stateStyles = css`
  .mark {
    display: inline-block;
    border: 1px solid currentColor;
    border-radius: 9px;
    padding: 0 7px;
    font-size: 11.5px;
    line-height: 17px;
    white-space: nowrap;
  }
  .mark.failed,
  .mark.size,
  .mark.changed,
  .mark.rejected {
    color: var(--bad);
  }
  .mark.deleted,
  .mark.new {
    color: var(--warn);
  }
  .mark.same,
  .mark.accepted {
    color: var(--good);
  }
  .mark.accepted,
  .mark.rejected {
    font-weight: 650;
  }
`;

/** The styles of the bar with the state of a pair and its decision. */
export const decisionStyles = css`
  .decision {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 10px;
    align-items: center;
    padding: 5px 10px;
    border-bottom: 1px solid var(--line);
    font-size: 12.5px;
  }
  .decision .reason {
    flex: 1 1 160px;
    min-width: 0;
    max-height: 3em;
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .decision .buttons {
    margin-left: auto;
  }
  .decision .command {
    flex: 1 1 100%;
    display: flex;
    gap: 8px;
    align-items: center;
    min-width: 0;
  }
  .decision code {
    flex: 1 1 auto;
    min-width: 0;
    overflow: auto;
    white-space: pre;
    font: 12px/1.5 var(--mono);
    padding: 2px 7px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: var(--page);
  }
  .decision .problem {
    flex: 1 1 100%;
    margin: 0;
    color: var(--bad);
    overflow-wrap: anywhere;
  }
`;
