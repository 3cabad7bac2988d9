"""Comparisons and studies that notebooks show."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from difference_finder import Finder, rank
from difference_finder.pipeline.comparison import Comparison
from difference_finder.study.study import Study
from folders import method_folders

HOSTILE = "</script><img src=x onerror=alert(1)>"
"""A name of an image that becomes markup if it is not escaped."""


CELL = """
const address = "data:text/javascript;base64,%(script)s";
const states = JSON.parse(document.getElementById("states").textContent);
window.cells = [];
for (const [number, state] of states.entries()) {
  const { default: view } = await import(`${address}#${number}`);  // each cell brings the script anew
  const listeners = {};
  const unsent = new Set();
  const sent = [];  // messages to the kernel
  const update = (changes) => {
    const differs = (key) => JSON.stringify(changes[key]) !== JSON.stringify(state[key]);
    const changed = Object.keys(changes).filter(differs);
    Object.assign(state, changes);
    for (const key of changed) listeners[`change:${key}`]?.();
    return changed;
  };
  const model = {
    get: (key) => state[key],
    set: (key, value) => update({ [key]: value }).forEach((changed) => unsent.add(changed)),
    save_changes: () => {
      sent.push(Object.fromEntries([...unsent].map((key) => [key, state[key]])));
      unsent.clear();
    },
    on: (event, listener) => (listeners[event] = listener),
    off: (event) => delete listeners[event],
  };
  const el = document.createElement("div");
  document.body.append(el);
  const close = view.render({ model, el });
  window.cells.push({ el, state, listeners, sent, update, close, page: el.querySelector("difference-page") });
}
window.keys = [];
addEventListener("keydown", (event) => window.keys.push(event.key));
"""

DRAWN = """count => window.cells?.length === count && window.cells.every(({ page }) => {
  const stage = page.shadowRoot?.querySelector("difference-stage");
  const panes = [...(stage?.shadowRoot?.querySelectorAll("difference-pane") ?? [])];
  return panes.length > 1 && panes.every(pane => pane.shadowRoot.querySelector("canvas")
    && !pane.shadowRoot.querySelector("p"));
})"""

SYNCED = ["document", "height", "view", "selection"]
"""Traits that the page reads."""


@pytest.fixture
def comparison() -> Comparison:
    first = np.random.default_rng(3).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    second = first.copy()
    second[10:20, 30:45] = 255 - second[10:20, 30:45]
    return Finder(strategy="difference").compare(first, second)


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Study:
    root: Path = tmp_path_factory.mktemp("study")
    folders = method_folders(root, ["bird", "cat", "dog"], size=72)
    return rank(root / "GT", folders, ["psnr"], output=root / "study", workers=1, crop_sizes=[24])


@pytest.fixture
def notebook(visit, tmp_path):
    """Open a page with the widgets of these results, one below the other."""
    from difference_finder.notebook import widget

    def opened(*results: Any, wait: bool = True, **options: Any) -> Any:
        widgets = [result if hasattr(result, "get_state") else widget(result) for result in results]
        states = [json.loads(json.dumps(shown.get_state(SYNCED))) for shown in widgets]
        script = base64.b64encode(str(widgets[0].get_state("_esm")["_esm"]).encode()).decode()
        told = json.dumps(states).replace("<", "\\u003c")
        path: Path = tmp_path / "notebook.html"
        path.write_text(
            f'<!doctype html><meta charset="utf-8"><script type="text/plain" id="states">{told}</script>'
            f'<body><script type="module">{CELL % {"script": script}}</script>'
        )
        page = visit(path, ready=False, **options)
        if wait:
            page.wait_for_function(DRAWN, arg=len(results))
            page.settled()
        return page

    return opened
