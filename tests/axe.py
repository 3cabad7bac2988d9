"""Checks of accessibility with axe-core, which ``npm ci`` in ``web/`` installs."""

from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"

ANALYSE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const places = (nodes) => nodes.map((node) => node.html).slice(0, 3).join(" ");
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${places(nodes)}`);
}"""


def violations(page: Any) -> list[str]:
    """Return the violations of a page; skip the test if axe-core is not installed."""
    if not SOURCE.is_file():
        pytest.skip("needs axe-core: npm ci in web/")
    page.evaluate(SOURCE.read_text("utf-8"))
    return page.evaluate(ANALYSE)
