"""Take pictures of a page of ``report`` or ``diff --write html``: light and dark, wide and narrow.

python docs/make_screenshots.py report.html OUTPUT [#VIEW]: writes OUTPUT-light-1440.png and so on. It needs
playwright and a chromium; VIEW is what follows # in the address of the page.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {1440: 900, 390: 844}

DRAWN = """() => {
  const stage = document.querySelector("difference-page").shadowRoot.querySelector("difference-stage");
  const panes = [...(stage?.shadowRoot?.querySelectorAll("difference-pane") ?? [])];
  return panes.length > 0 && panes.every((pane) => !pane.shadowRoot.querySelector("p"));
}"""


def take(page: Path, output: str, view: str) -> None:
    """Take the four pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for width, height in SIZES.items():
                window = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1
                )
                window.goto(page.resolve().as_uri() + view)
                window.wait_for_function(DRAWN)
                window.wait_for_timeout(500)  # the first places are chosen and drawn
                window.screenshot(path=f"{output}-{scheme}-{width}.png")
                window.close()
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
