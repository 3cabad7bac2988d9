"""Comparison of two files strip by strip, in memory that does not grow with the images."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.change import measure_rows
from difference_finder.errors import InputError
from difference_finder.images.contents import Unequal
from difference_finder.images.difference_map import Region
from difference_finder.images.pictures import scale_of_pictures
from difference_finder.pipeline.compare import unmeasured_pixels
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.provenance import notes_of
from difference_finder.pipeline.stages import names_of_scores
from difference_finder.pipeline.strip_comparison import StripComparison
from difference_finder.pipeline.strip_maps import ConsensusMapper, make_strip_mapper
from difference_finder.pipeline.strip_pairs import StripPair, open_strip_pair
from difference_finder.pipeline.strip_planes import StripPlanes
from difference_finder.pipeline.strip_terms import margin_of, score_term
from difference_finder.pipeline.unequal import find_unequal
from difference_finder.postprocessors.strip_map import StripMap
from difference_finder.postprocessors.strip_regions import TooManyRuns, find_strip_regions
from difference_finder.strategies.consensus import differing_map
from difference_finder.text import count_of, option

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair

__all__ = ["check_strips", "compare_in_strips"]

NOT_SEARCHED = (
    "in strips, the kinds of change of regions and a transform of the whole image are not looked for"
)
"""Note on what a comparison in strips leaves out."""


def check_strips(options: Options) -> int:
    """Refuse options that need whole images; return the number of rows around a pixel that are needed.

    Raises
    ------
    InputError
        The message names the option, and what can be used instead.
    """
    measurement, changed = options.measurement, options.measurement.changed()
    for name in ("mask", "ignore", "bands", "device"):
        if name in changed:
            raise InputError(f"{option(name)} is not possible for images in strips; leave it out")
    if measurement.pages not in ("all", "first", "1"):
        raise InputError(
            f"{option('pages', measurement.pages)} is not possible for images in strips; leave it out"
        )
    if measurement.protocol.name != "default":
        raise InputError(
            f"protocol '{measurement.protocol.spec}' is measured on whole images; images in strips are"
            f" measured by {option('protocol', 'default')}"
        )
    for parts, neutral, kind in (
        (options.pre_processor, ("identity",), "pre-processor"),
        (options.post_processor, ("identity", "regions"), "post-processor"),
    ):
        for part in parts:
            if part.name not in neutral:
                raise InputError(
                    f"{kind} '{part.spec}' needs whole images, not strips; leave it out, or crop the files"
                )
    if options.reduce == "none" or options.batch != "first":
        raise InputError("images in strips have one sample, and a map of one channel")
    return max([make_strip_mapper(options, 1).margin, *map(margin_of, options.also)])


def compare_in_strips(
    options: Options,
    sources: Sequence[Any],
    name: str,
    threads: int = 1,
    *,
    folder: Path | None = None,
    rows: int | None = None,
    progress: Callable[[int], AbstractContextManager[Callable[[str], None]]] | None = None,
) -> StripComparison:
    """Compare two files strip by strip.

    Parameters
    ----------
    options
        Parts and settings, which :func:`check_strips` accepts.
    sources
        Paths of the first and the second file: TIFF, BigTIFF, PNG, or an array of NumPy.
    name
        Name of the pair.
    threads
        Number of threads of kernels; two more decode the files.
    folder
        Folder of the map, a temporary file until it is kept; None for the folder of temporary files.
    rows
        Number of rows of a strip; None for as many as fit into a few megabytes.
    progress
        Function of the number of strips that returns a context with the function to call after each of them.

    Raises
    ------
    InputError, ReadError
        If the files cannot be compared in strips.
    """
    margin = check_strips(options)
    pair = open_strip_pair(options.measurement, sources, name, rows, margin)
    mapper = make_strip_mapper(options, threads)
    terms = [score_term(part, options.measurement.protocol, threads) for part in options.also]
    planes = StripPlanes(*pair.size, folder)
    try:
        with nullcontext(_unseen) if progress is None else progress(pair.count) as step:
            for strip in pair.strips(margin):
                planes.add(strip, mapper.add(strip), strip.rows_for(mapper.margin))
                for term in terms:
                    term.add(strip)
                step(name)
        scores = dict(zip(names_of_scores(options.also), (term.score() for term in terms), strict=True))
        # The main score comes first, as in a comparison of whole images.
        return _finished(options, pair, planes, {options.score_name: mapper.score(), **scores}, mapper)
    except BaseException:
        planes.close()
        raise


def _unseen(name: str) -> None:
    """Show no progress."""


def _finished(
    options: Options, pair: StripPair, planes: StripPlanes, scores: dict[str, float], mapper: Any
) -> StripComparison:
    """Return the comparison of a pair whose strips were all measured."""
    shown = pair.pair
    assert shown is not None
    for warning in pair.warnings:
        warnings.warn(f"pair '{pair.name}': {warning}", UserWarning, stacklevel=4)
    settled = isinstance(mapper, ConsensusMapper)
    if settled:
        _settle(options, pair.name, planes, shown)
    facts = options.facts(gap=False)
    unequal, identical = _verdict(options, pair, planes, scores[options.score_name], facts)
    unit_range = shown.data_range if options.has_unit and options.reduce not in ("l2", "sum") else None
    regions, dropped, notes = _regions_of(options, planes, shown, unit_range, settled)
    images = [{**image.to_dict(), "width": pair.size[0], "height": pair.size[1]} for image in pair.images]
    black, white = scale_of_pictures(shown) if shown.divisors else (0.0, float(shown.data_range or 1.0))
    told = f"compared in {count_of(pair.count, 'strip')} of {pair.rows} rows"
    return StripComparison(
        name=pair.name,
        score=scores[options.score_name],
        metric=options.score_name,
        scores=scores,
        facts=facts,
        protocol={**options.measurement.protocol.to_dict(), "data_range": shown.data_range},
        first=images[0],
        second=images[1],
        map=planes.record(
            label=options.label,
            signed=False,
            unit_range=unit_range,
            positive="",
            facts={},
            level=options.strategy.level,
        ),
        plane=planes.values,
        reduced=planes.reduced,
        divisor=planes.divisor,
        regions=regions,
        dropped=dropped,
        pictures={"black": black, "white": white, "data_range": shown.data_range},
        options=options.to_dict(),
        notes=(*notes_of(pair.images), *pair.notes, told, NOT_SEARCHED, *notes),
        unequal=unequal,
        identical=identical,
    )


def _scales(pair: Pair) -> tuple[float, float]:
    """Return the numbers that scale the data range of both images to 1."""
    scale = pair.data_range or 1.0
    return pair.divisors or (scale, scale)


def _settle(options: Options, name: str, planes: StripPlanes, pair: Pair) -> None:
    """Make the map of ``consensus`` of the greatest difference of the channels, for an edited image.

    Raises
    ------
    InputError
        If the images differ nearly everywhere: then the map depends on the typical difference.
    """
    known = float(pair.data_range or 0.0) or 1.0
    scales = [divisor * known for divisor in pair.divisors or (1.0, 1.0)]
    change = measure_rows(*planes.sampled_rows, (scales[0], scales[1]), planes.grid)
    if not (planes.is_clean() or change.is_edit):
        raise InputError(
            f"strategy '{options.strategy.spec}' measures each place by the typical difference of the whole"
            f" image, which is not known in strips, and most of '{name}' differs; use"
            f" {option('strategy', 'difference')} or {option('strategy', 'local')}"
        )
    planes.replace(lambda gap: differing_map(gap, known))


def _verdict(
    options: Options, pair: StripPair, planes: StripPlanes, score: float, facts: Mapping[str, Any]
) -> tuple[tuple[Unequal, ...], bool]:
    """Return what the files are unequal in besides the measured values, and whether nothing differs."""
    assert pair.pair is not None
    unequal = list(find_unequal(pair.images, pair.pair, options.allow))
    unequal += [Unequal("pages", text, "pages" in options.allow) for text in pair.left_out]
    if planes.greatest == 0 and planes.differing_pixels and score == facts["identical"]:
        unequal.append(unmeasured_pixels(options, planes.differing_pixels))
    return tuple(unequal), planes.greatest == 0 and not planes.differing_pixels and not unequal


def _regions_of(
    options: Options, planes: StripPlanes, pair: Pair, unit_range: float | None, settled: bool
) -> tuple[tuple[Region, ...], int, list[str]]:
    """Return the regions of the map, the number of places dropped, and a note if there are too many."""
    import numpy as np

    change = measure_rows(*planes.sampled_rows, _scales(pair), planes.grid)
    map_ = StripMap(
        planes.values, planes.differing, np.concatenate(planes.peaks), unit_range, change, settled
    )
    try:
        return (*find_strip_regions(map_, options.regions_part().settings), [])
    except TooManyRuns as error:
        return (), 0, [str(error)]
    finally:
        planes.differing.close()
