"""Widgets in a real JupyterLab: the front end, the kernel, and the messages between them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import MILLISECONDS
from waiting import until

anywidget = pytest.importorskip("anywidget")

PREPARE = """
import numpy as np
from difference_finder import Finder, score
from difference_finder.notebook import widget
first = np.random.default_rng(3).integers(0, 256, (40, 60, 3), dtype=np.uint8)
second = first.copy()
second[10:20, 30:45] = 255 - second[10:20, 30:45]
shown = widget(Finder(strategy="difference").compare(first, second))
shown
"""

READ = """
part = shown.selection.slices
equal = abs(shown.score("mae")["second"] - score("mae", first[part], second[part])) < 1e-9
print("SELECTED", tuple(shown.selection), shown.view["mode"], equal)
"""

SET = """
shown.selection = (4, 5, 20, 10)
shown.view = {"mode": "flip", "flip": 1, "zoom": 3, "x": 14.5, "y": 9}
"""

PAGE = "document.querySelector('difference-page')"


def cell(source: str) -> dict[str, Any]:
    lines = {"source": source.strip().splitlines(keepends=True), "outputs": [], "execution_count": None}
    return {"cell_type": "code", "metadata": {}, **lines}


@pytest.fixture
def jupyterlab(tmp_path) -> Iterator[str]:
    """Start JupyterLab with a notebook; return the address of the notebook."""
    pytest.importorskip("jupyterlab")
    pytest.importorskip("ipykernel")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [cell(PREPARE), cell(READ), cell(SET)]
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / "try.ipynb").write_text(json.dumps(notebook))
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    folders = {name: str(tmp_path / name.lower()) for name in homes}
    share = Path(anywidget.__file__).parents[4] / "share" / "jupyter"
    paths = {"JUPYTER_PATH": str(share), "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    options = (
        "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0",
        "--IdentityProvider.token=secret", f"--ServerApp.root_dir={tmp_path}", "--expose-app-in-browser",
        "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    )  # fmt: skip
    command = [sys.executable, "-m", "jupyterlab", *options]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, env={**os.environ, **folders, **paths}, stdout=log, stderr=log)
    try:
        runtime = Path(folders["JUPYTER_RUNTIME_DIR"])

        def port() -> int:
            assert server.poll() is None, (tmp_path / "log").read_text()
            known = [json.loads(path.read_text() or "{}") for path in runtime.glob("jpserver-*.json")]
            return known[0].get("port", 0) if known else 0

        yield f"http://127.0.0.1:{until(port)}/lab/tree/try.ipynb?token=secret"
    finally:
        server.terminate()
        server.wait()


def run(page: Any, number: int) -> None:
    """Run a cell of the notebook."""
    page.evaluate(
        """number => {
          jupyterapp.shell.currentWidget.content.activeCellIndex = number;
          return jupyterapp.commands.execute("notebook:run-cell");
        }""",
        number,
    )


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with the Shift key between the middles of two pixels of the first image."""
    canvas = page.locator("difference-pane canvas").first
    box = canvas.bounding_box()
    x, y, scale = canvas.evaluate(
        "({ parentNode: { parentNode: { host } } }) => [host.frame.x, host.frame.y, host.frame.scale]"
    )
    left, top = box["x"] + x, box["y"] + y
    page.keyboard.down("Shift")
    page.mouse.move(left + (start[0] + 0.5) * scale, top + (start[1] + 0.5) * scale)
    page.mouse.down()
    page.mouse.move(left + (end[0] + 0.5) * scale, top + (end[1] + 0.5) * scale, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")


@pytest.mark.nightly
def test_a_cell_acts_on_the_part_that_a_reader_chose(browser, jupyterlab) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme="dark")
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    page.goto(jupyterlab)
    page.wait_for_function(
        "globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    run(page, 0)
    page.wait_for_function(f"{PAGE}?.entry && {PAGE}.stage?.shadowRoot.querySelector('difference-pane')")
    page.locator("difference-pane canvas").first.scroll_into_view_if_needed()
    page.wait_for_function(f"getComputedStyle({PAGE}).backgroundColor === 'rgb(244, 244, 242)'")  # not dark
    drag(page, (20, 5), (47, 30))
    page.keyboard.press("w")  # the focus stays in the page
    page.wait_for_function(f"{PAGE}.state.mode === 'slider'")
    told = page.get_by_text("SELECTED (20, 5, 28, 26) slider True")

    def is_told() -> bool:
        run(page, 1)
        page.wait_for_timeout(200)
        return told.count() > 0

    until(is_told)  # the kernel is told once the view rests
    run(page, 2)
    page.wait_for_function(f"{PAGE}.viewport.marked?.width === 20 && {PAGE}.state.mode === 'flip'")
    assert page.evaluate(f"(({{ zoom, x, y }}) => [zoom, x, y])({PAGE}.viewport.place)") == [3, 14.5, 9]
    page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function(f"getComputedStyle({PAGE}).backgroundColor === 'rgb(19, 20, 23)'")
    context.close()
