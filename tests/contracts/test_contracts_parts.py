"""Every registered processor, reader and reporter keeps the promises of its kind."""

import io
import json

import numpy as np
import pytest

from difference_finder.errors import UnknownNameError
from difference_finder.finder import Finder
from difference_finder.images.image import Image
from difference_finder.parts import registry
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.comparison import Comparison
from pictures import photograph

KINDS = (
    *("metrics", "strategies", "preprocessors", "postprocessors", "readers", "reporters"),
    *("transforms", "kinds"),
)
ALL = [(kind, name) for kind in KINDS for name in getattr(registry, kind).names()]
SHAPES = [(1, 1), (1, 40), (37, 1), (12, 13), (64, 48)]


def compared(first: np.ndarray, second: np.ndarray, **options) -> Comparison:
    """Compare arrays (N, C, H, W) of any size, past the door that guesses layouts."""
    images = [Image(pixels, 255.0 if pixels.dtype == np.uint8 else 1.0) for pixels in (first, second)]
    return compare_images(Finder(**options).options, images, name="pair")


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_documented_and_configurable(kind: str, name: str) -> None:
    part = getattr(registry, kind).get(name)
    assert part.summary.endswith("."), part.summary
    assert "\n" not in part.summary
    assert part.__doc__ == part.function.__doc__
    for setting, default in part.settings.items():
        assert part.configured({setting: default}).settings == part.settings
        assert f" {setting}" in part.__doc__ or f"{setting}," in part.__doc__, f"{setting} is not documented"
        assert default is None or isinstance(default, bool | int | float | str)
    with pytest.raises(UnknownNameError, match="no setting of"):
        getattr(registry, kind).get(f"{name}:no_such_setting=1")


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", registry.postprocessors.names())
def test_postprocessors_keep_shape_and_input(name: str, shape: tuple[int, int], signed: bool) -> None:
    from difference_finder.images.difference_map import DifferenceMap

    values = np.random.default_rng(0).normal(0, 1, (2, 1, *shape)).astype(np.float32)
    values = values if signed else np.abs(values)
    values.setflags(write=False)
    done = registry.postprocessors.get(name)(DifferenceMap(values, signed=signed, batch="all"))
    assert done.values.shape == values.shape
    assert done.values.dtype == np.float32
    assert np.isfinite(done.values).all()
    if not done.signed:
        assert done.values.min() >= 0
    single = registry.postprocessors.get(name)(DifferenceMap(values[1:], signed=signed))
    np.testing.assert_allclose(single.values[0], done.values[1], rtol=1e-6)


@pytest.mark.parametrize("name", registry.readers.names())
def test_readers_refuse_what_is_not_theirs(name: str) -> None:
    part = registry.readers.get(name)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in part.suffixes)
    for head in (b"", b"\x00", b"hello", bytes(64), b"%PDF-1.7", b"<svg xmlns=", b"PK\x05\x06" + bytes(18)):
        assert not part.matches(head)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", registry.reporters.names())
def test_reporters_write_to_files_and_streams_the_same_bytes(
    name: str, shape: tuple[int, int], tmp_path
) -> None:
    first, second = (photograph(*shape, seed=seed).transpose(2, 0, 1)[None] for seed in (1, 2))
    record = compared(first, second, strategy="difference").to_dict(arrays=True)
    part = registry.reporters.get(name)
    path, stream = tmp_path / f"x{part.suffix}", io.BytesIO()
    assert part(record, path) == path
    part(record, stream)
    assert path.read_bytes() == stream.getvalue()
    assert len(stream.getvalue()) > 0


def test_a_record_without_arrays_is_strict_json() -> None:
    record = Finder(metric="psnr").compare(photograph(), photograph()).to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
