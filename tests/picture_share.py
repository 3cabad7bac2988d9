"""The share of a window that shows pixels of pictures."""

from typing import Any

SHARE = """([width, height]) => {
  const page = document.querySelector("difference-page");
  const { viewport } = page;
  const pictured = new Map();
  const inside = (canvas, x, y) => {
    if (!pictured.has(canvas)) {
      const pane = canvas.getRootNode().host;
      const box = canvas.getBoundingClientRect();
      const { x: left, y: top, scale } = pane.frame;
      const size = { width: viewport.world.width * scale, height: viewport.world.height * scale };
      pictured.set(canvas, { box, left, top, ...size });
    }
    const { box, left, top, width, height } = pictured.get(canvas);
    const at = { x: (x - box.left) * devicePixelRatio - left, y: (y - box.top) * devicePixelRatio - top };
    return at.x >= 0 && at.y >= 0 && at.x < width && at.y < height;
  };
  const deepest = (x, y) => {
    let found = document.elementFromPoint(x, y);
    while (found?.shadowRoot) {
      const next = found.shadowRoot.elementFromPoint(x, y);
      if (!next || next === found) break;
      found = next;
    }
    return found;
  };
  let hits = 0, points = 0;
  for (let y = 2; y < height; y += 4) {
    for (let x = 2; x < width; x += 4, points++) {
      const found = deepest(x, y);
      const pane = found?.getRootNode().host;
      if (pane?.localName === "difference-pane" && found.localName === "canvas") hits += inside(found, x, y);
    }
  }
  return hits / points;
}"""


def share(page: Any, width: int, height: int) -> float:
    """Return the share of the first `width` x `height` pixels of a window that shows pixels of pictures.

    A pixel counts if the topmost element there is the canvas of a pane, and the picture covers it.
    """
    found: float = page.evaluate(SHARE, [width, height])
    return found
