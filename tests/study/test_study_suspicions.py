"""A wrong reference, a misregistration and wrong borders are suspected; noise, blur and the like are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from difference_finder import rank
from difference_finder.study.study import Study
from difference_finder.study.suspicions import looked_at
from folders import tables

SIZE = 144


def scene(seed: int) -> np.ndarray:
    """Return a grey picture of 0 to 1 with edges and lines of all directions, (144, 144)."""
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:SIZE, 0:SIZE].astype(float)
    image = (
        0.5
        + 0.15 * np.sin(rows / generator.uniform(15, 40))
        + 0.15 * np.cos(columns / generator.uniform(15, 40))
    )
    for _ in range(40):
        y, x, radius = *generator.uniform(0, SIZE, 2), generator.uniform(3, 18)
        turn, flat = generator.uniform(0, np.pi), generator.uniform(0.15, 1)
        along = (rows - y) * np.cos(turn) + (columns - x) * np.sin(turn)
        across = (columns - x) * np.cos(turn) - (rows - y) * np.sin(turn)
        image += generator.uniform(-0.3, 0.3) * np.clip(radius - np.hypot(along, across / flat) + 0.5, 0, 1)
    return levels(image)


def levels(image: np.ndarray) -> np.ndarray:
    return np.clip(np.round(255 * image), 0, 255) / 255


def noise(sigma: float) -> Callable[[np.ndarray], np.ndarray]:
    """Return a change that adds the same noise to the same image."""

    def noisy(image: np.ndarray) -> np.ndarray:
        generator = np.random.default_rng(int(1e6 * np.abs(image).sum()))
        return image + generator.normal(0, sigma / 255, image.shape)

    return noisy


def resized(image: np.ndarray, factor: int) -> np.ndarray:
    """Return an image reduced and enlarged again, bicubic."""
    for side in (SIZE // factor, SIZE):
        picture = Image.fromarray(image.astype(np.float32))
        image = np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC), float)
    return image


def jpeg(quality: int) -> Callable[[np.ndarray], np.ndarray]:
    def compressed(image: np.ndarray) -> np.ndarray:
        file = io.BytesIO()
        Image.fromarray((255 * levels(image)).astype(np.uint8)).save(file, "JPEG", quality=quality)
        return np.asarray(Image.open(file), float) / 255

    return compressed


def sharpened(strength: float, sigma: float = 1.0) -> Callable[[np.ndarray], np.ndarray]:
    return lambda image: image + strength * (image - gaussian_filter(image, sigma))


def moved(down: int, right: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda image: np.roll(image, (down, right), (0, 1))


def write(folder: Path, images: list[np.ndarray]) -> Path:
    folder.mkdir(parents=True)
    for number, image in enumerate(images):
        Image.fromarray((255 * levels(image)).astype(np.uint8)).save(folder / f"{number}.png")
    return folder


def ranked(root: Path, truth: list[np.ndarray], found: dict[str, list[np.ndarray]], **options) -> Study:
    folders = {name: write(root / name, images) for name, images in found.items()}
    options = {"crops": None, "workers": 1, "metrics": "psnr", **options}
    return rank(write(root / "GT", truth), folders, **options)


def kinds(study: Study) -> dict[str, set[str]]:
    """Return the suspected methods by the kind of suspicion."""
    found: dict[str, set[str]] = {}
    for row in study.record["suspicions"]:
        found.setdefault(row["kind"], set()).add(row["method"])
    return found


HONEST = {
    "noise 5": noise(5),
    "noise 12": noise(12),
    "noise 25": noise(25),
    "noise 60": noise(60),
    "blur 1": lambda image: gaussian_filter(image, 1),
    "blur 4": lambda image: gaussian_filter(image, 4),
    "jpeg 10": jpeg(10),
    "jpeg 60": jpeg(60),
    "enlarged 2": lambda image: resized(image, 2),
    "enlarged 4": lambda image: resized(image, 4),
    "sharpened": sharpened(1.0),
    "sharpened widely": sharpened(1.5, 2.0),
    "sharpened noise": lambda image: noise(10)(sharpened(1.0)(image)),
    "blurred noise": lambda image: gaussian_filter(noise(40)(image), 1.5),
    "brighter": lambda image: image + 0.1,
    "gamma": lambda image: image**1.3,
    "black": np.zeros_like,
    "equal": np.copy,
}


@pytest.mark.parametrize("change", HONEST)
def test_honest_results_are_not_suspected(tmp_path, change: str) -> None:
    truth = [scene(seed) for seed in range(3)]
    study = ranked(tmp_path, truth, {"ours": [HONEST[change](image) for image in truth]})
    assert study.record["suspicions"] == []
    assert "Suspicious" not in str(study)


def test_many_methods_of_one_kind_are_not_suspected(tmp_path) -> None:
    truth = [scene(seed) for seed in range(3)]
    found = {name.replace(" ", "-"): [change(image) for image in truth] for name, change in HONEST.items()}
    assert ranked(tmp_path, truth, found).record["suspicions"] == []


@pytest.mark.parametrize(("step", "back"), [((0, 1), "left"), ((-1, 0), "down"), ((1, -1), "up and right")])
@pytest.mark.parametrize("change", ["equal", "noise 5", "noise 12", "blur 1", "jpeg 60", "enlarged 4"])
def test_a_shift_by_one_pixel_is_suspected(tmp_path, change: str, step: tuple[int, int], back: str) -> None:
    truth = [scene(seed) for seed in range(3)]
    found = {
        "ours": [HONEST[change](image) for image in truth],
        "edsr": [moved(*step)(HONEST[change](image)) for image in truth],
    }
    study = ranked(tmp_path, truth, found)
    assert kinds(study) == {"shift": {"edsr"}}
    [row] = study.record["suspicions"]
    assert row["detail"] in (back, f"{back}, both blurred")
    assert (row["images"], row["looked_at"]) == (3, 3)
    assert row["gain"] >= 4
    told = f"Suspicious: moved by one pixel ({row['detail']}), edsr would be {row['gain']:.1f} dB nearer to"
    assert f"warning: {told}" in " ".join(str(study).split())
    assert told in study.verdicts.text
    assert "(3 of 3 images looked at)." in study.verdicts.text


def test_a_wrong_border_is_suspected_where_it_is_measured(tmp_path) -> None:
    truth = [scene(seed) for seed in range(3)]

    def framed(image: np.ndarray) -> np.ndarray:
        framed = noise(4)(image)
        framed[0] = framed[-1] = framed[:, 0] = framed[:, -1] = 0
        return framed

    found = {"ours": [noise(4)(image) for image in truth], "edsr": [framed(image) for image in truth]}
    study = ranked(tmp_path / "a", truth, found)
    assert kinds(study) == {"border": {"edsr"}}
    [row] = study.record["suspicions"]
    with_border, without = (
        np.mean([(study_psnr(truth[i], found["edsr"][i], border)) for i in range(3)]) for border in (0, 1)
    )
    assert row["gain"] == pytest.approx(without - with_border, abs=0.5)
    assert "without one more pixel at each side, edsr would be" in " ".join(str(study).split())
    assert kinds(ranked(tmp_path / "b", truth, found, protocol="basicsr:crop_border=1")) == {}
    mixed = ["psnr", "psnr@basicsr:crop_border=1"]
    assert kinds(ranked(tmp_path / "c", truth, found, metrics=mixed)) == {"border": {"edsr"}}


def study_psnr(truth: np.ndarray, found: np.ndarray, border: int) -> float:
    inner = np.s_[border : SIZE - border, border : SIZE - border]
    return float(-10 * np.log10(np.mean((truth[inner] - levels(found)[inner]) ** 2)))


WRONG = {
    "enlarged 2": lambda image: resized(image, 2),
    "enlarged 3": lambda image: resized(image, 3),
    "enlarged 4": lambda image: resized(image, 4),
    "blurred": lambda image: gaussian_filter(image, 1.5),
}


@pytest.mark.parametrize("change", WRONG)
def test_an_enlarged_or_blurred_reference_is_suspected(tmp_path, change: str) -> None:
    """As where results of super-resolution are measured against their input, enlarged by interpolation."""
    truth = [scene(seed) for seed in range(3)]
    wrong = [WRONG[change](image) for image in truth]
    found = {
        "ours": [image + 0.7 * (exact - image) for image, exact in zip(wrong, truth, strict=True)],
        "edsr": [noise(1)(image + 0.6 * (exact - image)) for image, exact in zip(wrong, truth, strict=True)],
        "input": wrong,
    }
    study = ranked(tmp_path, wrong, found)
    assert kinds(study) == {"smooth": {"ours", "edsr"}}
    assert all(row["gain"] >= 6 for row in study.record["suspicions"])
    assert (
        "dB nearer to the reference, which may be an enlarged or blurred image, such as the input"
        in " ".join(str(study).split())
    )
    # Against the truth nothing is suspected, whatever the methods are.
    assert kinds(ranked(tmp_path / "right", truth, found)) == {}


def test_a_smooth_reference_is_suspected_only_by_half_of_the_methods(tmp_path) -> None:
    truth = [scene(seed) for seed in range(3)]
    wrong = [resized(image, 4) for image in truth]
    found = {"ours": truth, "a": wrong, "b": [noise(3)(image) for image in wrong], "c": wrong}
    assert kinds(ranked(tmp_path, wrong, found)) == {}


def test_a_reference_of_another_scene_is_suspected(tmp_path) -> None:
    truth = [scene(seed) for seed in range(4)]
    found = {name: [noise(level)(image) for image in truth] for name, level in (("ours", 4), ("edsr", 6))}
    study = ranked(tmp_path / "wrong", [*truth[1:], truth[0]], found)
    assert kinds(study) == {"scene": {"ours", "edsr"}}
    assert "the reference shows something else than ours, edsr, which resembles" in " ".join(
        str(study).split()
    )
    # One of four pairs may be wrong by itself.
    assert kinds(ranked(tmp_path / "one", [*truth[:3], scene(9)], found)) == {}


def test_few_images_are_looked_at_and_none_with_masked_pixels(tmp_path) -> None:
    truth = [scene(seed) for seed in range(9)]
    good, bad = ([change(image) for image in truth] for change in (noise(3), moved(0, 1)))
    found = {"ours": good, "edsr": [bad[i] if i % 2 == 0 else good[i] for i in range(9)]}
    study = ranked(tmp_path / "a", truth, found)
    [row] = study.record["suspicions"]
    assert (row["images"], row["looked_at"]) == (5, 5)  # images 0, 2, 4, 6 and 8
    found = {"ours": good, "edsr": [bad[i] if i % 2 else good[i] for i in range(9)]}
    assert kinds(ranked(tmp_path / "b", truth, found)) == {}
    assert kinds(ranked(tmp_path / "c", truth, {"ours": bad}, ignore=["0,0,9,9"])) == {}
    assert [len(looked_at(images, 3)) for images in (1, 2, 5, 1000)] == [1, 2, 5, 5]
    assert looked_at(1000, 3) == {0, 250, 500, 749, 999}
    assert looked_at(1000, 1000) == {0}


@pytest.mark.slow
def test_processes_and_resumed_runs_suspect_the_same(processes, tmp_path) -> None:
    truth = [scene(seed) for seed in range(6)]
    folders = {
        "ours": write(tmp_path / "ours", [noise(3)(image) for image in truth]),
        "edsr": write(tmp_path / "edsr", [moved(1, 0)(image) for image in truth]),
    }
    write(tmp_path / "GT", truth)
    for name, workers in (("one", 1), ("two", 2)):
        rank(tmp_path / "GT", folders, "psnr", output=tmp_path / name, workers=workers, crops=None)
    assert tables(tmp_path / "one") == tables(tmp_path / "two")
    study = Study.open(tmp_path / "one")
    assert kinds(study) == {"shift": {"edsr"}}
    assert "warning: Suspicious: moved by one pixel (up" in " ".join(str(study).split())


def test_images_too_small_to_tell_are_not_looked_at(tmp_path) -> None:
    truth = [scene(seed)[:20, :20] for seed in range(2)]
    assert kinds(ranked(tmp_path, truth, {"ours": [moved(0, 1)(image) for image in truth]})) == {}


# Real results


def test_published_results_are_not_suspected(tmp_path, shared) -> None:
    denoised = sorted((shared / "denoise/set12_05_sigma50").glob("05_*_*.png"))
    folders = {}
    for path in denoised:
        folders[path.stem.split("_")[1]] = tmp_path / "denoise" / path.stem
        (tmp_path / "denoise" / path.stem).mkdir(parents=True)
        (tmp_path / "denoise" / path.stem / "05.png").write_bytes(path.read_bytes())
    (tmp_path / "denoise/GT").mkdir()
    (tmp_path / "denoise/GT/05.png").write_bytes((shared / "denoise/set12_05_sigma50/05_GT.png").read_bytes())
    study = rank(tmp_path / "denoise/GT", folders, "psnr", workers=1, crops=None)
    assert (len(folders), study.record["suspicions"]) == (5, [])
    folders = {}
    for method in ("gt", "zero_filled", "cs_wavelet", "cs_tv"):
        folders[method] = tmp_path / "mri" / method
        folders[method].mkdir(parents=True)
        source = shared / f"mri/brain1_r20_{method}.npy"
        (folders[method] / "brain1.npy").write_bytes(source.read_bytes())
    truth = folders.pop("gt")
    study = rank(truth, folders, "psnr", "fastmri", workers=1, crops=None)
    assert (len(folders), study.record["suspicions"]) == (3, [])


@pytest.mark.slow
def test_enlarged_pictures_are_suspected_as_references_alone(tmp_path, shared) -> None:
    """Results of two networks for real pictures, against their enlarged input; and enlargements of Set5."""
    for name in ("Lincoln", "chip"):
        low = Image.open(shared / f"sr/realsrset/LR/{name}.png").convert("RGB")
        save(
            low.resize([4 * side for side in low.size], Image.Resampling.BICUBIC),
            tmp_path / f"input/{name}.png",
        )
        for method in ("BSRGAN", "ESRGAN", "RealSR_JPEG"):
            save(Image.open(shared / f"sr/realsrset/{name}_{method}.png"), tmp_path / method / f"{name}.png")
    folders = {method: tmp_path / method for method in ("ESRGAN", "BSRGAN", "RealSR_JPEG")}
    study = rank(tmp_path / "input", folders, "psnr", workers=1, crops=None)
    assert kinds(study) == {"smooth": set(folders)}
    for name in ("bird", "butterfly"):
        save(Image.open(shared / f"sr/set5/HR/{name}.png"), tmp_path / f"HR/{name}.png")
        low = Image.open(shared / f"sr/set5/LRx4/{name}x4.png").convert("RGB")
        for method in ("BICUBIC", "BILINEAR", "LANCZOS"):
            size = [4 * side for side in low.size]
            save(low.resize(size, Image.Resampling[method]), tmp_path / method / f"{name}.png")
    folders = {method: tmp_path / method for method in ("BICUBIC", "BILINEAR", "LANCZOS")}
    study = rank(tmp_path / "HR", folders, "psnr", workers=1, crops=None)
    assert study.record["suspicions"] == []


def save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").save(path)
