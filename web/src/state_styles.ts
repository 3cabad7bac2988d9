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
