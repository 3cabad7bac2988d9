"""Pairs of files with equal bytes, which are identical without being decoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from difference_finder.errors import DifferenceFinderError, ReadError
from difference_finder.images.contents import Unequal
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.pipeline.data_range import is_separate
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.provenance import versions
from difference_finder.pipeline.stages import names_of_scores
from difference_finder.storage.equal_bytes import have_equal_bytes
from difference_finder.storage.match import Match

__all__ = ["NOTE", "EqualFiles", "Result", "equal_files", "may_be_skipped", "of_other_length"]

NOTE = "the files' bytes are equal; they were not decoded"

NEUTRAL = ("identity", "regions")
"""Post-processors that leave the values and the name of a map."""

TRIED = 192
"""Sides in pixels of the image with which settings are tried; all registered metrics measure it."""


@dataclass(frozen=True, eq=False)
class EqualFiles:
    """The result for two files with equal bytes; they were not decoded.

    Parameters
    ----------
    name
        Name of the pair.
    paths
        Paths of both files.
    format
        Name of the reader.
    size
        Width and height in pixels as the header states them; None if it does not.
    options
        Parts and settings, all of which :func:`may_be_skipped` accepts.
    """

    name: str
    paths: tuple[Path, ...]
    format: str
    size: tuple[int, int] | None
    options: Options
    unequal: tuple[Unequal, ...] = ()
    ok: Literal[True] = True

    @property
    def scores(self) -> dict[str, float]:
        """The scores of identical images, by name."""
        also = self.options.also
        others = zip(names_of_scores(also), also, strict=True)
        main = {self.options.score_name: self.options.facts(gap=False)["identical"]}
        return {**main, **{name: float(part.identical or 0.0) for name, part in others}}

    @property
    def score_facts(self) -> dict[str, dict[str, Any]]:
        """Facts about the local maps of identical images, by the name of the score."""
        return _facts(self.options)

    def to_dict(self) -> dict[str, Any]:
        """Return a record like :meth:`Comparison.to_dict`, with None for facts that decoding would tell."""
        record = self._standing_in().to_dict()
        width, height = self.size or (None, None)
        unknown = dict.fromkeys(("channels", "samples", "dtype", "data_range"))
        for side in ("first", "second"):
            record[side] |= {**unknown, "width": width, "height": height}
        record["protocol"]["data_range"] = None
        record["pictures"] = dict.fromkeys(record["pictures"])
        return record

    @property
    def arrays(self) -> dict[str, Any]:
        """The arrays of the record: a map of one pixel, which stands for a map of zeros."""
        import numpy as np

        return {"map": np.zeros((1, 1), np.float32)}

    def _standing_in(self) -> Comparison:
        """Return a comparison of two black pixels, which has the name and the scores of this pair."""
        import numpy as np

        options, scores = self.options, self.scores
        pixels = np.zeros((1, 1, 1, 1), np.float32)
        first, second = (Image(pixels, None, str(path), format=self.format) for path in self.paths)
        pair = Pair(pixels, pixels, 1.0)
        map_ = DifferenceMap(
            pixels,
            signed=options.signed,
            label=options.label,
            positive=options.strategy.positive if options.signed else "",
            regions=(),
            level=options.strategy.level,
            pair=pair,
        )
        return Comparison(
            name=self.name,
            map=map_,
            score=scores[options.score_name],
            metric=options.score_name,
            facts=options.facts(gap=False),
            scores=scores,
            score_facts=self.score_facts,
            raw_scores=scores if any(part.corrects for part in options.pre_processor) else None,
            protocol=options.measurement.protocol.to_dict(),
            first=first,
            second=second,
            pair=pair,
            options=options.to_dict(),
            versions=versions(),
            notes=(NOTE,),
            identical=True,
        )


Result = Comparison | EqualFiles | FailedPair
"""The result for one match."""


def equal_files(options: Options, match: Match) -> EqualFiles | None:
    """Return the result for two files whose bytes are equal; None for all others, which are decoded.

    Only the first bytes of a file tell its format. A file that no reader takes is None too: reading it
    reports the cause.
    """
    if len(match.paths) != 2 or not may_be_skipped(options):
        return None
    first, second = match.paths
    from difference_finder.readers import format_and_size

    try:
        if not (_is_file(first) and _is_file(second) and have_equal_bytes(first, second)):
            return None
        return EqualFiles(match.name, match.paths, *format_and_size(first), options)
    except (OSError, ReadError):
        return None  # reading the files reports the cause


def of_other_length(matches: Sequence[Match]) -> list[Match]:
    """Return the matches whose two files differ in length, which certainly differ."""
    return [match for match in matches if len(set(map(_length, match.paths[:2]))) > 1]


def may_be_skipped(options: Options) -> bool:
    """Tell whether equal files have a known result: no option depends on what the files hold.

    The score of identical images must be declared by each metric, and all parts be registered: the contracts
    of registered parts state that identical images stay identical and have a map of zeros. What is cropped,
    masked or selected must be checked against the image, and post-processors describe the map anew.
    """
    measurement = options.measurement
    return (
        all(part.registry is not None for part in [*options.pre_processor, options.strategy, *options.scored])
        and all(part.name in NEUTRAL and part.registry is not None for part in options.post_processor)
        and all(None not in (part.identical, part.local_scale.identical) for part in options.scored)
        and options.batch == "first"
        and measurement.mask is None
        and not measurement.ignore
        and not measurement.protocol.crop_border
        and (measurement.pages, measurement.bands) == ("all", None)
        and not is_separate(measurement.data_range)
        and _settings_hold(options)
    )


@lru_cache(4)
def _settings_hold(options: Options) -> bool:
    """Tell whether an image compared with itself has the declared scores with the chosen settings.

    Defaults are known to hold. Settings are checked only while images are measured; where they fail on this
    image, all files are decoded, and the errors are reported.
    """
    import numpy as np

    parts = [*options.pre_processor, *options.post_processor, options.strategy, *options.scored]
    if not any(part.given for part in parts):
        return True
    pixels = np.random.default_rng(0).integers(0, 256, (1, 3, TRIED, TRIED), np.uint8)
    image = Image(pixels, 255.0, "an image of noise")
    try:
        found = compare_images(options, [image, image], name="")
    except DifferenceFinderError:
        return False
    return found.identical and found.scores == EqualFiles("", (), "", None, options).scores


@lru_cache(4)
def _facts(options: Options) -> dict[str, dict[str, Any]]:
    """Return the facts of the local maps that are computed, from a map of one pixel: size does not matter."""
    import numpy as np

    parts = dict(zip(names_of_scores(options.also), options.also, strict=True))
    if options.strategy.requires == "local":
        parts[options.score_name] = options.metric
    return {
        name: part.facts_function(np.full((1, 1, 1), part.local_scale.identical), **part.given)
        for name, part in parts.items()
        if part.facts_function is not None
    }


def _is_file(path: Any) -> bool:
    """Tell whether a source is the path of a regular file on this machine."""
    return isinstance(path, Path) and path.is_file()


def _length(path: Any) -> int | None:
    try:
        return int(path.stat().st_size) if _is_file(path) else None
    except OSError:
        return None
