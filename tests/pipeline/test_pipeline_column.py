"""Columns: metrics, each under the protocol that it carries or that all share."""

import re

import pytest

from difference_finder import Finder, score
from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.parts.registry import metrics
from difference_finder.parts.spec import split_protocol
from difference_finder.pipeline.column import by_protocol, columns_called, resolve_columns
from difference_finder.pipeline.protocol import get_protocol
from difference_finder.text import speak_as
from pictures import noisy_pair

LUMA = get_protocol("basicsr-y:crop_border=4")


@pytest.mark.parametrize(
    ("spec", "parts"),
    [
        ("psnr", ("psnr", None)),
        ("ssim:sigma=2", ("ssim:sigma=2", None)),
        ("psnr@basicsr-y", ("psnr", "basicsr-y")),
        ("ssim:sigma=2,k1=0.02@basicsr:crop_border=4", ("ssim:sigma=2,k1=0.02", "basicsr:crop_border=4")),
        (" psnr @ basicsr-y ", ("psnr", "basicsr-y")),
        ("piq:ssim@seed-0.0.4", ("piq:ssim", "seed-0.0.4")),
        ("lpips:weights=/home/a@b/alex.pth", ("lpips:weights=/home/a@b/alex.pth", None)),
        ("lpips:weights=/home/a@b/alex.pth@default", ("lpips:weights=/home/a@b/alex.pth", "default")),
    ],
)
def test_a_protocol_follows_the_last_at(spec: str, parts: tuple[str, str | None]) -> None:
    assert split_protocol(spec) == parts


@pytest.mark.parametrize("spec", ["psnr@", "psnr@ ", "psnr@:crop_border=4"])
def test_an_at_without_a_protocol_is_an_error(spec: str) -> None:
    with pytest.raises(InputError, match="names no protocol after @"):
        resolve_columns(spec, LUMA)


def test_columns_have_their_own_protocol_or_the_common_one() -> None:
    columns = resolve_columns(["psnr", ["ssim:sigma=2@skimage-wang", metrics.get("mse")]], LUMA)
    assert [column.name for column in columns] == ["psnr", "ssim:sigma=2@skimage-wang", "mse"]
    assert [column.protocol for column in columns] == [LUMA, get_protocol("skimage-wang"), LUMA]
    assert by_protocol(columns) == [(LUMA, [0, 2]), (get_protocol("skimage-wang"), [1])]
    assert not any(column.note for column in columns)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (["psnr", "ssim", "psnr"], "metric 'psnr' is given twice; give it once"),
        (["psnr@basicsr", "psnr@basicsr"], "metric 'psnr@basicsr' is given twice"),
        (
            ["psnr", "psnr@basicsr-y:crop_border=4"],
            "'psnr' and 'psnr@basicsr-y:crop_border=4' are the same column: 'psnr' under protocol"
            " 'basicsr-y:crop_border=4'; leave one out",
        ),
        (["ssim:k1=0.02,k2=0.04", "ssim:k2=0.04,k1=0.02"], "are the same column"),
        (["lpips@default", "lpips"], "'lpips@default' and 'lpips' are the same column"),
    ],
)
def test_a_column_given_twice_is_an_error(chosen: list[str], message: str) -> None:
    with pytest.raises(DuplicateNameError, match=re.escape(message)):
        resolve_columns(chosen, LUMA)


def test_settings_or_conventions_make_different_columns() -> None:
    chosen = [
        "psnr",
        "psnr@basicsr-y",
        "psnr@basicsr-y:crop_border=2",
        "ssim",
        "ssim:sigma=2",
        "lpips@basicsr-y",
    ]
    assert [column.name for column in resolve_columns([*chosen, "lpips"], LUMA)] == [*chosen, "lpips"]


def test_a_metric_may_not_contradict_its_protocol() -> None:
    with pytest.raises(
        InputError, match=r"window_size=11 of 'ssim:window_size=11', and window_size=7 of prot"
    ):
        resolve_columns("ssim:window_size=11@skimage-default", LUMA)
    [same] = resolve_columns("ssim:window_size=7@skimage-default", LUMA)
    assert same.part.given == {"window_size": 7}
    [free] = resolve_columns("ssim:k1=0.02@skimage-default", LUMA)
    assert free.protocol.name == "skimage-default"


@pytest.mark.parametrize(("name", "kind"), [("nope@default", "metric"), ("psnr@nope", "protocol")])
def test_unknown_names_are_named(name: str, kind: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no {kind} 'nope'"):
        resolve_columns(name, LUMA)


@pytest.mark.parametrize("name", ["lpips", "dists"])
@pytest.mark.parametrize(
    ("common", "whole", "reason"),
    [
        ("basicsr-y", "default", "measures luma values;"),
        ("basicsr:crop_border=4", "default", "leaves out a border;"),
        ("basicsr-y:crop_border=4", "default", "measures luma values and leaves out a border;"),
        ("wang-matlab", "default", "measures grey values;"),
        ("basicsr-y:quantise=round", "basicsr:quantise=round", "measures luma values;"),
    ],
)
def test_a_network_sees_whole_colour_images(name: str, common: str, whole: str, reason: str) -> None:
    [column] = resolve_columns(name, get_protocol(common))
    assert (column.name, column.protocol) == (name, get_protocol(whole))
    assert column.note.startswith(
        f"{name}: measured on whole images in all their colours (protocol {whole}), si"
    )
    assert reason in column.note
    assert f"write {name}@{common} to measure it under that protocol" in column.note
    [own] = resolve_columns(f"{name}@{common}", get_protocol(common))
    assert (own.protocol, own.note) == (get_protocol(common), "")


@pytest.mark.parametrize("common", ["default", "basicsr", "nerfbaselines", "torchmetrics"])
def test_a_network_keeps_protocols_that_leave_whole_colour_images(common: str) -> None:
    [column] = resolve_columns("lpips", get_protocol(common))
    assert (column.protocol, column.note) == (get_protocol(common), "")


def test_columns_are_called_by_shorter_names() -> None:
    names = ["psnr@basicsr-y:crop_border=4", "psnr@basicsr-y", "ssim:sigma=2@basicsr", "piq:ssim", "lpips"]
    assert columns_called("psnr", names) == names[:2]
    assert columns_called("psnr@basicsr-y", names) == names[1:2]
    assert columns_called("psnr@basicsr-y", names[:1]) == names[:1]
    assert columns_called("ssim", names) == columns_called("ssim:sigma=2", names) == names[2:3]
    assert columns_called("ssim@basicsr", names) == names[2:3]
    assert columns_called("piq:ssim", names) == names[3:4]
    assert columns_called("piq", names) == columns_called("mse", names) == []


def test_other_doors_take_the_protocol_as_an_option() -> None:
    first, second = noisy_pair()
    with pytest.raises(InputError, match=r"pass protocol='basicsr-y:crop_border=4' and the metric 'psnr'"):
        score("psnr@basicsr-y:crop_border=4", first, second)
    with pytest.raises(InputError, match="pass protocol='basicsr' and the metric 'ssim:sigma=2'"):
        Finder(metric="ssim:sigma=2@basicsr")
    with (
        speak_as("command"),
        pytest.raises(InputError, match="pass --protocol basicsr and the metric 'ssim'"),
    ):
        Finder(also=["ssim@basicsr"])
