"""MIME bundles of results, and errors of widgets."""

import json
import sys
from dataclasses import replace
from importlib import util

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.notebook import _display, _widget, widget, widget_view
from difference_finder.pipeline.comparison import FailedPair
from difference_finder.study.study import Study

formatters = pytest.importorskip("IPython.core.formatters")
anywidget = pytest.importorskip("anywidget")

VIEW = "application/vnd.jupyter.widget-view+json"

FAILED = FailedPair("cat", "a/cat.png", "b/cat.png", "read", "ReadError", "'b/cat.png' is damaged")


def displayed(result) -> dict:
    """Return the MIME bundle that IPython sends for the result of a cell."""
    return formatters.DisplayFormatter().format(result)[0]


@pytest.fixture
def without(monkeypatch):
    """Hide a package, as if it were not installed."""

    def hide(name: str) -> None:
        real = util.find_spec

        def find(wanted, *rest):
            return None if wanted == name else real(wanted, *rest)

        for module in ("notebook._display", "notebook._widget", "study.study"):
            monkeypatch.setattr(f"difference_finder.{module}.find_spec", find)
        monkeypatch.setitem(sys.modules, name, None)
        _widget.widget_class.cache_clear()

    yield hide
    _widget.widget_class.cache_clear()


def test_a_comparison_is_a_widget_and_a_picture(comparison) -> None:
    shown = displayed(comparison)
    assert set(shown) == {VIEW, "image/png", "text/plain"}
    assert shown["image/png"].startswith(b"\x89PNG")
    assert displayed(comparison)[VIEW] == shown[VIEW]  # one widget, however often it is displayed


def test_a_closed_widget_is_recreated(comparison) -> None:
    before = widget_view(comparison)
    _display._SHOWN[comparison].close()
    assert widget_view(comparison)[VIEW]["model_id"] != before[VIEW]["model_id"]


def test_without_anywidget_the_picture_is_displayed(comparison, study, without) -> None:
    pytest.importorskip("matplotlib")
    without("anywidget")
    assert set(displayed(comparison)) == {"image/png", "text/plain"}
    assert set(displayed(study)) == {"image/png", "text/plain"}


def test_a_study_says_what_it_found(study, without) -> None:
    without("anywidget")
    without("matplotlib")
    shown = displayed(study)
    assert set(shown) == {"text/plain"}
    assert study.verdicts.text in " ".join(shown["text/plain"].split())
    assert shown["text/plain"] == str(study)


def test_a_study_without_crops_has_no_figure(study) -> None:
    assert set(displayed(replace(study, crops=None))) == {VIEW, "text/plain"}


def test_a_study_with_missing_images_is_reported(study) -> None:
    pytest.importorskip("matplotlib")
    record = {**study.record, "methods": dict.fromkeys(study.record["methods"], "/gone")}
    gone = replace(study, record=record)
    with pytest.warns(UserWarning, match="without its figure.*gone"):
        assert gone._repr_png_() is None
    noted = [entry["notes"] for entry in widget(gone).document["entries"] if entry.get("notes")]
    assert noted
    assert all("gone" in note for notes in noted for note in notes)


def test_a_terminal_makes_no_widget(comparison, monkeypatch) -> None:
    class Shell:
        display_formatter = formatters.DisplayFormatter(active_types=["text/plain"])

    monkeypatch.setattr("IPython.get_ipython", Shell)
    assert widget_view(comparison) == {}
    Shell.display_formatter.active_types = ["text/plain", "image/png"]
    assert set(widget_view(comparison)) == {VIEW}


def test_a_large_comparison_is_displayed_as_a_picture(comparison, monkeypatch) -> None:
    monkeypatch.setattr(_display, "MEGABYTES", 0.01)
    with pytest.warns(UserWarning, match="no widget: .* MB in the notebook"):
        assert set(displayed(comparison)) == {"image/png", "text/plain"}


def test_the_state_is_json_and_whole(comparison, study) -> None:
    for result in (comparison, study, FAILED):
        shown = widget(result)
        state = shown.get_state(["document", "height", "view", "selection"])
        assert json.loads(json.dumps(state, allow_nan=False)) == state
        assert state["document"]["schema"] == 2
        ids = [layer["id"] for entry in state["document"]["entries"] for layer in entry["layers"]]
        assert len(set(ids)) == len(ids)


def test_infinite_scores_and_pixels_without_a_number() -> None:
    same = np.zeros((8, 8), np.float32)
    same[2, 2] = np.nan
    document = widget(Finder(strategy="difference", also=["psnr"]).compare(same, same)).document
    assert document["scores"]["psnr"] == [["Infinity"]]
    json.dumps(document, allow_nan=False)


def test_pictures_of_crops_of_all_or_none(study) -> None:
    def pictured(**options) -> list[str]:
        entries = widget(study, **options).document["entries"]
        assert [entry["name"] for entry in entries] == list(study.scores.names)
        assert all(bool(entry["layers"]) != bool(entry.get("errors")) for entry in entries)
        return [entry["name"] for entry in entries if entry["layers"]]

    crops = {crop.image for listed in study.crops.lists.values() for crop in listed}
    assert set(pictured()) == set(pictured(images="crops")) == crops
    assert pictured(images="all") == ["bird", "cat", "dog"]
    assert pictured(images="none") == []


def test_a_study_omits_pictures_beyond_the_limit(study) -> None:
    numbers = len(json.dumps(widget(study, images="none").document))
    whole = len(json.dumps(widget(study, images="all").document))
    most = (numbers + whole) / 2e6
    document = widget(study, images="all", megabytes=most).document
    left = [entry for entry in document["entries"] if not entry["layers"]]
    assert 0 < len(left) < 3
    assert all("pictures were omitted" in entry["errors"][0] for entry in left)
    first = study.crops.best[0].image
    assert next(entry for entry in document["entries"] if entry["name"] == first)["layers"]
    assert len(json.dumps(document)) <= 1.01e6 * most
    with pytest.raises(InputError, match=r"3 images takes .* MB .* 'difference-finder report'"):
        widget(study, megabytes=1e-4)


def test_a_comparison_without_pictures_says_so(comparison) -> None:
    entry = widget(comparison, images="none").document["entries"][0]
    assert entry["layers"] == []
    assert entry["regions"]
    assert "images='none'" in entry["errors"][0]


def test_a_pair_that_failed_says_why() -> None:
    document = widget(FAILED).document
    assert document["errors"][0]["cause"] == "'b/cat.png' is damaged"
    assert document["entries"][0]["errors"] == ["read: ReadError: 'b/cat.png' is damaged"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"height": 5}, "height must be .* 200 to 10000, not 5"),
        ({"height": 560.5}, "not 560.5"),
        ({"height": True}, "not True"),
        ({"images": "some"}, "one of all, crops, none, not 'some'"),
        ({"images": "crops"}, "needs a study"),
        ({"megabytes": 0}, "above 0 .* not 0"),
        ({"megabytes": float("nan")}, "not nan"),
        ({"megabytes": "9"}, "not '9'"),
        ({"megabytes": 0.001}, "takes .* MB .*0.0 MB are allowed; compare a part"),
    ],
)
def test_invalid_options_are_refused(comparison, options, said) -> None:
    with pytest.raises(InputError, match=said):
        widget(comparison, **options)


def test_other_objects_are_refused() -> None:
    with pytest.raises(InputError, match="a Comparison, a FailedPair or a Study, not str"):
        widget("cat.png")


def test_a_missing_extra_names_the_command(comparison, without) -> None:
    without("anywidget")
    with pytest.raises(MissingDependencyError, match=r"pip install 'anywidget<1,>=0.9'"):
        widget(comparison)


def test_a_widget_can_be_resized(comparison) -> None:
    shown = widget(comparison, height=300)
    shown.height = 800
    assert shown.get_state("height") == {"height": 800}
    with pytest.raises(Exception, match="height"):
        shown.height = 10


def test_an_opened_study_is_shown_too(study, tmp_path_factory) -> None:
    folder = next(tmp_path_factory.getbasetemp().glob("study*/study"))
    assert widget(Study.open(folder)).document == widget(study).document


def test_stored_values_are_omitted_before_a_comparison_is_refused() -> None:
    first = np.random.default_rng(2).integers(0, 65536, (120, 160, 3), dtype=np.uint16)
    compared = Finder(strategy="difference").compare(first, first[::-1].copy())
    whole = widget(compared).document
    assert all(layer["stored"]["source"]["url"] for layer in whole["entries"][0]["layers"][:2])
    less = widget(compared, megabytes=0.7 * len(json.dumps(whole)) / 1e6).document
    assert [layer.get("omitted", False) for layer in less["entries"][0]["layers"][:2]] == [True, True]
    assert not any("stored" in layer for layer in less["entries"][0]["layers"])
