"""Minimal files of every reader, and small folders that the commands wrote: what mutations start from."""

import contextlib
import gzip
import io
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

ROWS, COLUMNS = np.mgrid[0:17, 0:23]
RGB = np.dstack([ROWS * 12, COLUMNS * 9, (ROWS * COLUMNS) % 256]).astype(np.uint8)
DEEP = RGB.astype(np.uint16) * 257
UNIT = (RGB / 255).astype(np.float32)


def images(folder: Path) -> dict[str, bytes]:
    """Return a file of every format, and of every way in which it is decoded, by name with suffix."""
    found = {**_pillow(), **_codecs(), **_arrays()}
    for write in (_tiff, _openexr, _dicom, _nifti, _hdf5, _heif, _video):
        with contextlib.suppress(ImportError):  # the package of an extra is not installed
            found |= write(folder)
    return found


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def _pillow() -> dict[str, bytes]:
    rgb = Image.fromarray(RGB)
    palette, rgba = rgb.quantize(17), Image.fromarray(np.dstack([RGB, RGB[..., 0]]))
    frames = {"save_all": True, "append_images": [rgb.rotate(180)], "duration": 40}
    profile = b"\0" * 128
    return {
        "a.png": _saved(rgb, "PNG"),
        "palette.png": _saved(palette, "PNG", transparency=bytes(range(17))),
        "profile.png": _saved(rgba, "PNG", icc_profile=profile, dpi=(72, 72)),
        "animated.png": _saved(rgb, "PNG", **frames),
        "a.jpg": _saved(rgb, "JPEG"),
        "progressive.jpg": _saved(rgb, "JPEG", progressive=True, icc_profile=profile),
        "cmyk.jpg": _saved(rgb.convert("CMYK"), "JPEG"),
        "a.webp": _saved(rgb, "WEBP"),
        "lossless.webp": _saved(rgba, "WEBP", lossless=True),
        "animated.webp": _saved(rgb, "WEBP", **frames),
        "a.bmp": _saved(rgb, "BMP"),
        "palette.bmp": _saved(palette, "BMP"),
        "a.gif": _saved(palette, "GIF"),
        "animated.gif": _saved(rgb, "GIF", **frames),
        "a.ppm": _saved(rgb, "PPM"),
        "text.pgm": b"P2\n5 4\n255\n" + b" ".join(str(n * 12).encode() for n in range(20)) + b"\n",
        "a.pam": b"P7\nWIDTH 2\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n" + bytes(range(12)),
        "a.pfm": b"PF\n2 2\n-1.0\n" + np.arange(12, dtype="<f4").tobytes(),
        "a.avif": _saved(rgb, "AVIF"),
        "a.tga": _saved(rgba, "TGA"),
        "runs.tga": _saved(palette, "TGA", compression="tga_rle"),
        "cmyk.tif": _saved(rgb.convert("CMYK"), "TIFF", compression="tiff_lzw"),
    }


def _codecs() -> dict[str, bytes]:
    return {
        "deep.png": imagecodecs.png_encode(DEEP),
        "ten.avif": imagecodecs.avif_encode(RGB.astype(np.uint16) * 4, bitspersample=10),
        "a.jxl": imagecodecs.jpegxl_encode(RGB, lossless=True),
        "lossy.jxl": imagecodecs.jpegxl_encode(RGB, level=80),
        "deep.jxl": imagecodecs.jpegxl_encode(DEEP, lossless=True),
        "a.hdr": imagecodecs.rgbe_encode(UNIT, header=True),
        "a.jp2": imagecodecs.jpeg2k_encode(RGB, level=0),
        "a.j2k": imagecodecs.jpeg2k_encode(DEEP[..., 0], codecformat="j2k"),
    }


def _arrays() -> dict[str, bytes]:
    from scipy.io import savemat

    found = {}
    for name, save in {"a.npy": np.save, "a.npz": np.savez, "packed.npz": np.savez_compressed}.items():
        buffer = io.BytesIO()
        save(buffer, RGB)
        found[name] = buffer.getvalue()
    for name, packed in {"a.mat": False, "packed.mat": True}.items():
        buffer = io.BytesIO()
        savemat(buffer, {"x": UNIT}, do_compression=packed)
        found[name] = buffer.getvalue()
    return found


def _tiff(folder: Path) -> dict[str, bytes]:
    found = {}
    for name, pixels, options in [
        ("a.tif", RGB, {}),
        ("big.tif", RGB, {"bigtiff": True, "byteorder": ">"}),
        ("deflate.tif", RGB, {"compression": "zlib", "rowsperstrip": 4, "predictor": True}),
        ("lzw.tif", DEEP, {"compression": "lzw"}),
        ("jpeg.tif", RGB, {"compression": "jpeg"}),
        ("tiles.tif", UNIT, {"tile": (16, 16)}),
        ("planes.tif", RGB.transpose(2, 0, 1), {"planarconfig": "separate"}),
        ("pages.tif", np.stack([RGB, RGB[::-1]]), {"compression": "packbits"}),
    ]:
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, pixels, photometric="rgb", **options)
        found[name] = buffer.getvalue()
    return found


def _openexr(folder: Path) -> dict[str, bytes]:
    import OpenEXR

    found = {}
    for name, compression in {"a.exr": OpenEXR.ZIP_COMPRESSION, "piz.exr": OpenEXR.PIZ_COMPRESSION}.items():
        planes = {key: np.ascontiguousarray(UNIT[..., number]) for number, key in enumerate("RGB")}
        header = {"compression": compression, "type": OpenEXR.scanlineimage}
        OpenEXR.File(header, planes).write(str(folder / name))
        found[name] = (folder / name).read_bytes()
    return found


def _dicom(folder: Path) -> dict[str, bytes]:
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

    file = Dataset()
    file.file_meta = FileMetaDataset()
    file.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID = CTImageStorage
    file.file_meta.MediaStorageSOPInstanceUID = file.SOPInstanceUID = "1.2.3"
    file.Rows, file.Columns = 17, 23
    file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
    file.BitsAllocated, file.BitsStored, file.HighBit, file.PixelRepresentation = 16, 12, 11, 0
    file.RescaleSlope, file.RescaleIntercept = 2, -10
    file.PixelData = (DEEP[..., 0] >> 4).tobytes()
    buffer = io.BytesIO()
    file.save_as(buffer, enforce_file_format=True)
    return {"a.dcm": buffer.getvalue()}


def _nifti(folder: Path) -> dict[str, bytes]:
    import nibabel

    image = nibabel.Nifti1Image(DEEP, np.eye(4))
    data = image.to_bytes()
    return {"a.nii": data, "a.nii.gz": gzip.compress(data, mtime=0)}


def _hdf5(folder: Path) -> dict[str, bytes]:
    import h5py

    with h5py.File(folder / "a.h5", "w") as file:
        file.create_dataset("x", data=RGB, chunks=(8, 8, 3), compression="gzip")
    return {"a.h5": (folder / "a.h5").read_bytes()}


def _heif(folder: Path) -> dict[str, bytes]:
    import pillow_heif

    file = pillow_heif.HeifFile()
    file.add_frombytes("RGB", RGB.shape[1::-1], RGB.tobytes())
    buffer = io.BytesIO()
    file.save(buffer, quality=50)
    return {"a.heic": buffer.getvalue()}


def _video(folder: Path) -> dict[str, bytes]:
    import av

    found = {}
    for name, codec in {"a.mkv": "ffv1", "a.mp4": "mpeg4", "a.avi": "mpeg4", "a.y4m": "rawvideo"}.items():
        with av.open(str(folder / name), "w") as file:
            stream = file.add_stream(codec, rate=25)
            stream.width, stream.height, stream.pix_fmt = 32, 16, "yuv420p"
            for number in range(3):
                pixels = np.full((16, 32, 3), 40 * number, np.uint8)
                pixels[number : number + 5, number : number + 5] = 200
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 25)
                file.mux(stream.encode(frame))
            file.mux(stream.encode())
        found[name] = (folder / name).read_bytes()
    return found


def run_folder(root: Path) -> Path:
    """Let ``diff`` write the records of two folders, and return the folder with them."""
    for number in range(2):
        for name in ("before", "after"):
            (root / name).mkdir(exist_ok=True)
            pixels = RGB.copy()
            pixels[4:9, 5:12] += np.uint8(30 * number * (name == "after"))
            Image.fromarray(pixels).save(root / name / f"{number}.png")
    _call("diff", "before", "after", "-o", "out", "--write", "map,json", "--workers", "1")
    return root / "out"


def study_folder(root: Path) -> Path:
    """Let ``rank`` score two methods, and return the folder of the study."""
    for number in range(2):
        for level, name in enumerate(("GT", "ours", "edsr")):
            (root / name).mkdir(exist_ok=True)
            noise = np.random.default_rng(number).integers(0, 5 * level + 1, (64, 64, 3))
            base = np.add.outer(np.arange(64), np.arange(64))[..., None] + noise
            Image.fromarray(base.astype(np.uint8)).save(root / name / f"{number}.png")
    methods = ["ours=ours", "edsr=edsr"]
    _call("rank", "--reference", "GT", *methods, "--metric", "mse", "-o", "study", "--workers", "1")
    (root / "study.toml").write_text(STUDY)
    return root / "study"


STUDY = """
metrics = ["psnr", "ssim:sigma=2"]
reference = "GT"
ours = "ours"
border = 4

[methods.ours]
folder = "ours"
label = "Ours"
numbers = {runtime = 0.12}

[methods.edsr]
folder = "edsr/{image}.png"
numbers = {runtime = 0.5}

[numbers.runtime]
unit = "s"
lower_is_better = true

[statistics]
draws = 199
relevant = {psnr = 0.05}
"""


def _call(*words: str) -> None:
    from difference_finder.cli import main

    with contextlib.redirect_stdout(io.StringIO()):
        try:
            main(list(words))
        except SystemExit as stop:
            if stop.code:
                sys.exit(f"{words} ended with {stop.code}")


def texts(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that a program reads as text or as a table, the smallest first."""
    known = {".json", ".jsonl", ".csv", ".toml", ".crops"}
    yield from sorted(path for path in folder.rglob("*") if path.suffix in known and path.stat().st_size)
