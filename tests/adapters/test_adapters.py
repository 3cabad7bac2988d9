"""Metrics of other packages by name: which there are, what they are told, and what is said without them."""

import importlib.util
import inspect
import pickle
import sys
import warnings
from types import ModuleType
from unittest.mock import MagicMock

import numpy as np
import pytest

from difference_finder import Finder, gradient, local_map, score
from difference_finder.adapters import ADAPTERS, pyiqa
from difference_finder.errors import DataRangeError, InputError, MissingDependencyError, UnknownNameError
from difference_finder.parts.registry import metrics, postprocessors

torch = pytest.importorskip("torch")

UQI = "torchmetrics:universal_image_quality_index"
needs_torchmetrics = pytest.mark.skipif(
    importlib.util.find_spec("torchmetrics") is None, reason="torchmetrics is not installed"
)


def pair(shape: tuple[int, ...] = (3, 40, 44)) -> tuple[np.ndarray, np.ndarray]:
    first = np.random.default_rng(0).random(shape)
    return first, np.clip(first + np.random.default_rng(1).normal(0, 0.1, shape), 0, 1)


@needs_torchmetrics
def test_scores_and_gradients_are_those_of_the_function() -> None:
    from torchmetrics.functional.image import universal_image_quality_index

    first, second = pair()
    leaf = torch.from_numpy(second)[None].requires_grad_(True)
    expected = universal_image_quality_index(leaf, torch.from_numpy(first)[None])
    expected.backward()
    value, slope = gradient(UQI, first, second)
    assert value == score(UQI, first, second) == pytest.approx(float(expected.detach()), rel=1e-12)
    np.testing.assert_allclose(slope, leaf.grad[0].numpy(), rtol=1e-10)


@needs_torchmetrics
def test_the_reference_is_the_target() -> None:
    from torchmetrics.functional.image import relative_average_spectral_error

    first, second = pair()
    tensors = [torch.from_numpy(image)[None] for image in (first, second)]
    expected = float(relative_average_spectral_error(tensors[1], tensors[0]))
    assert expected != pytest.approx(float(relative_average_spectral_error(*tensors)))
    assert score("torchmetrics:relative_average_spectral_error", first, second) == pytest.approx(expected)


@needs_torchmetrics
def test_a_batch_has_a_score_for_each_sample() -> None:
    first, second = pair((3, 1, 40, 44))
    values = score(UQI, first, second)
    assert values.shape == (3,)
    np.testing.assert_allclose(
        values, [score(UQI, a, b) for a, b in zip(first, second, strict=True)], rtol=1e-12
    )


@needs_torchmetrics
def test_the_data_range_is_handed_on_and_must_be_known() -> None:
    first, second = pair()
    name = "torchmetrics:structural_similarity_index_measure"
    whole = score(name, first, second)
    assert score(name, 70 * first, 70 * second, data_range=70) == pytest.approx(whole, rel=1e-9)
    with pytest.raises(DataRangeError, match="depends on the range of the values, which is unknown"):
        score(name, 70 * first, 70 * second)
    assert whole == pytest.approx(score("ssim:padding=reflect", first, second), rel=1e-6)
    assert score("torchmetrics:peak_signal_noise_ratio", first, second) == pytest.approx(
        score("psnr", first, second),
        rel=1e-6,  # it takes the range as float32
    )


@needs_torchmetrics
@pytest.mark.parametrize(
    ("dtype", "white"), [(np.uint8, 255), (np.uint16, 65535), (np.float64, 1.0), ("f4", 255)]
)
def test_the_constants_of_vif_belong_to_0_to_255(dtype, white) -> None:
    from torchmetrics.functional.image import visual_information_fidelity

    first, second = ((255 * image).round() for image in pair((3, 48, 52)))
    expected = visual_information_fidelity(*(torch.from_numpy(image)[None] for image in (second, first)))
    name = "torchmetrics:visual_information_fidelity"
    images = [(image * (white / 255)).astype(dtype) for image in (first, second)]
    # Single precision computes the variances to about six digits.
    close = 1e-4 if dtype == "f4" else 1e-6
    assert score(name, *images, data_range=white) == pytest.approx(float(expected), rel=close)
    if dtype is np.float64:
        with pytest.raises(DataRangeError):
            score(name, first, second)


@needs_torchmetrics
def test_dists_gets_images_of_0_to_1(monkeypatch) -> None:
    from torchmetrics.functional import image as functions

    name, seen = "deep_image_structure_and_texture_similarity", []

    def dists(preds, target, reduction="mean"):
        seen.extend([preds, target])
        return (preds - target).mean()

    monkeypatch.setattr(functions, name, dists)
    first, second = pair()
    score(f"torchmetrics:{name}", 200 * first, 200 * second, data_range=200)
    np.testing.assert_allclose(seen[0][0].numpy(), second)
    np.testing.assert_allclose(seen[1][0].numpy(), first)


@needs_torchmetrics
def test_no_other_function_without_a_data_range_has_constants() -> None:
    from torchmetrics.functional import image as functions

    from difference_finder.adapters import torchmetrics as adapter

    first, second = (torch.from_numpy(image)[None] for image in pair((3, 48, 52)))
    scaled = {"root_mean_squared_error_using_sliding_window": 255}  # has the unit of the images
    found = adapter._functions(functions)
    bare = {key for key, one in found.items() if "data_range" not in inspect.signature(one).parameters}
    for name in sorted(bare - set(adapter.WHITE)):
        small, large = (float(found[name](second * k, first * k)) for k in (1, 255))
        assert large == pytest.approx(small * scaled.get(name, 1), rel=1e-9), name


@needs_torchmetrics
def test_settings_reach_the_function_and_rebuild() -> None:
    from torchmetrics.functional.image import universal_image_quality_index

    first, second = pair()
    spec = f"{UQI}:kernel_size=7,sigma=2.5"
    part = metrics.get(spec)
    assert part.spec == spec
    assert part.settings == {"kernel_size": 7, "sigma": 2.5}
    expected = universal_image_quality_index(
        *(torch.from_numpy(image)[None] for image in (second, first)), kernel_size=(7, 7), sigma=(2.5, 2.5)
    )
    assert score(spec, first, second) == pytest.approx(float(expected), rel=1e-12)
    copy = pickle.loads(pickle.dumps(part))
    assert (copy.spec, copy.settings, copy.registry) == (spec, part.settings, metrics)
    assert score(copy, first, second) == score(part, first, second)
    assert metrics.get(part.spec).settings == part.settings
    with pytest.raises(UnknownNameError, match=r"no setting of .* 'kernal_size'; did you mean 'kernel_size'"):
        metrics.get(f"{UQI}:kernal_size=7")
    with pytest.raises(UnknownNameError, match=r"no setting of .* 'reduction'"):
        metrics.get(f"{UQI}:reduction=none")


@needs_torchmetrics
@pytest.mark.parametrize(
    ("name", "higher"),
    [
        ("universal_image_quality_index", True),
        ("spectral_angle_mapper", False),
        ("error_relative_global_dimensionless_synthesis", False),
        ("visual_information_fidelity", True),
    ],
)
def test_what_is_better_is_what_the_package_tells(name: str, higher: bool) -> None:
    assert metrics.get(f"torchmetrics:{name}").higher_is_better is higher


@needs_torchmetrics
def test_unknown_names_name_those_of_the_package() -> None:
    with pytest.raises(UnknownNameError, match="'uqi'; did you mean 'universal_image_quality_index'"):
        metrics.get("torchmetrics:uqi")
    with pytest.raises(UnknownNameError, match="did you mean 'peak_signal_noise_ratio' or"):
        metrics.get("torchmetrics:peak_signal_to_noise_ratio")
    for spec in ("torchmetrics", "torchmetrics:", "torchmetrics:total_variation"):  # which takes one image
        with pytest.raises(
            UnknownNameError, match=r"no metric of torchmetrics '.*'; there are: .*spectral_a"
        ):
            metrics.get(spec)
    with pytest.raises(InputError, match="settings are written name:key=value"):
        postprocessors.get("torchmetrics:uqi")


@needs_torchmetrics
def test_records_name_the_metric_and_the_version() -> None:
    import torchmetrics

    record = Finder(metric=f"{UQI}:kernel_size=7").compare(*pair()).to_dict()
    assert record["metric"]["name"] == f"{UQI}:kernel_size=7"
    assert record["metric"]["higher_is_better"] is True
    assert record["versions"]["torchmetrics"] == torchmetrics.__version__


@needs_torchmetrics
def test_what_fails_inside_is_an_error_of_ours() -> None:
    first, second = pair()
    with pytest.raises(InputError, match=r"'torchmetrics:peak_.*' failed: ValueError: .*grayscale"):
        score("torchmetrics:peak_signal_noise_ratio_with_blocked_effect", first, second)
    with pytest.raises(InputError, match="has no local map"):
        local_map(UQI, first, second)

    def broken(reference, candidate):
        clone = candidate.clone()
        root = clone.sqrt()
        root += 1  # autograd needs it as it was
        return root.mean()

    with pytest.raises(
        InputError, match=r"torch cannot go back through metric 'broken' .*modified by an inplace"
    ):
        gradient(broken, first, second)


@pytest.mark.parametrize("package", ["torchmetrics", "piq", "pyiqa"])
def test_without_the_package_the_command_is_named(package: str, monkeypatch) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(sys, "meta_path", [_Without(package), *sys.meta_path])
    with pytest.raises(
        MissingDependencyError,
        match=f"'{package}:ssim' needs {package}, which is not inst.*pip install {package}",
    ):
        metrics.get(f"{package}:ssim")


class _Without:
    """Finds a package nowhere, as where it is not installed."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == self.package:
            raise ModuleNotFoundError(f"No module named '{self.package}'", name=self.package)


def test_a_package_that_lacks_something_says_what(tmp_path, monkeypatch) -> None:
    _forget(monkeypatch, "piq")
    (tmp_path / "piq.py").write_text("import no_such_package_at_all")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(
        MissingDependencyError, match=r"No module named 'no_such_.*; install the packages that piq itself"
    ):
        metrics.get("piq:ssim")


def _forget(monkeypatch, package: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)


@pytest.fixture
def stubbed_torchvision(monkeypatch) -> None:
    """piq imports torchvision for networks that none of these metrics uses."""
    if importlib.util.find_spec("piq") is None:
        pytest.skip("needs piq")
    if importlib.util.find_spec("torchvision") is None:
        for name in ("torchvision", "torchvision.models"):
            monkeypatch.setitem(sys.modules, name, MagicMock())


@pytest.mark.filterwarnings("ignore")
def test_piq(stubbed_torchvision) -> None:
    first, second = pair()
    grey = [image[:1] for image in (first, second)]
    assert score("piq:haarpsi", *grey) == pytest.approx(score("haarpsi", *grey), rel=1e-12)
    assert score("piq:gmsd", *grey) == pytest.approx(score("gmsd", *grey), rel=1e-9)
    assert score("piq:ssim:downsample=false", first, second) == pytest.approx(
        score("ssim", first, second), rel=1e-5
    )
    _, slope = gradient("piq:haarpsi", *grey)
    np.testing.assert_allclose(slope, gradient("haarpsi", *grey)[1], atol=1e-9 * np.abs(slope).max())
    assert metrics.get("piq:haarpsi").higher_is_better is True
    assert metrics.get("piq:mdsi").higher_is_better is False
    assert score("piq:psnr", 9 * first, 9 * second, data_range=9) == pytest.approx(
        score("psnr", first, second), rel=1e-6
    )
    with pytest.raises(UnknownNameError, match="no metric of piq 'brisque'; there are: dss, fsim, gmsd"):
        metrics.get("piq:brisque")
    with pytest.raises(UnknownNameError, match="no metric of piq 'haarpi'; did you mean 'haarpsi'"):
        metrics.get("piq:haarpi")


PYIQA = """
calls = []

def create_metric(name, as_loss, device, **options):
    calls.append((name, as_loss, device, options))
    scale = options.get("scale", 2)
    return lambda candidate, reference: scale * (candidate - reference).clamp(min=0).mean()
"""

PYIQA_TABLE = """
DEFAULT_CONFIGS = {
    "above": {
        "metric_opts": {"type": "X", "scale": 2, "net": "alex"}, "metric_mode": "FR", "lower_better": True
    },
    "likeness": {"metric_opts": {"type": "Y"}, "metric_mode": "FR"},
    "alone": {"metric_opts": {"type": "Z"}, "metric_mode": "NR"},
}
"""


@pytest.fixture
def made_pyiqa(tmp_path, monkeypatch) -> ModuleType:
    """A package with the interface of pyiqa: the real one needs thirty others."""
    _forget(monkeypatch, "pyiqa")
    folder = tmp_path / "pyiqa"
    folder.mkdir()
    (folder / "__init__.py").write_text(PYIQA)
    (folder / "default_model_configs.py").write_text(PYIQA_TABLE)
    monkeypatch.syspath_prepend(tmp_path)
    pyiqa._warn_of_licence.cache_clear()
    pyiqa._model.cache_clear()
    import pyiqa as made

    yield made
    _forget(monkeypatch, "pyiqa")
    pyiqa._model.cache_clear()


def test_pyiqa(made_pyiqa) -> None:
    first, second = pair()
    with pytest.warns(UserWarning, match=r"pyiqa .* is not a part of difference-finder and has its own lic"):
        part = metrics.get("pyiqa:above")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert metrics.get("pyiqa:likeness").higher_is_better is True  # the notice came once
    assert part.higher_is_better is False
    assert part.settings == {"scale": 2, "net": "alex"}
    expected = 2 * np.maximum(second - first, 0).mean()
    assert score(part, 50 * first, 50 * second, data_range=50) == pytest.approx(expected, rel=1e-5)
    _, slope = gradient("pyiqa:above:scale=3", first, second)
    np.testing.assert_allclose(slope, 3 * (second > first) / first.size, rtol=1e-5)
    score("pyiqa:above:scale=3", first, second)
    assert made_pyiqa.calls == [("above", True, "cpu", {}), ("above", True, "cpu", {"scale": 3})]


def test_what_pyiqa_cannot_compare(made_pyiqa) -> None:
    with pytest.raises(InputError, match="'alone' of pyiqa scores one image alone"):
        metrics.get("pyiqa:alone")
    with pytest.raises(UnknownNameError, match="no metric of pyiqa 'abov'; did you mean 'above'"):
        metrics.get("pyiqa:abov")


def test_the_list_shows_the_prefixes_without_opening_them() -> None:
    import json
    import subprocess

    script = (
        "import sys\nfrom difference_finder.cli import main\n"
        "try: main(['list', 'metrics', '--json'])\n"
        "except SystemExit as stop: assert stop.code == 0\n"
        "assert not {'torch', 'torchmetrics', 'piq', 'pyiqa', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    rows = {row["name"]: row["summary"] for row in json.loads(done.stdout)["metrics"]}
    assert {f"{prefix}:NAME": line for prefix, line in ADAPTERS.items()}.items() <= rows.items()
