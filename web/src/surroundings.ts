/** The theme of the page around an embedded page, by the conventions of notebooks. */

import type { Theme } from "./state.js";

/** The part of an element that tells its theme. */
export type Marked = Pick<Element, "getAttribute"> & { readonly classList: Pick<DOMTokenList, "contains"> };

/** Classes of VS Code, of which the page around may have several: light high contrast has both of the last. */
const CLASSES: readonly (readonly [string, Theme])[] = [
  ["vscode-high-contrast-light", "light"],
  ["vscode-light", "light"],
  ["vscode-dark", "dark"],
  ["vscode-high-contrast", "dark"],
  // marimo, and pages that are styled by Tailwind
  ["dark", "dark"],
  ["dark-theme", "dark"],
  ["light", "light"],
  ["light-theme", "light"],
];

/** The attributes in which pages around name their theme: Colab, and sites made by Sphinx. */
const ATTRIBUTES = ["theme", "data-theme"] as const;

/** The attributes and classes that are watched. */
export const WATCHED = ["class", "data-jp-theme-light", ...ATTRIBUTES];

function themeOfElement(element: Marked): Theme {
  const jupyter = element.getAttribute("data-jp-theme-light");
  if (jupyter) return jupyter === "true" ? "light" : "dark";
  const named = ATTRIBUTES.map((name) => element.getAttribute(name)).find((value) => value === "light" || value === "dark");
  if (named) return named as Theme;
  return CLASSES.find(([name]) => element.classList.contains(name))?.[1] ?? "";
}

/**
 * Return the theme that the body or the root of a page names; "" if they name none.
 *
 * Colab marks its dark theme only, so that without a mark it is light.
 */
export function themeOfPage(body: Marked | null, root: Marked, isColab: boolean): Theme {
  return (body && themeOfElement(body)) || themeOfElement(root) || (isColab ? "light" : "");
}
