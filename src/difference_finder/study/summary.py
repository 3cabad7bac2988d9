"""The summary of a study as text."""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from difference_finder.storage.matching import describe_pairs
from difference_finder.study.difficulty import describe_left_out
from difference_finder.study.kinds.counts import StudyKinds
from difference_finder.study.kinds.sentences import tabulate_kinds, write_kinds
from difference_finder.study.pooling import describe_pooled
from difference_finder.study.remarks import describe_protocols, describe_runs, list_order_remarks
from difference_finder.study.results import DATA_SETS
from difference_finder.study.statistics.outcome import EQUIVALENT
from difference_finder.study.statistics.paragraph import format_p
from difference_finder.study.summary_tables import fit_line, fit_table
from difference_finder.study.suspicions import list_suspicions
from difference_finder.text import escape_controls, join_names

if TYPE_CHECKING:
    from difference_finder.study.difficulty import Worst
    from difference_finder.study.image_scores import ScoreError
    from difference_finder.study.results import Results
    from difference_finder.study.statistics.all_pairs import AllPairs
    from difference_finder.study.statistics.outcome import Verdict
    from difference_finder.study.statistics.paired import Paired
    from difference_finder.study.table import Mean

WIDTH, MOST_WIDTH, LEAST_WIDTH = 80, 100, 40
"""Width of lines in characters, the greatest on a wide terminal, and the least on a narrow one."""

MOST_COMPARED = 40
"""Maximum number of comparisons in the printed table."""

MOST_ALIKE = 4
"""Maximum number of methods that a row of the table of all pairs names."""

MOST_NOTES = 10
"""Maximum number of notes that are printed."""


def width_of_lines() -> int:
    """Return the width of lines: the width of the terminal within limits, if they are printed on one."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(LEAST_WIDTH, min(MOST_WIDTH, get_terminal_size().columns))


def format_error(error: ScoreError) -> str:
    """Format an error row."""
    subject = error.method if error.metric is None else f"{error.method}, {error.metric}"
    return escape_controls(f"{error.cause} [{error.name}, {subject}, {error.stage}]")


def format_study(study: Results, written: list[str], by_difficulty: bool = False) -> list[str]:
    """Return the lines of a summary: a table of means, notes, the verdict and the crops.

    They fit the terminal; see :func:`width_of_lines`.

    Parameters
    ----------
    study
        Results of the study.
    written
        Paths of the files that were written.
    by_difficulty
        Whether to include tables by high-frequency content of the reference, and of the worst images.
    """
    width = width_of_lines()
    lines = _lines(study, written, by_difficulty)
    return [part for line in lines for part in fit_line(escape_controls(line), width)]


def _lines(study: Results, written: list[str], by_difficulty: bool) -> list[str]:
    """Return the lines of a summary, of which texts may be too long."""
    record, metrics, methods = study.record, study.scores.metrics, study.scores.methods
    counts = f"{_count(len(methods), 'method')}, {_averaged(study)}{_grouping(study)}"
    lines = [f"{counts}, {describe_protocols(record)}; * is the best mean"]
    cells = [["method", *metrics]]
    marks = {(mean.method, mean.metric): mean for mean in study.means}
    for method in methods:
        means = [marks[method, metric] for metric in metrics]
        cells.append([method, *(_cell(mean) for mean in means)])
    lines += fit_table(cells, width_of_lines(), numbers=True)
    lines += [f"warning: {text}" for text in list_suspicions(record)]
    lines += [*_remarks(study), *_files(study), *_notes(study)]
    lines += [*(_by_difficulty(study) if by_difficulty else []), *_conclusions(study)]
    if written:
        lines.append(f"wrote {', '.join(written)}")
    return lines


def _averaged(study: Results) -> str:
    """Return the number of images that the means of the table average, in all metrics."""
    images, counts = study.record["images"], [mean.n for mean in study.means]
    if min(counts) == images:
        return f"{_count(images, 'image')} each"
    return f"means over {_range(counts)} of {_count(images, 'image')}"


def _grouping(study: Results) -> str:
    """Return the numbers of groups and data sets, whose means the table averages."""
    text = ""
    if groups := [mean.groups for mean in study.means if mean.groups is not None]:
        text += f" in {_range(groups)} group{'s' * (max(groups) != 1)} (means of group means)"
    if sets := [mean.data_sets for mean in study.means if mean.data_sets is not None]:
        text += f" in {_range(sets)} data set{'s' * (max(sets) != 1)} (each weighs the same)"
    return text


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low}" if low == high else f"{low} to {high}"


def _conclusions(study: Results) -> list[str]:
    """Return the lines of the verdict and of the crops."""
    lines = []
    if study.verdicts is not None:
        lines += ["", *_paragraph(study.verdicts.text)]
        lines += _comparisons(study.verdicts)
        lines += _by_data_set(study.verdicts)
        lines += _all_pairs(study)
    lines += _kinds(study)
    crops = study.crops
    if crops is not None:
        lines += ["", f"crops of {crops.settings.ours}, selected by {crops.settings.metric}:"]
        firsts = {"best": crops.best, "rival's best": crops.rival_best, "median": crops.median}
        lines += [
            line
            for name, found in firsts.items()
            for line in wrap(
                escape_controls(found[0].disclosure()),
                width_of_lines(),
                initial_indent=f"  {name}: ",
                subsequent_indent="    ",
            )
        ]
    elif "no_crops" in study.record:
        lines.append(f"note: no crops: {study.record['no_crops']}")
    return lines


def _kinds(study: Results) -> list[str]:
    """Return the lines about the kinds of change, on each data set if there are several."""
    if study.kinds is not None:
        return _kinds_of(study.kinds)
    lines = []
    for name, facts in study.record.get(DATA_SETS, {}).items():
        if "kinds" in facts:
            own = _kinds_of(StudyKinds.from_dict(facts["kinds"]))
            lines += ["", f"kinds of change on {name}:", *own[1:]]
    return lines


def _kinds_of(found: StudyKinds) -> list[str]:
    """Return the paragraph about kinds of change, and a table of the rivals that it leaves out."""
    text, left_out = write_kinds(found)
    lines = ["", *_paragraph(text)]
    if left_out:
        rows, more = tabulate_kinds(found, left_out)
        lines += ["", *fit_table(rows, width_of_lines(), 2), *_more(more)]
    return lines


def _paragraph(text: str) -> list[str]:
    return wrap(escape_controls(text), width_of_lines(), break_on_hyphens=False)


def _more(count: int) -> list[str]:
    """Return the line about rows that a table leaves out."""
    return [f"and {count} more in the record"] if count > 0 else []


def _comparisons(verdict: Verdict) -> list[str]:
    """Return a table of the comparisons if the paragraph does not report each of them."""
    if "% CI" in verdict.text or all(outcome.paired.interval is None for outcome in verdict.outcomes):
        return []
    rows = [["metric", "rival", "advantage", "interval", "adjusted p", "verdict", "simultaneous interval"]]
    for outcome in verdict.outcomes[:MOST_COMPARED]:
        word = outcome.word if outcome.primary else f"{outcome.word} (secondary)"
        mean = f"{outcome.paired.mean:.4g}" if outcome.paired.n_finite else "-"
        numbers = [mean, _span(outcome.paired.interval), _p(outcome.adjusted_p)]
        rows.append([outcome.metric, outcome.rival, *numbers, word, _span(outcome.simultaneous)])
    more = len(verdict.outcomes) - MOST_COMPARED
    return ["", *fit_table(rows, width_of_lines(), 2), *_more(more)]


def _by_data_set(verdict: Verdict) -> list[str]:
    """Return a table of the comparisons on each data set."""
    rows = [
        [
            own.data_set,
            outcome.metric,
            outcome.rival,
            _sample(own.paired),
            f"{own.paired.mean:.4g}" if own.paired.n_finite else "-",
            _span(own.paired.interval),
            _p(own.paired.decision.p),
        ]
        for outcome in verdict.outcomes
        for own in outcome.by_data_set
    ]
    if not rows:
        return []
    order = {name: place for place, name in enumerate(verdict.data_sets)}
    rows.sort(key=lambda row: order[row[0]])
    more = len(rows) - MOST_COMPARED
    head = ["data set", "metric", "rival", f"{verdict.unit}s", "advantage", "interval", "p"]
    table = fit_table([head, *rows[:MOST_COMPARED]], width_of_lines(), 3)
    return [
        "",
        f"on each data set, advantage of {verdict.ours} (p values are not corrected):",
        *table,
        *_more(more),
    ]


def _sample(pair: Paired) -> str:
    """Return the number of units in a mean, and the number of infinite differences, which p includes."""
    return f"{pair.n_finite} and {pair.n_infinite} infinite" if pair.n_infinite else str(pair.n_finite)


def _by_difficulty(study: Results) -> list[str]:
    """Return a table of means in thirds by high-frequency content, and one of the worst images."""
    lines: list[str] = []
    found = study.by_difficulty()
    if found:
        lines += ["", "means by high-frequency content of the reference:"]
        rows = [["metric", "images", "method", *(third.name for third in found)]]
        for place, mean in enumerate(found[0].means):
            means = [third.means[place] for third in found]
            each = ", ".join(str(one.n) for one in means)
            rows.append([mean.metric, each, mean.method, *map(_cell, means)])
        lines += fit_table(rows, width_of_lines(), 3)
        if left := len(study.scores.names) - sum(third.images for third in found):
            lines.append(describe_left_out(left))
    else:
        lines += ["", "no means by difficulty: the high-frequency content of the references is unknown"]
    if least := study.worst():
        rows = [["metric", "method", "images", "mean"]]
        rows += [[one.metric, one.method, str(one.n), _cell(one)] for one in least]
        lines += ["", "means of the worst 1 % of images (at least one, of each data set):"]
        lines += fit_table(rows, width_of_lines(), 2)
    return lines


def _alike(pairs: AllPairs, place: int) -> tuple[list[str], list[str]]:
    """Return the methods that do not differ significantly from one, and those that are equivalent to it."""
    others = [other for other in range(len(pairs.methods)) if other != place]
    unshown = [pairs.methods[other] for other in others if not pairs.p[place][other] <= pairs.level]
    return unshown, [pairs.methods[other] for other in others if pairs.words[place][other] == EQUIVALENT]


def _all_pairs(study: Results) -> list[str]:
    """Return a table of all methods for each metric, if all pairs were asked for."""
    lines: list[str] = []
    for metric, pairs in (study.pairs or {}).items():
        test = f"{pairs.post_hoc.capitalize()} test at level {pairs.level:g}"
        if pairs.critical_difference is not None:
            test += f", critical difference {pairs.critical_difference:.3g}"
        friedman = f"Friedman test: {format_p(pairs.friedman_p)}"
        lines += ["", f"all pairs in {metric}, mean ranks ({friedman}; {test}):"]
        beaten = f"probability of improvement of {study.ours}"
        several = (
            [] if pairs.equivalence is None else [f"equivalent to (within {pairs.equivalence.margin:g})"]
        )
        rows = [["method", "mean rank", "not significantly different from", *several, beaten]]
        for place in sorted(range(len(pairs.methods)), key=pairs.mean_ranks.__getitem__):
            name = pairs.methods[place]
            unshown, alike = _alike(pairs, place)
            _, share, ends = pairs.of(study.ours, name)
            chance = (
                "-" if name == study.ours else f"{share:.3g}{'' if ends is None else f' ({_span(ends)})'}"
            )
            others = [join_names(names, MOST_ALIKE) or "-" for names in (unshown, alike)[: 1 + len(several)]]
            rows.append([name, f"{pairs.mean_ranks[place]:.3g}", *others, chance])
        lines += fit_table(rows, width_of_lines())
    return lines


def _p(p: float) -> str:
    return "-" if math.isnan(p) else f"{p:.3g}"


def _span(interval: tuple[float, float] | None) -> str:
    return "-" if interval is None else f"{interval[0]:.4g} to {interval[1]:.4g}"


def _cell(mean: Mean | Worst) -> str:
    return "-" if math.isnan(mean.mean) else f"{mean.mean:#.5g} {'*' if mean.best else ' '}"


def _remarks(study: Results) -> list[str]:
    """Return the lines about images that the means leave out."""
    lines = []
    images = study.record["images"]
    for metric in study.scores.metrics:
        means = [mean for mean in study.means if mean.metric == metric]
        if means[0].n < images:
            lines.append(
                f"{metric}: means of the {means[0].n} of {images} images with a finite score for every method"
            )
        reasons: dict[str, Callable[[Any], int]] = {
            "infinite (identical images)": lambda mean: mean.infinite,
            "missing": lambda mean: mean.missing,
        }
        for reason, count in reasons.items():
            found = ", ".join(f"{mean.method} {count(mean)}" for mean in means if count(mean))
            if found:
                lines.append(f"  {reason}: {found}")
    several = bool(study.record.get("runs"))
    pooled = (describe_pooled(study.means, metric, several) for metric in study.scores.metrics)
    lines += [text for text in pooled if text is not None]
    lines += [f"note: {text}" for text in describe_runs(study.record)]
    lines += [f"note: {text}" for text in list_order_remarks(study.scores, study.higher_is_better)]
    return lines


def _files(study: Results) -> list[str]:
    """Return the lines about files: paired by a loose rule, without a match, or not read."""
    record = study.record  # without some of these keys if an earlier version wrote it
    lines = [describe_pairs(record["paired_by"], record.get("paired_examples", []))]
    if unmatched := record.get("unmatched"):
        left = "left out" if record["unmatched_ignored"] else "reported"
        count = _count(len(unmatched), "image")
        names = join_names([row["name"] for row in unmatched])
        lines.append(f"{count} without a match, {left}: {names}")
    lines += [
        f"{_count(len(names), 'file')} of {role} not read: {join_names(names)}"
        for role, names in record.get("unread", {}).items()
    ]
    return [line for line in lines if line]


def _notes(study: Results) -> list[str]:
    """Return the lines of the notes, with the number of images of each method unless all are concerned."""
    record, counts = study.record, defaultdict[str, dict[str, int]](dict)
    for fact in record["notes"]:
        counts[fact["note"]][fact["method"]] = fact["images"]
    decided = record["options"].get("data_set") or {"notes": []}
    own = [fact.get("note") for fact in record["metrics"]]  # absent in earlier versions
    lines = [f"note: {note}" for note in (*filter(None, own), *decided["notes"])]
    for kind, methods in (record.get("unequal") or {}).items():
        told = ", ".join(f"{method} {count}" for method, count in methods.items())
        lines.append(f"note: unequal to the reference in {kind}, which no score includes ({told})")
    samples = record.get("samples") or {"least": 1, "most": 1}
    if samples["most"] > 1:
        least = "" if samples["least"] == samples["most"] else f"{samples['least']} to "
        lines.append(f"note: each file holds {least}{samples['most']} samples; its score is their mean")
    for note, methods in counts.items():
        every = len(methods) == len(record["methods"]) and set(methods.values()) == {record["images"]}
        which = ", ".join(f"{method} {count}" for method, count in methods.items())
        lines.append(f"note: {note}{'' if every else f' ({which})'}")
    more = max(0, len(lines) - MOST_NOTES) + record["notes_left_out"]
    return lines[:MOST_NOTES] + ([f"note: and {more} more"] if more > 0 else [])


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"
