"""NIfTI, HDF5 and MAT: axes, scaling, names of datasets, damage."""

from __future__ import annotations

import gzip
import importlib.util
import itertools
import json
import sys

import numpy as np
import pytest
import scipy.io

from difference_finder import score
from difference_finder.cli import main
from difference_finder.errors import (
    ImageTooLargeError,
    MissingDependencyError,
    ReadError,
    UnsupportedFormatError,
)
from difference_finder.readers import open_image, open_pages, unit_of

VOLUME = np.random.default_rng(1).integers(0, 4000, (20, 14, 5)).astype(np.uint16)  # (W, H, slices)
needs_h5py = pytest.mark.skipif(importlib.util.find_spec("h5py") is None, reason="needs h5py")
needs_nibabel = pytest.mark.skipif(importlib.util.find_spec("nibabel") is None, reason="needs nibabel")


def nifti(path, array, *, slope=None, version=1, affine=None, dtype=None):
    nibabel = pytest.importorskip("nibabel")
    kind = nibabel.Nifti1Image if version == 1 else nibabel.Nifti2Image
    image = kind(array, np.eye(4) if affine is None else affine, dtype=dtype)
    if slope:
        image.header.set_slope_inter(*slope)
    image.to_filename(path)
    return path


@pytest.mark.parametrize(("name", "version"), [("a.nii", 1), ("a.nii.gz", 1), ("b.nii", 2), ("b.nii.gz", 2)])
def test_slices_of_nifti(tmp_path, name, version):
    path = nifti(tmp_path / name, VOLUME, version=version)
    image = open_image(path)
    assert (image.format, image.name, image.pixels.dtype) == ("nifti", str(path), np.uint16)
    assert np.array_equal(image.pixels[:, 0], VOLUME.transpose(2, 1, 0))
    assert image.notes == ("array of shape (20, 14, 5) read as 5 slices",)
    assert {content.kind: content.holds for content in image.contents} == {
        "orientation": "axes RAS",
        "pages": "5 slices",
    }
    assert unit_of(path) == "slices"
    assert [page.size for page in open_pages(path, pages="2:3")] == [(20, 14)] * 2


def test_volumes_of_nifti_follow_each_other(tmp_path):
    series = np.stack([VOLUME, VOLUME[::-1]], axis=3)
    image = open_image(nifti(tmp_path / "a.nii", series))
    expected = np.concatenate([VOLUME.transpose(2, 1, 0), VOLUME[::-1].transpose(2, 1, 0)])
    assert np.array_equal(image.pixels[:, 0], expected)


def test_scaling_and_orientation_of_nifti(tmp_path):
    nibabel = pytest.importorskip("nibabel")
    path = tmp_path / "a.nii"
    image = nibabel.Nifti1Image(VOLUME.astype(np.int16), np.diag([-2, 2, 2, 1]))
    image.header.set_slope_inter(0.5, -100)
    image.to_file_map({"image": nibabel.FileHolder(str(path))})
    expected = np.asanyarray(nibabel.load(path).dataobj).transpose(2, 1, 0)
    found = open_image(path)
    assert found.pixels.dtype == np.float64
    assert np.array_equal(found.pixels[:, 0], expected)
    assert any(note.startswith("scaled by slope") for note in found.notes)
    assert "axes LAS" in [content.holds for content in found.contents]


def test_colours_and_complex_numbers_of_nifti(tmp_path):
    colours = np.zeros((6, 5, 2), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    colours["G"] = np.arange(60).reshape(6, 5, 2)
    image = open_image(nifti(tmp_path / "a.nii", colours))
    assert (image.pixels.shape, image.data_range) == ((2, 3, 5, 6), 255.0)
    assert np.array_equal(image.pixels[:, 1], colours["G"].transpose(2, 1, 0))
    values = (VOLUME * np.exp(1j * VOLUME)).astype(np.complex64)
    first, second = (
        open_image(nifti(tmp_path / f"{n}.nii", v)) for n, v in enumerate((values, values.conj()))
    )
    assert np.allclose(first.pixels[:, 0], VOLUME.transpose(2, 1, 0), rtol=1e-6)
    phases = [next(c for c in image.contents if c.kind == "phase") for image in (first, second)]
    assert not phases[0].compared
    assert len(phases[0].stored) == 5
    assert np.allclose(phases[0].stored[2], -phases[1].stored[2])
    assert np.array_equal(first.pixels, second.pixels)


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_nifti(tmp_path, name, share):
    path = nifti(tmp_path / name, VOLUME)
    data = path.read_bytes()
    path.write_bytes(data[: max(360, int(share * len(data)))])
    with pytest.raises(ReadError, match="truncated or damaged NIFTI"):
        open_image(path)


def test_odd_headers_of_nifti_print_nothing(tmp_path, capfd):
    path = nifti(tmp_path / "a.nii", VOLUME)
    data = bytearray(path.read_bytes())
    data[252:254] = (-7).to_bytes(2, "little", signed=True)  # the code of a transform that does not exist
    data[108:112] = bytes(4)  # no offset of the numbers, which then follow the header
    path.write_bytes(data)
    assert np.array_equal(open_image(path).pixels[:, 0], VOLUME.transpose(2, 1, 0))
    big = VOLUME.astype(">i2")
    assert np.array_equal(open_image(nifti(path, big)).pixels[:, 0], VOLUME.transpose(2, 1, 0))
    assert capfd.readouterr() == ("", "")


def test_budgets_of_nifti(tmp_path):
    path = nifti(tmp_path / "a.nii.gz", VOLUME)
    with pytest.raises(ImageTooLargeError, match="20x14 in 5 frames"):
        open_image(path, max_pixels=20 * 14 * 5 - 1)
    data = bytearray(gzip.decompress(path.read_bytes()))
    data[42:48] = np.array([30000, 30000, 3], "<i2").tobytes()
    path.write_bytes(gzip.compress(bytes(data)))
    with pytest.raises(ImageTooLargeError):
        open_image(path)


@pytest.fixture
def h5(tmp_path):
    """Write datasets into a file of HDF5."""
    h5py = pytest.importorskip("h5py")

    def write(datasets, name="a.h5", **options):
        path = tmp_path / name
        with h5py.File(path, "w") as file:
            for key, values in datasets.items():
                file.create_dataset(key, data=values, **options)
        return path

    return write


SLICES = VOLUME.transpose(2, 1, 0)  # (slices, H, W)
C_ORDER = [
    (SLICES[0], SLICES[:1, None]),
    (SLICES, SLICES[:, None]),
    (np.dstack([SLICES[0]] * 3), np.stack([SLICES[0]] * 3)[None]),
    (np.stack([SLICES] * 3, 1), np.stack([SLICES] * 3, 1)),
    (np.stack([SLICES] * 3, 3), np.stack([SLICES] * 3, 1)),
    (np.stack([SLICES] * 2), np.concatenate([SLICES] * 2)[:, None]),
]


@pytest.mark.parametrize(("array", "expected"), C_ORDER)
def test_axes_of_hdf5(h5, array, expected):
    image = open_image(h5({"data": array}, compression="gzip"))
    assert (image.format, image.pixels.dtype, image.data_range) == ("hdf5", np.uint16, 65535.0)
    assert np.array_equal(image.pixels, expected)
    told = any("slices" in note for note in image.notes)
    assert told is (expected.shape[1] == 1 and len(expected) > 1)


def test_names_of_datasets(h5, tmp_path):
    path = h5({"group/a": SLICES, "b": SLICES[:, ::-1], "text": "words", "vector": np.zeros(9)})
    assert np.array_equal(open_image(f"{path}:group/a").pixels[:, 0], SLICES)
    assert np.array_equal(open_image(f"{path}:b").pixels[:, 0], SLICES[:, ::-1])
    assert open_image(f"{path}:b").name == f"{path}:b"
    assert len(list(open_pages(f"{path}:b"))) == 5
    with pytest.raises(ReadError, match=r"it has the datasets b, group/a; name one, such as '.*a\.h5:b'"):
        open_image(path)
    with pytest.raises(ReadError, match="no dataset 'c' of numbers; it has the datasets b, group/a"):
        open_image(f"{path}:c")
    with pytest.raises(ReadError, match="does not exist"):
        open_image(f"{tmp_path}/missing.h5:b")
    with pytest.raises(ReadError, match="no dataset that can be an image"):
        open_image(h5({"text": "words"}, "empty.h5"))


def test_a_file_with_a_colon_in_its_name(h5):
    h5({"x": SLICES[0]})
    path = h5({"x": SLICES[1]}, "a.h5:x")
    assert np.array_equal(open_image(path).pixels[0, 0], SLICES[1])


def test_other_formats_have_no_datasets(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, SLICES[0])
    with pytest.raises(ReadError, match="NPY files have no datasets; pass '"):
        open_image(f"{path}:x")


def test_fastmri(h5):
    kspace = np.ones((5, 4, 14, 20), np.complex64)
    path = h5({"kspace": kspace, "reconstruction_rss": SLICES.astype(np.float32), "ismrmrd_header": "<x/>"})
    image = open_image(path)
    assert np.array_equal(image.pixels[:, 0], SLICES)
    assert image.notes[0] == "dataset 'reconstruction_rss' of 2"
    other = open_image(f"{path}:kspace")
    assert other.pixels.shape == (5, 4, 14, 20)
    assert "magnitude of complex numbers" in other.notes


def test_links_to_other_files_are_not_followed(h5):
    h5py = pytest.importorskip("h5py")
    target, path = h5({"x": SLICES}, "target.h5"), h5({"y": SLICES})
    with h5py.File(path, "a") as file:
        file["link"] = h5py.ExternalLink(str(target), "/x")
        layout = h5py.VirtualLayout(SLICES.shape, SLICES.dtype)
        layout[:] = h5py.VirtualSource(str(target), "x", SLICES.shape)
        file.create_virtual_dataset("virtual", layout)
    with pytest.raises(ReadError, match="no dataset 'link'"):
        open_image(f"{path}:link")
    with pytest.raises(UnsupportedFormatError, match="lies in other files"):
        open_image(f"{path}:virtual")


def test_damaged_and_large_hdf5(h5):
    path = h5({"x": SLICES})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ReadError):
        open_image(path)
    path = h5({"x": SLICES})
    with pytest.raises(ImageTooLargeError):
        open_image(path, max_pixels=SLICES.size - 1)
    with pytest.raises(UnsupportedFormatError, match="2 to 4 axes"):
        open_image(h5({"x": SLICES[None, None]}, "five.h5"))


def mat73(path, arrays):
    """Write a file of MAT 7.3 as MATLAB does: a header of 512 bytes, reversed axes, classes as attributes."""
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, values in arrays.items():
            stored = values.T.astype("u1") if values.dtype == bool else values.T
            item = file.create_dataset(name, data=stored)
            kind = {"bool": "logical", "float64": "double", "complex128": "double"}.get(
                values.dtype.name, values.dtype.name
            )
            item.attrs["MATLAB_class"] = np.bytes_(kind)
    with path.open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\2IM")
    return path


def mat5(path, arrays):
    scipy.io.savemat(path, arrays, do_compression=True)
    return path


WRITERS = [mat5, pytest.param(mat73, marks=needs_h5py)]
M_ORDER = [
    (SLICES[0], SLICES[:1, None]),
    (SLICES.transpose(1, 2, 0), SLICES[:, None]),
    (np.dstack([SLICES[0]] * 3), np.stack([SLICES[0]] * 3)[None]),
    (np.stack([np.dstack([s] * 3) for s in SLICES], 3), np.stack([SLICES] * 3, 1)),
    (
        np.stack([SLICES.transpose(1, 2, 0), SLICES[::-1].transpose(1, 2, 0)], 3),
        np.concatenate([SLICES, SLICES[::-1]])[:, None],
    ),
]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(("array", "expected"), M_ORDER)
def test_axes_of_mat(tmp_path, write, array, expected):
    path = write(tmp_path / "a.mat", {"x": array, "n": np.array([[3.0]])})
    image = open_image(path)
    assert (image.format, image.pixels.dtype, image.data_range) == ("mat", np.uint16, 65535.0)
    assert np.array_equal(image.pixels, expected)


@pytest.mark.parametrize("write", WRITERS)
def test_types_and_names_of_mat(tmp_path, write):
    arrays = {"mask": SLICES[0] > 900, "part": SLICES[0] / 4000.0, "wave": SLICES[0] * (1 + 1j)}
    path = write(tmp_path / "a.mat", arrays)
    mask, part, wave = (open_image(f"{path}:{name}") for name in arrays)
    assert (mask.pixels.dtype, mask.data_range) == (bool, 1.0)
    assert np.array_equal(mask.pixels[0, 0], arrays["mask"])
    assert (part.pixels.dtype, part.data_range) == (np.float64, 1.0)
    assert np.array_equal(part.pixels[0, 0], arrays["part"])
    assert np.allclose(wave.pixels[0, 0], np.abs(arrays["wave"]))
    assert [content.kind for content in wave.contents] == ["phase"]
    with pytest.raises(ReadError, match="it has the datasets mask, part, wave; name one"):
        open_image(path)


@pytest.mark.parametrize("write", WRITERS)
def test_truncated_and_large_mat(tmp_path, write):
    path = write(tmp_path / "a.mat", {"x": SLICES[0]})
    with pytest.raises(ImageTooLargeError):
        open_image(path, max_pixels=SLICES[0].size - 1)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 100])
    with pytest.raises(ReadError):
        open_image(path)


def test_structures_of_mat_are_not_images(tmp_path):
    path = mat5(tmp_path / "a.mat", {"s": {"image": SLICES[0]}, "row": np.arange(5)})
    with pytest.raises(ReadError, match="no dataset that can be an image"):
        open_image(path)


@pytest.mark.parametrize(
    ("write", "name"),
    [
        pytest.param(nifti, "a.nii", marks=needs_nibabel),
        (lambda path, array: mat5(path, {"x": array}), "a.mat"),
    ],
)
def test_one_command_compares_two_volumes(tmp_path, capsys, write, name):
    paths = []
    for folder, array in (("one", VOLUME[..., 0]), ("two", VOLUME[..., 0] + np.uint16(7))):
        (tmp_path / folder).mkdir()
        paths.append(str(write(tmp_path / folder / name, array)))
    with pytest.raises(SystemExit) as stop:
        main(["diff", *paths, "--json", "--metric", "mae", "--data-range", "4095"])
    assert stop.value.code == 0
    assert json.loads(capsys.readouterr().out)["scores"]["mae"] == pytest.approx(7 / 4095, rel=1e-4)


def test_each_slice_has_a_score(tmp_path):
    changed = VOLUME.copy()
    changed[3, 4, 2] += 9
    paths = [mat5(tmp_path / f"{n}.mat", {"x": array}) for n, array in enumerate((VOLUME, changed))]
    assert list(np.nonzero(score("mse", *paths, data_range=4095))[0]) == [2]


@pytest.mark.parametrize(("package", "made"), [("nibabel", nifti), ("h5py", mat73)])
def test_missing_packages(tmp_path, monkeypatch, package, made):
    path = made(
        tmp_path / ("a.nii" if made is nifti else "a.mat"), VOLUME if made is nifti else {"x": SLICES}
    )
    for name in list(sys.modules):
        if name.partition(".")[0] == package:
            monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingDependencyError, match=f"needs {package}, which is not installed; pip install"):
        open_image(path)


def test_every_slice_of_several_pages_is_selectable(tmp_path):
    path = mat5(tmp_path / "a.mat", {"x": VOLUME})
    for number in range(1, 6):
        (page,) = itertools.islice(open_pages(path, pages=str(number)), 2)
        assert np.array_equal(page.pixels[0, 0], VOLUME[..., number - 1])
