"""Files with equal bytes: which pairs are not decoded, and what their records say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.baselines.criteria import Criteria
from difference_finder.pipeline import compare_sources
from difference_finder.pipeline.comparison import Comparison, FailedPair, record_for
from difference_finder.pipeline.equal_files import NOTE, EqualFiles
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.sampled_pairs import compare_sample
from difference_finder.readers import format_and_size
from difference_finder.storage.match import Match
from pictures import photograph

UNKNOWN = {
    "protocol": ["data_range"],
    "first": ["channels", "samples", "dtype", "data_range", "notes", "contents"],
    "second": ["channels", "samples", "dtype", "data_range", "notes", "contents"],
    "map": ["unit_range"],
    "pictures": ["black", "white", "data_range"],
}
"""Facts of a record that only decoding the files tells."""


@pytest.fixture
def match(save) -> Match:
    paths = [save(photograph(), f"{side}/photo.png") for side in ("first", "second")]
    return Match("photo", tuple(paths))


def options_of(**settings: Any) -> Options:
    options = Finder(**settings).options
    options.skips_equal = True
    return options


def compared(options: Options, match: Match) -> Any:
    return compare_sources.compare_match(options, match, 1)


SETTINGS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "consensus": {"strategy": "consensus", "also": ["psnr", "ssim"]},
    "a metric twice": {"strategy": "difference", "also": ["ssim", "ssim"]},
    "local": {"strategy": "local", "metric": "ssim:sigma=2"},
    "changed": {"strategy": "local", "metric": "changed:window=30", "also": ["changed"]},
    "another reduction": {"strategy": "difference", "reduce": "max"},
    "correction": {"strategy": "difference", "pre_processor": "align"},
    "processors": {
        "pre_processor": "highpass_filter:factor=0.2",
        "post_processor": ["identity", "regions:min_area=0.01"],
        "strategy": "local",
    },
    "protocol": {"protocol": "basicsr-y:crop_border=0"},
    "one range": {"data_range": 255, "allow": "alpha"},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_record_agrees_with_the_record_of_decoded_files(name: str, match) -> None:
    options = options_of(**SETTINGS[name])
    equal = compared(options, match)
    assert isinstance(equal, EqualFiles)
    options.skips_equal = False
    decoded = compared(options, match)
    assert isinstance(decoded, Comparison)
    assert dict(decoded.scores) == equal.scores
    record, expected = equal.to_dict(), record_for(decoded, "json")
    expected.pop("arrays")
    assert record.pop("notes") == [NOTE]
    expected.pop("notes")
    for key, names in UNKNOWN.items():
        for known in (record[key], expected[key]):
            for one in names:
                known.pop(one)
    assert list(record) == [key for key in expected if key != "notes"]
    assert record == expected


def test_the_files_are_not_decoded(match, monkeypatch) -> None:
    monkeypatch.setattr(compare_sources, "compare_sources", lambda *_: pytest.fail("the pair was decoded"))
    result = compared(options_of(), match)
    assert isinstance(result, EqualFiles)
    assert (result.ok, result.format, result.size) == (True, "png", (128, 96))


def shift(image: Any) -> Any:
    return image


PIXELS: dict[str, dict[str, Any]] = {
    "a callable as pre-processor": {"pre_processor": shift},
    "a callable as post-processor": {"post_processor": shift},
    "a callable as another metric": {"strategy": "difference", "also": [lambda a, b: np.zeros(1)]},
    "another post-processor": {"post_processor": "absolute"},
    "a protocol that crops": {"protocol": "basicsr-y:crop_border=4"},
    "ignored rectangles": {"ignore": [(0, 0, 4, 4)]},
    "pages": {"pages": "1"},
    "bands": {"bands": "1"},
    "a range for each image": {"data_range": "255:510"},
    "all samples": {"batch": "all"},
    "a setting that is not possible": {"strategy": "difference:tolerance=-1"},
}


@pytest.mark.parametrize("name", PIXELS)
def test_files_are_decoded_where_the_result_depends_on_pixels(name: str, match) -> None:
    assert not isinstance(compared(options_of(**PIXELS[name]), match), EqualFiles)


def test_a_metric_that_the_strategy_does_not_use_is_not_needed(match) -> None:
    options = options_of(strategy="difference", metric=lambda reference, candidate: np.zeros(1))
    assert isinstance(compared(options, match), EqualFiles)


def test_masks_and_references_need_pixels(match, save) -> None:
    mask = save(np.full((96, 128), 255, np.uint8), "mask.png")
    assert isinstance(compared(options_of(mask=mask), match), Comparison)
    three = Match("photo", (*match.paths, match.paths[0]))
    assert isinstance(compared(options_of(strategy="advantage", metric="psnr"), three), Comparison)


def test_finders_always_decode(match) -> None:
    folders = [path.parent for path in match.paths]
    (result,) = Finder().stream(*folders)
    assert isinstance(result, Comparison)
    assert result.identical


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS pointer"),
        (b"<!DOCTYPE html>\n<html></html>", "HTML"),
        (b"", "empty"),
        (b"plain text", "not supported"),
    ],
)
def test_files_that_no_reader_takes_are_errors(content, cause, tmp_path) -> None:
    paths = [tmp_path / name for name in ("first.png", "second.png")]
    for path in paths:
        path.write_bytes(content)
    result = compared(options_of(), Match("x", tuple(paths)))
    assert isinstance(result, FailedPair)
    assert (result.stage, cause in result.cause) == ("read", True)


def test_missing_files_folders_and_datasets_are_left_to_the_readers(match, tmp_path) -> None:
    for path in (tmp_path / "missing.png", tmp_path, Path(f"{match.paths[0]}:name")):
        assert isinstance(compared(options_of(), Match("x", (path, path))), FailedPair)


def test_other_bytes_are_decoded(match) -> None:
    content = match.paths[0].read_bytes()
    match.paths[1].write_bytes(content + b"\0")
    result = compared(options_of(), match)
    assert isinstance(result, Comparison)
    assert result.identical


def test_the_sample_that_chooses_the_scale_prefers_pairs_that_differ(save) -> None:
    matches = []
    for number in range(40):
        first = save(photograph(), f"first/{number:02}.png")
        second = save(photograph() // (2 if number == 7 else 1), f"second/{number:02}.png")
        matches.append(Match(f"{number:02}", (first, second)))
    assert list(compare_sample(options_of(), matches)) == ["07"]
    equal = compare_sample(options_of(), [match for match in matches if match.name != "07"])
    assert len(equal) == 16
    assert all(isinstance(result, EqualFiles) for result, _ in equal.values())


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp", "jpg", "webp"])
def test_formats_and_sizes_come_from_the_header(suffix: str, save) -> None:
    path = save(photograph(), f"photo.{suffix}")
    name, size = format_and_size(path)
    assert name == {"jpg": "jpeg"}.get(suffix, suffix)
    assert size == (None if suffix in ("jpg", "webp") else (128, 96))


@pytest.mark.parametrize(
    ("settings", "accepted"),
    [
        ({}, True),
        ({"metric": "ssim", "fail_below": 0.9}, True),
        ({"metric": "ssim", "fail_below": 2.0}, False),
        ({"ignore": [(0, 0, 4, 4)]}, False),
        ({"pre_processor": shift}, False),
    ],
)
def test_a_picture_with_the_bytes_of_its_baseline_is_accepted(settings, accepted, match) -> None:
    assert Criteria(**settings).accepts_equal(*match.paths) is accepted
    match.paths[1].write_bytes(match.paths[0].read_bytes() + b"\0")
    assert not Criteria(**settings).accepts_equal(*match.paths)
