"""How the page scores a part of the images."""

import numpy as np
import pytest

from difference_finder import Finder
from difference_finder.metrics.ssim import SsimSettings
from difference_finder.page.document import comparison_entry
from difference_finder.page.measures import SSIM, measure_facts
from difference_finder.pipeline.protocol import PROTOCOLS, get_protocol, ready_protocols

SHOWN = 0.0, 1.0


def facts(protocol: str, data_range: float | None = 1.0):
    return measure_facts(get_protocol(protocol).to_dict(), SHOWN, data_range)


def test_the_settings_of_ssim_are_the_defaults_of_the_metric() -> None:
    settings = SsimSettings()
    assert {name: getattr(settings, name) for name in SSIM} == SSIM


@pytest.mark.parametrize("protocol", ready_protocols())
def test_every_protocol_is_described_or_refused(protocol) -> None:
    found, known = facts(protocol), PROTOCOLS[protocol]
    assert found["colour"] == known.colour
    assert found["quantise"] == known.quantise
    given = known.metric_settings.get("ssim", {})
    special = given.get("channels", "separate") != "separate" or given.get("downsample", False)
    assert (found["ssim"] is None) == bool(special) == bool(found["ssim_missing"])
    if found["ssim"]:
        assert all(found["ssim"][name] == given.get(name, SSIM[name]) for name in SSIM)


def test_a_border_is_stated() -> None:
    assert facts("basicsr:crop_border=4")["crop_border"] == 4


def test_levels_need_the_data_range() -> None:
    assert "data range" in facts("basicsr-y", None)["unsupported"]
    assert "unsupported" not in facts("default", None)


def test_masked_pixels_are_not_scored() -> None:
    first = np.random.default_rng(1).random((30, 40, 3)).astype(np.float32)
    mask = np.zeros((30, 40), bool)
    mask[5:25, 5:25] = True
    record = Finder(strategy="difference", mask=mask).compare(first, first[::-1].copy()).to_dict(arrays=True)
    assert comparison_entry(record).facts["measure"] == {"unsupported": "pixels are masked"}
