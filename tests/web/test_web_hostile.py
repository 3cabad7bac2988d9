"""Names that try to become scripts."""

import re

import pytest

from difference_finder.page.document import Entry, comparison_document, comparison_entry
from web.conftest import record
from web.test_web_study import facts, names_shown, small

HIT = "window.hit=1"

FORMS = (
    "<script>{}</script>",
    "</script><script>{}</script>",
    "</title><script>{}</script>",
    "<!--<script>{}//-->",
    "<![CDATA[<script>{}</script>]]>",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<a href='javascript:{}' autofocus onfocus={}>x</a>",
    '"><img src=x onerror="{}">',
    "' onmouseover='{}' x='",
    "` onfocus={} autofocus `",
    "javascript:{}",
    "data:text/html,<script>{}</script>",
    "https://example.org/?{}",
    "//example.org/{}.png",
    "url(https://example.org/{})",
    "expression({})",
    "}}</style><script>{}</script>",
    "</style><style>@import'https://example.org/{}'</style>",
    "${{{}}}",
    "`${{{}}}`",
    "{{{{constructor.constructor('{}')()}}}}",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "\u2028{}\u2029",
    "\u202e{}\u202c",
    "\ud800{}\udfff",
    "\0{}\x1b[31m\x07",
    "*/{}/*",
    "\\';{}//",
    '\\";{}//',
    "');{}//",
    "<base href='https://example.org/'>{}",
    "<link rel=stylesheet href=https://example.org/{}>",
    "<meta http-equiv=refresh content='0;url=https://example.org/{}'>",
    "<form action=https://example.org/><button autofocus>{}",
    "__proto__ {}",
)
"""Strings that try to escape from text, attributes, addresses, scripts and styles."""

NAMES = [form.format(*[HIT] * form.count("{}")) + "!" * more for form in FORMS for more in range(5)]


def test_there_are_two_hundred_different_names() -> None:
    assert len(set(NAMES)) == 200


def hostile_study() -> tuple[dict, list[Entry]]:
    """Return a study in which every text is hostile."""
    methods = [NAMES[5], NAMES[50]]
    spec = NAMES[0]
    gaps = {"crop": 1.0, "image": 1.0, "dataset": 1.0}
    crop = {
        "image": NAMES[10], "x": 1, "y": 1, "size": 8, "rival": methods[1], "gaps": gaps, "percentile": 50.0,
        "percentile_error": 0.0, "candidates": 9, "rival_share": 0.1, "errors": {}, "disclosure": NAMES[25],
    }  # fmt: skip
    paired = {
        "n": 9, "mean": 1.0, "interval": [0.0, 2.0], "wins": 9, "ties": 0, "losses": 0,
        "higher_is_better": True, "confidence": 0.95,
    }  # fmt: skip
    outcome = {"metric": spec, "rival": methods[1], "word": NAMES[30], "adjusted_p": 0.1, "paired": paired}
    lists = {name: [crop] for name in ("best", "rival_best", "median", "random")}
    document = facts(
        NAMES,
        methods,
        title=NAMES[10],
        summary=NAMES[20],
        metrics=[{"spec": spec, "higher_is_better": True, "unit": NAMES[35]}],
        groups=NAMES[::-1],
        errors=[
            {"name": name, "method": name, "metric": name, "stage": name, "error": name, "cause": name}
            for name in NAMES
        ],
        verdicts={"text": " ".join(NAMES), "ours": "", "level": 0.05, "unit": "", "outcomes": [outcome]},
        crops={"settings": {}, "disclosure": NAMES[40], "candidates": 9, **lists},
        record={"protocol": {"name": NAMES[45], "summary": NAMES[46]}, "versions": {NAMES[47]: NAMES[48]},
                "notes": NAMES[:5], "means": []},
    )  # fmt: skip
    document["scores"] = {spec: document["scores"]["psnr"]}
    entries = [Entry({"name": name, "notes": [name]}) for name in NAMES]
    for number in (0, 10, 50):
        entries[number] = small(NAMES[number], ("Reference", *methods))
    return document, entries


@pytest.mark.parametrize("policy", [True, False], ids=["with its policy", "without its policy"])
@pytest.mark.parametrize("max_bytes", [1e9, 0], ids=["page", "folder"])
def test_no_script_runs_and_no_request_leaves(visit, write, policy, max_bytes) -> None:
    document, entries = hostile_study()
    file = write(document, entries, max_bytes=max_bytes)
    if not policy:  # escaped text must be harmless without the policy
        text = file.read_text()
        file.write_text(re.sub(r"<meta http-equiv.*?>", "", text, count=1))
    page = visit(file)
    assert page.title() == " ".join(NAMES[10].split())
    for tab in ("images", "places", "plots", "methods", "errors", "about"):
        page.locator(f"[data-tab={tab}]").click()
        page.drawn()
    for mode in "12345":
        page.keyboard.press(mode)
        page.drawn()
    page.locator("[data-tab=images]").click()
    seen: set[str] = set()
    for top in range(0, 6000, 400):
        page.locator(".scroll").evaluate("(s, top) => { s.scrollTop = top; }", top)
        page.drawn()
        seen.update(names_shown(page))
    for control in page.locator("button:visible, [title]:visible").all()[:60]:
        control.hover(timeout=2000, force=True)
    assert len(seen) == 200
    assert page.evaluate("window.hit") is None
    assert (
        page.locator(
            "difference-page img[src=x], difference-page iframe, difference-page form[action]"
        ).count()
        == 0
    )


def test_a_comparison_with_hostile_texts(visit, write) -> None:
    for name in NAMES[::20]:
        one = record(name=name, notes=[name], scores={name: 1.0})
        one["first"] = {**one["first"], "name": name}
        one["map"] = {**one["map"], "label": name, "positive": name}
        page = visit(write(comparison_document(name, [one]), [comparison_entry(one)]))
        page.locator("[data-tab=about]").click()
        page.drawn()
        assert page.evaluate("window.hit") is None
        assert page.panes()[2].strip() != ""


def test_nothing_in_the_file_ends_a_script_early(write) -> None:
    document, entries = hostile_study()
    text = write(document, entries).read_text()
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script", text, flags=re.DOTALL | re.IGNORECASE)
    kinds = re.findall(r"<script\b([^>]*)>", text)
    assert len(scripts) == len(kinds) == 2 + 3 * 3 + 3  # document, bundle, layers and thumbnails
    assert "<!--" not in "".join(scripts)
    for forbidden in ("\u2028", "\u2029"):
        assert forbidden not in text
