"""The document of a page: JSON that says what was compared, and where its pictures are.

A comparison and a study become documents of one form (schema 1). The pictures are not in it: each layer names
the source that they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.record import jsonable
from difference_finder.reporters._record import parts_in_words, protocol_in_words, score_in_words

if TYPE_CHECKING:
    from difference_finder.study.crops import Crops
    from difference_finder.study.study import Study

__all__ = ["Layer", "comparison_document", "facts_of", "study_document"]

SCHEMA = 1

SCORE = "score"
"""What stands in the place of methods where there are none."""


@dataclass(frozen=True)
class Layer:
    """A picture that the page can show.

    Parameters
    ----------
    id
        What the page calls it; it tells nothing of files.
    role
        "reference", "candidate" or "method"; of three images "first", "second" and "truth"; "map", or "error"
        for that of a method.
    label
        What users read.
    width, height
        In pixels.
    kind
        "image" or "map".
    low, high
        Of an image the values shown as black and as white, in its own units; of a map those of the first and
        the last code.
    channels, depth
        How many samples a pixel has, and of how many bits they are: of a map the 16 that carry it.
    source
        Where its pixels come from.
    signed
        Whether values of a map have a meaning on both sides of 0.
    unit
        What a value of a map is a share of; "" for none.
    vmax
        The value with the last colour at first; None where the page is to choose it.
    unit_range
        The greatest possible difference, by which a gain is stated; None where there is none.
    positive
        What a value above 0 says.
    method
        Whose candidate or map it is, in a study.
    note
        What a reader should know: how values became tones, ...
    """

    id: str
    role: str
    label: str
    width: int
    height: int
    kind: str
    low: float
    high: float
    channels: int
    depth: int
    source: Mapping[str, Any]
    signed: bool = False
    unit: str = ""
    vmax: float | None = None
    unit_range: float | None = None
    positive: str = ""
    method: str | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        facts: dict[str, Any] = jsonable({**self.__dict__, "source": dict(self.source)})
        return facts


def study_document(study: Study, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the document of a study.

    Parameters
    ----------
    study
        With its scores.
    entries
        One for each image, in the order of the scores.
    """
    scores = study.scores
    facts = study.to_dict(scores=False)
    return {
        "schema": SCHEMA,
        "kind": "study",
        "title": _title(study),
        "record": facts,
        "ours": study.ours,
        "methods": list(scores.methods),
        "metrics": [
            {key: fact[key] for key in ("spec", "higher_is_better", "unit")}
            for fact in study.record["metrics"]
        ],
        "scores": {name: jsonable(table.tolist()) for name, table in scores.tables.items()},
        "groups": None if scores.groups is None else list(scores.groups),
        "errors": facts["errors"],
        "verdicts": facts["verdicts"],
        "crops": None if study.crops is None else _crops(study.crops),
        "entries": list(entries),
    }


def _crops(crops: Crops) -> dict[str, Any]:
    """Return the crops, each with the words that disclose how it was chosen."""
    lists = {
        name: [{**crop.to_dict(), "disclosure": crop.disclosure()} for crop in every]
        for name, every in crops.lists.items()
    }
    told: dict[str, Any] = jsonable({**crops.to_dict(), **lists, "disclosure": crops.disclosure()})
    return told


def _title(study: Study) -> str:
    rivals, images = len(study.scores.methods) - 1, len(study.scores.names)
    others = f" and {rivals} other{'s' if rivals > 1 else ''}" if rivals else ""
    return f"{study.ours}{others} over {images:,} image{'s' if images != 1 else ''}"


def comparison_document(
    title: str,
    records: Sequence[Mapping[str, Any]],
    entries: Sequence[Mapping[str, Any]],
    errors: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the document of comparisons.

    Parameters
    ----------
    title
        What users read above them.
    records
        Those that are known, in the order of the entries; none where they are yet to be made.
    entries
        One for each pair.
    errors
        Of pairs that could not be compared.
    """
    names = list(dict.fromkeys(name for record in records for name in record["scores"]))
    return {
        "schema": SCHEMA,
        "kind": "comparison",
        "title": title,
        "record": _joined(records),
        "ours": None,
        "methods": [SCORE] if names else [],
        "metrics": [_metric(name) for name in names],
        "scores": {name: [[_first(record["scores"].get(name)) for record in records]] for name in names},
        "groups": None,
        "errors": [dict(error) for error in errors],
        "verdicts": None,
        "crops": None,
        "entries": list(entries),
    }


def facts_of(record: Mapping[str, Any]) -> list[list[str]]:
    """Return what stands beside a comparison, in words: its scores, its images, how it was measured."""
    scores = (record.get("scores") or {}).items()
    rows = [[name, "no score" if value is None else score_in_words(value)] for name, value in scores]
    for role in ("reference", "candidate", "truth"):
        if image := record.get(role):
            size = f"{image['width']}\u00d7{image['height']}, {image['dtype']}"
            rows.append([role, f"{image['name']} ({size})"])
    rows += [["measured by", words] for words in protocol_in_words(record.get("protocol"))]
    return [*rows, *(["map", words] for words in parts_in_words(record.get("options") or {}))]


def _joined(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one record as it is, and several as ``diff --json`` gives those of two folders."""
    if len(records) == 1:
        return dict(records[0])
    return {"schema": SCHEMA, "pairs": [dict(record) for record in records]}


def _first(score: Any) -> Any:
    """Return a score; of a batch that of the first sample."""
    return score[0] if isinstance(score, list) and score else score


def _metric(name: str) -> dict[str, Any]:
    """Return what is known of a score; that of an unknown metric, or a gap, has no better side."""
    from difference_finder.errors import DifferenceFinderError
    from difference_finder.registry import metrics

    try:
        part = metrics.get(name.removesuffix(" of first").removesuffix(" of second"))
    except DifferenceFinderError:
        return {"spec": name, "higher_is_better": None, "unit": ""}
    return {"spec": name, "higher_is_better": part.higher_is_better, "unit": part.unit}
