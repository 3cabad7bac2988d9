from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from difference_finder.cli import main
from difference_finder.errors import (
    ImageTooLargeError,
    MissingDependencyError,
    ReadError,
    UnsupportedFormatError,
)
from difference_finder.readers import open_image, unit_of

pydicom = pytest.importorskip("pydicom")

STORED = np.random.default_rng(2).integers(0, 4096, (14, 20)).astype(np.uint16)


@pytest.fixture
def dicom(tmp_path):
    """Write samples as DICOM."""

    def write(samples=STORED, name="a.dcm", *, bits=12, kind="MONOCHROME2", syntax=None, **fields):
        from pydicom.dataset import Dataset, FileMetaDataset
        from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

        file = Dataset()
        file.file_meta = FileMetaDataset()
        file.file_meta.TransferSyntaxUID = syntax or ExplicitVRLittleEndian
        file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID = CTImageStorage
        file.file_meta.MediaStorageSOPInstanceUID = file.SOPInstanceUID = generate_uid()
        colours = 3 if samples.shape[-1] == 3 else 1
        file.Rows, file.Columns = samples.shape[-3:-1] if colours == 3 else samples.shape[-2:]
        file.SamplesPerPixel, file.PhotometricInterpretation = colours, kind
        if colours == 3:
            file.PlanarConfiguration = 0
        file.BitsAllocated = 8 * samples.dtype.itemsize
        file.BitsStored, file.HighBit = bits, bits - 1
        file.PixelRepresentation = int(samples.dtype.kind == "i")
        if samples.ndim - (colours == 3) > 2:
            file.NumberOfFrames = len(samples)
        file.PixelData = samples.tobytes()
        for field, value in fields.items():
            setattr(file, field, value)
        path = tmp_path / name
        file.save_as(path, enforce_file_format=True)
        return path

    return write


def test_stored_values(dicom):
    path = dicom()
    image = open_image(path)
    assert (image.format, image.name, image.data_range, image.colour) == ("dicom", str(path), 4095.0, "grey")
    assert (image.pixels.dtype, image.notes) == (np.uint16, ())
    assert np.array_equal(image.pixels[0, 0], STORED)
    assert [content.holds for content in image.contents] == ["12 bits"]
    assert unit_of(path) == "slices"


HOUNSFIELD = (STORED.astype(np.int16) - 2048).astype(np.int16)


@pytest.mark.parametrize(
    ("samples", "fields", "expected", "dtype", "data_range"),
    [
        (STORED, {"RescaleSlope": 1, "RescaleIntercept": -1024}, STORED.astype(int) - 1024, np.int32, 4095),
        (STORED, {"RescaleSlope": 0.5, "RescaleIntercept": 3}, STORED * 0.5 + 3, np.float32, 2047.5),
        (STORED, {"RescaleSlope": 1, "RescaleIntercept": 0.5}, STORED + 0.5, np.float32, 4095),
        (HOUNSFIELD, {}, HOUNSFIELD, np.int16, 4095),
        (STORED, {"kind": "MONOCHROME1"}, 4095 - STORED, np.uint16, 4095),
        (HOUNSFIELD, {"kind": "MONOCHROME1"}, -1 - HOUNSFIELD, np.int16, 4095),
        (
            STORED,
            {"kind": "MONOCHROME1", "RescaleSlope": 2, "RescaleIntercept": -10},
            (2 * 4095 - 20) - (STORED * 2.0 - 10),
            np.float32,
            8190,
        ),
    ],
)  # fmt: skip
def test_values_of_the_modality(dicom, samples, fields, expected, dtype, data_range):
    image = open_image(dicom(samples, **fields))
    assert (image.pixels.dtype, image.data_range) == (dtype, data_range)
    assert np.array_equal(image.pixels[0, 0], expected)
    assert any("rescaled by slope" in note for note in image.notes) is ("RescaleSlope" in fields)
    assert ("MONOCHROME1 inverted" in image.notes) is ("kind" in fields)
    assert "12 bits" in [content.holds for content in image.contents]


def test_frames_are_slices_with_their_own_rescaling(dicom):
    from pydicom.dataset import Dataset

    groups = []
    for slope in (2, 3):
        values = Dataset()
        values.RescaleSlope, values.RescaleIntercept = slope, 0.5
        group = Dataset()
        group.PixelValueTransformationSequence = [values]
        groups.append(group)
    stack = np.stack([STORED, STORED[::-1]])
    image = open_image(dicom(stack, PerFrameFunctionalGroupsSequence=groups))
    assert np.array_equal(image.pixels[:, 0], stack * np.array([2, 3])[:, None, None] + 0.5)
    assert image.data_range == 3 * 4095
    plain = open_image(dicom(stack))
    assert np.array_equal(plain.pixels[:, 0], stack)
    assert "2 slices" in [content.holds for content in plain.contents]
    assert np.array_equal(open_image(dicom(stack), pages="2").pixels[0, 0], STORED[::-1])


def test_colours(dicom):
    colours = np.random.default_rng(0).integers(0, 256, (14, 20, 3)).astype(np.uint8)
    image = open_image(dicom(colours, bits=8, kind="RGB"))
    assert (image.colour, image.data_range) == ("rgb", 255.0)
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), colours)
    from pydicom.pixels import convert_color_space

    image = open_image(dicom(colours, bits=8, kind="YBR_FULL"))
    assert image.notes == ("YBR_FULL converted to RGB",)
    expected = convert_color_space(colours, "YBR_FULL", "RGB")
    assert np.array_equal(image.pixels[0].transpose(1, 2, 0), expected)


def test_palettes(dicom):
    table = np.random.default_rng(0).integers(0, 65536, (3, 256)).astype("<u2")
    names = [f"{colour}PaletteColorLookupTable" for colour in ("Red", "Green", "Blue")]
    fields = {f"{name}Descriptor": [256, 0, 16] for name in names}
    fields |= {f"{name}Data": row.tobytes() for name, row in zip(names, table, strict=True)}
    indices = (STORED % 256).astype(np.uint8)
    image = open_image(dicom(indices, bits=8, kind="PALETTE COLOR", **fields))
    assert (image.pixels.dtype, image.data_range) == (np.uint16, 65535.0)
    assert np.array_equal(image.pixels[0], table[:, indices])


def test_overlays_are_compared_as_a_content(dicom):
    path = dicom()
    file = pydicom.dcmread(path)
    file.add_new((0x6000, 0x3000), "OW", b"\1" * 36)
    file.save_as(path)
    image = open_image(path)
    assert "1 overlay not drawn" in image.notes
    (overlay,) = [content for content in image.contents if content.kind == "bands"]
    assert (overlay.compared, overlay.stored, overlay.parts) == (False, (b"\1" * 36,), ("overlay 6000",))


def test_bits_above_the_stored_ones_are_compared_as_a_content(dicom):
    image = open_image(dicom(STORED | 0x8000))
    assert np.array_equal(image.pixels[0, 0], STORED)
    (extra,) = [content for content in image.contents if content.kind == "bands"]
    assert (extra.holds, extra.compared, extra.parts) == ("bits above the 12 stored", False, extra.parts)
    assert (extra.stored[0] == 8).all()
    assert "bits above the 12 stored are not compared as pixels" in image.notes


def test_run_lengths(dicom):
    from pydicom.uid import RLELossless

    path = dicom()
    file = pydicom.dcmread(path)
    file.compress(RLELossless)
    file.save_as(path)
    assert np.array_equal(open_image(path).pixels[0, 0], STORED)


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"syntax": "1.2.840.10008.1.2.4.57"}, UnsupportedFormatError, "no decoder of .* is installed"),
        ({"syntax": "1.2.840.10008.1.2.4.102"}, UnsupportedFormatError, "not supported; decompress it"),
        ({"kind": "HSV"}, UnsupportedFormatError, "photometric interpretation 'HSV' is not supported"),
        ({"HighBit": 13}, UnsupportedFormatError, "the highest bit 13 of samples of 12 bits"),
        ({"Rows": 15}, ReadError, "truncated or damaged DICOM"),
    ],
)
def test_files_that_are_refused(dicom, monkeypatch, fields, error, words):
    if "installed" in words:
        from pydicom.pixels import get_decoder

        if get_decoder(pydicom.uid.UID(fields["syntax"])).is_available:
            pytest.skip("a decoder of lossless JPEG is installed")
    if "syntax" in fields:
        path = dicom()
        file = pydicom.dcmread(path)
        file.file_meta.TransferSyntaxUID = pydicom.uid.UID(fields["syntax"])
        file.PixelData = pydicom.encaps.encapsulate([b"\xff\xd8" * 20])
        file["PixelData"].is_undefined_length = True
        pydicom.dcmwrite(path, file, enforce_file_format=False)
    else:
        path = dicom(**fields)
    with pytest.raises(error, match=words):
        open_image(path)


def test_truncated_and_large_files(dicom):
    path = dicom()
    with pytest.raises(ImageTooLargeError, match="20x14"):
        open_image(path, max_pixels=279)
    data = path.read_bytes()
    for length in (len(data) // 2, len(data) - 20):
        path.write_bytes(data[:length])
        with pytest.raises(ReadError):
            open_image(path)


def test_files_without_pixels(dicom):
    path = dicom()
    file = pydicom.dcmread(path)
    del file.PixelData
    file.save_as(path)
    with pytest.raises(ReadError, match="it has no pixels"):
        open_image(path)


def test_one_command_compares_a_pair(dicom, capsys):
    other = STORED.copy()
    other[5, 6] ^= 512
    paths = [str(dicom(samples, name)) for samples, name in ((STORED, "a.dcm"), (other, "b.dcm"))]
    with pytest.raises(SystemExit) as stop:
        main(["diff", *paths, "--json", "--metric", "mae", "--fail-above", "0"])
    assert stop.value.code == 1
    assert json.loads(capsys.readouterr().out)["scores"]["mae"] == pytest.approx(512 / 4095 / 280)


def test_without_the_package(dicom, monkeypatch):
    path = dicom()
    monkeypatch.setitem(sys.modules, "pydicom", None)
    with pytest.raises(MissingDependencyError, match="reading DICOM files needs pydicom"):
        open_image(path)
