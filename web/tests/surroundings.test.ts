import assert from "node:assert/strict";
import { test } from "node:test";
import { themeOfPage, type Marked } from "../src/surroundings.js";

/** An element with attributes, of which "class" has its classes. */
const element = (attributes: Record<string, string> = {}): Marked => ({
  getAttribute: (name) => attributes[name] ?? null,
  classList: { contains: (name) => (attributes.class ?? "").split(" ").includes(name) },
});

const themeOf = (body: Record<string, string>, root: Record<string, string> = {}, isColab = false) => themeOfPage(element(body), element(root), isColab);

test("JupyterLab names its theme at the body", () => {
  assert.equal(themeOf({ "data-jp-theme-light": "true", "data-jp-theme-name": "JupyterLab Light" }), "light");
  assert.equal(themeOf({ "data-jp-theme-light": "false" }), "dark");
});

test("VS Code has a class for each theme, and two for light high contrast", () => {
  assert.equal(themeOf({ class: "vscode-light" }), "light");
  assert.equal(themeOf({ class: "notebook vscode-dark" }), "dark");
  assert.equal(themeOf({ class: "vscode-high-contrast" }), "dark");
  assert.equal(themeOf({ class: "vscode-high-contrast vscode-high-contrast-light" }), "light");
});

test("Colab marks its dark theme at the root, and is light without a mark", () => {
  assert.equal(themeOf({}, { theme: "dark" }, true), "dark");
  assert.equal(themeOf({}, {}, true), "light");
});

test("marimo has a class at the body", () => {
  assert.equal(themeOf({ class: "light light-theme" }), "light");
  assert.equal(themeOf({ class: "dark dark-theme" }), "dark");
});

test("sites by Sphinx have an attribute at the root", () => {
  assert.equal(themeOf({}, { "data-theme": "dark" }), "dark");
  assert.equal(themeOf({}, { "data-theme": "auto" }), "");
});

test("other pages name no theme", () => {
  assert.equal(themeOf({ class: "darkroom" }, { "data-jp-theme-light": "" }), "");
  assert.equal(themeOfPage(null, element({ theme: "light" }), false), "light");
});
