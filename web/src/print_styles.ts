/** The styles of the printed page. */

import { css } from "lit";

export const printStyles = css`
  @media screen {
    .sheet {
      display: none;
    }
  }
  @media print {
    :host,
    :host([theme="dark"]) {
      --text: #000;
      --dim: #444;
      --panel: #fff;
      --line: #999;
      --good: #000;
      --bad: #000;
      --accent: #1f5fc8;
      color-scheme: light;
      display: block;
      height: auto;
      min-height: 0;
      color: #000;
      background: #fff;
      overflow: visible;
      border: 0;
    }
    header,
    .toolbar,
    .full,
    main,
    .live,
    dialog,
    difference-confirm {
      display: none;
    }
    .sheet {
      display: block;
      font-size: 10.5pt;
    }
    .sheet h2 {
      font-size: 14pt;
      max-width: none;
      white-space: normal;
      margin: 0 0 6pt;
    }
    .sheet .wide {
      overflow: visible;
    }
    .section summary {
      list-style: none;
    }
    tr {
      break-inside: avoid;
    }
    figure {
      margin: 8pt 0;
      break-inside: avoid;
    }
    figure canvas {
      display: block;
      max-width: 100%;
      max-height: 16cm;
      width: auto;
      height: auto;
    }
    figcaption {
      font-size: 9pt;
      overflow-wrap: anywhere;
    }
  }
`;
