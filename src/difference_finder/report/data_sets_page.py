"""The entries of a study of several data sets, with the pictures of the studies of its data sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from difference_finder.errors import StudyError
from difference_finder.page.document import Entry
from difference_finder.report.roots import Roots
from difference_finder.report.study_page import pictured_entry, shown_images
from difference_finder.study.results import DATA_SETS, Results
from difference_finder.text import count_of
from difference_finder.threads import map_in_order

__all__ = ["DataSetStudies"]


@dataclass(frozen=True)
class DataSetStudies:
    """The studies of the data sets of a study.

    Parameters
    ----------
    study
        Study of all data sets.
    parts
        Study of each data set that can be opened.
    missing
        Why the others cannot be opened.
    roots
        Folders that images are read from; None for any.
    """

    study: Results
    parts: Mapping[str, Results] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    roots: Roots | None = None

    @classmethod
    def open(cls, study: Results, folder: Path | None, roots: Roots | None = None) -> DataSetStudies:
        """Open the studies of the data sets in the folder of a study; None for a study without a folder."""
        parts, missing = {}, {}
        for name, facts in study.record[DATA_SETS].items():
            if folder is None:
                missing[name] = "pass the folder of the study for pictures of its data sets"
                continue
            if roots is not None and (problem := roots.problem([folder / facts["study"]])):
                missing[name] = problem
                continue
            try:
                parts[name] = Results.open(folder / facts["study"])
            except StudyError as error:
                missing[name] = str(error)
        return cls(study, parts, missing, roots)

    def document(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the document of the study, whose summary names the number of data sets."""
        sets = count_of(len(self.study.record[DATA_SETS]), "data set")
        return {**document, "summary": f"{document['summary']}, {sets} (each weighs the same)"}

    def entries(self, images: str, workers: int) -> Iterator[Entry]:
        """Yield an entry for each image, with pictures of the study of its data set.

        Parameters
        ----------
        images
            Images with pictures: "all", "crops" or "none".
        workers
            Number of images that are read at once.
        """
        scores = self.study.scores
        shown = {name: shown_images(part, images) for name, part in self.parts.items()}

        def entry(row: tuple[str, str]) -> Entry:
            name, data_set = row
            own, told = name.removeprefix(f"{data_set}/"), self._told(name, data_set)
            if own not in shown.get(data_set, ()):
                note = self.missing.get(data_set) if images != "none" else None
                return Entry({**told, "notes": [note] if note else []})
            found = pictured_entry(self.parts[data_set], own, self.roots)
            return replace(found, facts={**found.facts, **told})

        return map_in_order(entry, zip(scores.names, scores.data_sets or (), strict=True), workers)

    def _told(self, name: str, data_set: str) -> dict[str, Any]:
        """Return the facts about an image: its name, and where the study of its data set is."""
        study = self.study.record[DATA_SETS][data_set]["study"]
        return {"name": name, "facts": [["data set", data_set], ["study of the data set", study]]}
