import inspect
import pickle
import subprocess
import sys
from dataclasses import asdict, dataclass

import pytest

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.parts import registry
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import Registry, metrics, preprocessors, reporters, strategies
from difference_finder.parts.spec import parse_spec


def test_unknown_names_name_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no metric 'lpisp'; did you mean 'lpips'"):
        metrics.get("lpisp")
    with pytest.raises(UnknownNameError, match=f"no metric 'xyz'; there are: {', '.join(metrics.names())}"):
        metrics.get("xyz")


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("LPISP", "lpips"),
        ("ms_sim", "ms-ssim"),
        ("MSSSIM", "ms-ssim"),
        ("L11", "l1"),
        ("Haar-PSI", "haarpsi"),
    ],
)
def test_suggestions_ignore_case_and_hyphens(wrong: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no metric '{wrong}'; did you mean '{nearest}'"):
        metrics.get(wrong)


@pytest.mark.parametrize("spelling", ["ms-ssim", "ms_ssim", "MS_SSIM", "Ms-Ssim", "MS-SSIM:scales=3"])
def test_names_ignore_case_and_hyphens(spelling: str) -> None:
    part = metrics.get(spelling)
    assert part.name == "ms-ssim"
    assert part.settings["scales"] == (3 if ":" in spelling else 5)


def test_names_of_all_kinds_ignore_case_and_hyphens() -> None:
    assert strategies.get("Integrated-Gradient:steps=3").spec == "integrated_gradient:steps=3"
    assert reporters.get("map-tiff").name == "map_tiff"
    assert preprocessors.resolve("HighPass-Filter")[0].name == "highpass_filter"


def test_an_alias_finds_the_part_which_has_one_name() -> None:
    for spelling in ("l1", "L1", "mae", "MAE"):
        assert metrics.get(spelling) is metrics.get("mae")
    assert metrics.get("l1").spec == "mae"
    assert metrics.get("mae").aliases == ("l1",)
    assert "l1" not in metrics.names()
    assert pickle.loads(pickle.dumps(metrics.get("l1"))).name == "mae"


def made(*names: str) -> Registry[Metric]:
    """Return a registry without the parts of this package, in which each part gives its name."""
    registry = Registry("metric", Metric, "metrics")
    registry._searched = True
    for name in names:
        registry.register(name, higher_is_better=True)(lambda a, b, name=name: name)
    return registry


def test_an_exact_name_comes_before_one_that_differs_in_case() -> None:
    registry = made("ONE", "one")
    assert registry.get("ONE")(0, 0) == "ONE"
    assert registry.get("one")(0, 0) == "one"
    with pytest.raises(UnknownNameError, match="no metric 'One'; did you mean 'ONE' or 'one'"):
        registry.get("One")


def test_an_alias_cannot_be_taken_twice() -> None:
    registry = made("one")
    registry.register("two", aliases=("zwei",), higher_is_better=True)(len)
    for name, aliases in (("zwei", ()), ("three", ("one",)), ("three", ("zwei",))):
        with pytest.raises(DuplicateNameError, match="exists already"):
            registry.register(name, aliases=aliases, higher_is_better=True)(max)


def test_unknown_settings_name_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no setting of 'ssim' 'sigm'; did you mean 'sigma'"):
        metrics.get("ssim:sigm=2")


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("a", {}),
        ("a:b=1", {"b": 1}),
        ("a:b=1.5,c=x", {"b": 1.5, "c": "x"}),
        ("a: b = true , c=none", {"b": True, "c": None}),
        ("a:b=-2e-3", {"b": -0.002}),
    ],
)
def test_specs(text: str, settings: dict[str, object]) -> None:
    assert parse_spec(text) == ("a", settings)


@pytest.mark.parametrize("text", ["a:b", "a:=1", "a:b=1,,"])
def test_specs_that_are_wrong(text: str) -> None:
    with pytest.raises(InputError, match="name:key=value"):
        parse_spec(text)


def test_a_part_rebuilds_from_its_spec() -> None:
    part = metrics.get("ssim:sigma=2.5,window_size=9")
    assert metrics.get(part.spec).settings == part.settings
    assert part.settings["k1"] == 0.01


def test_a_name_cannot_be_taken_twice() -> None:
    own = Registry("metric", Metric, "metrics")
    own.register("one", higher_is_better=True)(lambda a, b: 0)
    with pytest.raises(DuplicateNameError, match="metric 'one' exists already"):

        @own.register("one", higher_is_better=True)
        def other(a: object, b: object) -> int:
            return 1


def test_chains_and_callables() -> None:
    chain = preprocessors.resolve(["normalize", lambda x: x, "highpass_filter:factor=0.3"])
    assert [part.name for part in chain] == ["normalize", "<lambda>", "highpass_filter"]
    assert chain[2].settings == {"factor": 0.3}
    with pytest.raises(InputError, match="must be a name"):
        preprocessors.resolve(3)
    with pytest.raises(InputError, match="is a Metric, not a pre-processor"):
        preprocessors.resolve(metrics.get("mse"))


class FakePoint:
    def __init__(self, name: str, loaded: object) -> None:
        self.name, self.loaded, self.opened = name, loaded, 0

    def load(self) -> object:
        self.opened += 1
        return self.loaded


def test_entry_points_are_listed_and_only_the_one_asked_for_is_loaded(monkeypatch) -> None:
    points = [FakePoint("ours", lambda a, b: abs(a - b)), FakePoint("theirs", None)]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group.endswith(".metrics") else [])
    own = Registry("metric", Metric, "metrics")
    assert {"ours", "theirs"} <= set(own.names())
    assert own.get("ours")(3, 5) == 2
    assert [point.opened for point in points] == [1, 0]
    assert own.get("OURS")(3, 5) == 2
    assert [point.opened for point in points] == [1, 0]


def run_fresh(code: str) -> str:
    """Return what code prints in an interpreter that has imported no part."""
    start = "import sys\nfrom difference_finder.parts.registry import metric, metrics, reporters\n"
    done = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", ["ms-ssim", "ms-ssim:scales=3", "mae"])
def test_a_look_up_by_name_imports_only_the_module_of_that_name(name: str) -> None:
    code = (
        f"part = metrics.get({name!r})\n"
        "print(part.name, 'difference_finder.metrics.gmsd' in sys.modules, 'gmsd' in metrics.names())"
    )
    assert run_fresh(code) == f"{name.partition(':')[0]} False True"


@pytest.mark.parametrize("name", ["l1", "L1", "MAE"])
def test_other_names_of_a_part_are_found_without_an_earlier_look_up(name: str) -> None:
    assert run_fresh(f"print(metrics.get({name!r}).name)") == "mae"


def test_a_name_of_this_package_is_refused_without_an_earlier_look_up() -> None:
    code = (
        "metric('psnr', higher_is_better=True)(lambda reference, candidate: 0)\n"
        "try: metrics.get('psnr')\nexcept Exception as error: print(type(error).__name__)"
    )
    assert run_fresh(code) == "DuplicateNameError"


@dataclass(frozen=True)
class Shared:
    """Settings of a made-up metric."""

    power: float = 2.0
    name: str = "a"


def test_functions_of_a_part_share_the_fields_of_a_dataclass_as_settings() -> None:
    registry = made()

    @registry.register("lp", settings=Shared, higher_is_better=False)
    def lp(reference, candidate, *, data_range, mask=None, settings):
        """Return a power of a number."""
        return reference**settings.power

    @lp.gradient
    def lp_gradient(reference, candidate, *, data_range, settings):
        return settings

    part = registry.get("lp:power=3")
    assert part.settings == {"power": 3.0, "name": "a"}
    assert part.needs_data_range
    assert part(2, 0, data_range=1.0) == 8
    assert part(2, 0, data_range=1.0, power=1) == 2
    assert lp_gradient(0, 0, data_range=1.0, name="b") == Shared(name="b")
    assert part.gradient_function(0, 0, data_range=1.0, **part.given) == Shared(3)
    assert str(inspect.signature(lp)) == (
        "(reference, candidate, *, data_range, mask=None, power: float = 2.0, name: str = 'a')"
    )
    with pytest.raises(InputError, match="setting 'power' of 'lp' must be a number, not 'x'"):
        registry.get("lp:power=x")
    with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
        part(2, 0, data_range=1.0, other=1)


@pytest.mark.parametrize("part", [part for part in metrics.loaded() if part.settings_class], ids=str)
def test_every_function_of_a_part_takes_the_same_settings(part: Metric) -> None:
    hooks = (part.gradient_function, part.local_function, part.kernel_function, part.ready_function)
    for function in (part.function, *(hook for hook in hooks if hook is not None)):
        parameters = inspect.signature(function).parameters.values()
        defaults = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
        assert {name: defaults[name] for name in part.settings} == asdict(part.settings_class())
