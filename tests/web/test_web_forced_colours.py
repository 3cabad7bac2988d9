"""Colours that the system forces upon pages."""

from web.test_web_study import page_file, study  # noqa: F401

STYLES = """([first, other]) => {
  const { shadowRoot } = document.querySelector('difference-page');
  const inside = (root) => [root, ...[...root.querySelectorAll('*')].filter((one) => one.shadowRoot)
    .flatMap((one) => inside(one.shadowRoot))];
  return [first, other].map((selector) => {
    const [found] = inside(shadowRoot).flatMap((root) => [...root.querySelectorAll(selector)]);
    const { backgroundColor, outlineStyle } = getComputedStyle(found);
    return [backgroundColor, outlineStyle];
  });
}"""

PAIRS = [
    ("[data-mode=side]", "[data-mode=flip]"),
    ("[data-tab=images]", "[data-tab=plots]"),
    ("[role=row][aria-selected=true]", "[role=row][aria-selected=false]"),
]


def test_what_is_chosen_can_be_seen_in_forced_colours(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file, "#lists=true&tab=images", forced_colors="active")
    for pair in PAIRS:
        chosen, other = page.evaluate(STYLES, list(pair))
        assert chosen != other, pair
