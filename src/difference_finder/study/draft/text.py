"""The text of the study file of a draft: TOML with comments on what was found and what was decided."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from difference_finder.study.draft.draft import DataSetDraft, MethodDraft, StudyDraft
from difference_finder.study.draft.folders import absolute
from difference_finder.study.draft.places import Place
from difference_finder.study.image_facts import describe_images
from difference_finder.text import count_of, join_names

__all__ = ["study_text"]

DATA_SET = "{dataset}"

HEAD = """\
# A study: methods that are compared on data sets. Tell what would be measured, and measure it:
#
#   difference-finder study check {name}
#   difference-finder rank {name} -o study
#
# Folders are relative to the folder of this file; {{dataset}} and {{image}} stand for names.

"""

METRICS = """\
# Metrics in the order of tables, each with its protocol if it has one of its own, for example
# metrics = ["psnr@basicsr-y", "ssim@basicsr-y", "lpips", "dists"]
metrics = ["psnr", "ssim"]
"""

BORDER = """\
# Names or sizes suggest super-resolution by {scale}. Papers then often measure luma and leave out {scale}
# pixels at each side, with metrics such as "psnr@basicsr-y" and this line:
# border = {scale}
"""

GROUPS = """\
# Each folder of references is a data set, and all weigh the same. If they are parts of one data set instead,
# such as volumes or scenes, name their common folder as one data set with group = "parent".
"""

FITS = {
    "crop": 'Here "crop" measures the common area from the top left; "resize" would resize the images.',
    "resize": 'Here "resize" resizes the images to their references (bicubic) before they are measured.',
}

RANGE = (
    "Files of floats do not tell the range of possible values: {}. Correct it to the values that are"
    " possible, rather than those that occur."
)

REPORT = 'Here "report" measures the others, and lists these.'

STATISTICS = """
# [statistics]
# primary = ["psnr"]             # tested first
# relevant = {psnr = 0.05}       # smallest differences that matter: verdicts can then be "equivalent"
"""


def study_text(draft: StudyDraft, path: str | Path) -> str:
    """Return the contents of a study file.

    Parameters
    ----------
    draft
        Draft of the study.
    path
        Path of the file, from whose folder relative folders start.

    Returns
    -------
    str
        A study file that runs as it is. What was not clear is written as a comment.
    """
    target = absolute(path)
    lines = [HEAD.format(name=target.name), METRICS, f"ours = {_quoted(draft.measured[0].name)}\n"]
    shared = _template({one.name: one.reference for one in draft.data_sets}, target.parent)
    if shared is not None:
        lines.append(f"reference = {_quoted(shared)}\n")
    scales = {one.scale for one in draft.data_sets}
    if len(scales) == 1 and None not in scales:
        lines.append("\n" + BORDER.format(scale=scales.pop()))
    for mask in draft.masks[:5]:
        lines.append("\n# Only if pixels that are zero in it do not count:\n")
        lines.append(f"# mask = {_quoted(_relative(Path(mask), target.parent))}\n")
    lines.append("\n" + GROUPS if len(draft.data_sets) > 1 else "")
    for data_set in draft.data_sets:
        lines += ["\n", *_data_set(data_set, shared, len(scales) == 1, target.parent)]
    for method in draft.methods:
        lines += ["\n", *_method(method, target.parent, {one.name for one in draft.data_sets})]
    lines += [STATISTICS, *_left(draft)]
    return "".join(lines)


def _data_set(draft: DataSetDraft, shared: str | None, alike: bool, root: Path) -> Iterator[str]:
    yield f"# {count_of(len(draft.reference.files), 'image')}, {describe_images(draft.facts.values())}\n"
    yield f"[data-sets.{_key(draft.name)}]\n"
    if shared is None:
        yield f"reference = {_quoted(_relative(draft.reference.path, root))}\n"
    if draft.scale is not None and not alike:
        yield f"# border = {draft.scale}  # for super-resolution, with metrics such as psnr@basicsr-y\n"
    if draft.fit:
        yield from _comment(f"Sizes differ: {draft.fit_reason}. {FITS[draft.fit]}")
        yield f"fit = {_quoted(draft.fit)}\n"
    if draft.range_reason:
        yield from _comment(RANGE.format(draft.range_reason))
        known = draft.data_range is not None
        yield f"{'' if known else '# '}data_range = {json.dumps(draft.data_range if known else 1)}\n"
    if draft.missing:
        yield from _comment(f"Files do not match: {'; '.join(draft.missing[:5])}. {REPORT}")
        yield 'unmatched = "report"\n'


def _method(method: MethodDraft, root: Path, data_sets: set[str]) -> Iterator[str]:
    lines = [f"[methods.{_key(method.name)}]\n"]
    template = _template(method.places, root) if set(method.places) == data_sets else None
    if template is not None:
        lines.append(f"folder = {_quoted(template)}\n")
    else:
        lines[0] = f"[methods.{_key(method.name)}.folder]\n"
        lines += [
            f"{_key(name)} = {_quoted(_relative(place.path, root))}\n"
            for name, place in method.places.items()
        ]
    if method.left_out:
        yield from _comment(f"{method.name} {method.left_out}, and so it is left out:")
        lines = [f"# {line}" for line in lines]
    rules = [name for name, place in method.places.items() if place.by_rule]
    if rules:
        yield from _comment(f"Names of files differ from those of the references on {join_names(rules, 5)}.")
    yield from lines


def _template(places: Mapping[str, Place], root: Path) -> str | None:
    """Return the one path with {dataset} that stands for all places; None if there is none."""
    paths = {name: _relative(place.path, root) for name, place in places.items()}
    if len(paths) == 1:
        return next(iter(paths.values()))
    found = {_with_data_set(path, name) for name, path in paths.items()}
    template = found.pop() if len(found) == 1 else ""
    same = all(template.replace(DATA_SET, name) == path for name, path in paths.items())
    return template if DATA_SET in template and same else None


def _with_data_set(path: str, name: str) -> str:
    return re.sub(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", lambda _: DATA_SET, path)


def _relative(path: Path, root: Path) -> str:
    """Return a path as the study file has it: relative to its folder, where that is possible."""
    try:
        return PurePath(os.path.relpath(absolute(path), root)).as_posix()
    except ValueError:  # another drive
        return absolute(path).as_posix()


def _left(draft: StudyDraft) -> Iterator[str]:
    if draft.left:
        yield "\n"
        yield from _comment("Images that are not part of the study:")
        for text in draft.left[:20]:
            yield f"#   {text}\n"
        yield f"#   and {len(draft.left) - 20} more\n" if len(draft.left) > 20 else ""


def _comment(text: str) -> Iterator[str]:
    import textwrap

    for line in textwrap.wrap(" ".join(text.split()), 108, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: Any) -> str:
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
