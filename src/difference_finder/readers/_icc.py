"""Conversion of embedded colour profiles to sRGB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["cmyk_to_rgb", "lab_to_rgb", "to_srgb"]

_SPACES = {1: "GRAY", 3: "RGB", 4: "CMYK"}


def to_srgb(pixels: NDArray[Any], icc: bytes | None, notes: list[str]) -> NDArray[Any]:
    """Convert grey or RGB pixels to sRGB if they have another profile.

    Parameters
    ----------
    pixels
        Pixels of shape (H, W, 1) or (H, W, 3).
    icc
        Embedded profile; None without one.
    notes
        List that receives notes.
    """
    if not icc:
        return pixels
    import numpy as np
    from PIL import Image, ImageCms

    profile = _open(icc, notes)
    if profile is None or _is_srgb(profile):
        return pixels
    name, channels = _name(profile), pixels.shape[2]
    if profile.profile.xcolor_space.strip() != _SPACES[channels]:
        notes.append(f"ICC profile '{name}' is for {profile.profile.xcolor_space.strip()} pixels; ignored")
        return pixels
    if pixels.dtype != np.uint8:
        notes.append(f"ICC profile '{name}' not applied to {pixels.dtype} pixels")
        return pixels
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., 0] if channels == 1 else pixels))
    try:
        converted = ImageCms.profileToProfile(
            picture, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except ImageCms.PyCMSError:
        notes.append(f"ICC profile '{name}' cannot be applied; ignored")
        return pixels
    notes.append(f"ICC profile '{name}' converted to sRGB")
    # A grey profile has neutral colours only, so the three channels are equal.
    return np.asarray(converted)[..., 1:2] if channels == 1 else np.asarray(converted)


def cmyk_to_rgb(pixels: NDArray[Any], icc: bytes | None, notes: list[str]) -> NDArray[Any]:
    """Convert CMYK pixels to RGB, by their profile or, without one, by subtraction.

    Parameters
    ----------
    pixels
        Pixels of shape (H, W, 4), uint8 or uint16; 0 is no ink.
    icc
        Embedded profile; None without one.
    notes
        List that receives notes.
    """
    import numpy as np
    from PIL import Image, ImageCms

    if pixels.dtype != np.uint8:
        notes.append(f"{pixels.dtype} CMYK converted to RGB without a profile")
        most = int(np.iinfo(pixels.dtype).max)
        paper = most - pixels.astype(np.uint64)
        return ((paper[..., :3] * paper[..., 3:] + most // 2) // most).astype(pixels.dtype)
    picture = Image.frombytes(
        "CMYK", (pixels.shape[1], pixels.shape[0]), np.ascontiguousarray(pixels).tobytes()
    )
    profile = _open(icc, notes)
    if profile is not None and profile.profile.xcolor_space.strip() == "CMYK":
        try:
            converted = ImageCms.profileToProfile(
                picture, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            notes.append(f"CMYK converted to sRGB by ICC profile '{_name(profile)}'")
            return np.asarray(converted)
        except ImageCms.PyCMSError:
            notes.append(f"ICC profile '{_name(profile)}' cannot be applied; ignored")
    notes.append("CMYK converted to RGB without a profile")
    return np.asarray(picture.convert("RGB"))


def lab_to_rgb(pixels: NDArray[np.uint8], notes: list[str]) -> NDArray[np.uint8]:
    """Convert 8-bit CIE L*a*b* pixels (D50; a and b offset by 128) to sRGB.

    Parameters
    ----------
    pixels
        Pixels of shape (H, W, 3).
    notes
        List that receives notes.
    """
    import numpy as np
    from PIL import Image, ImageCms

    picture = Image.frombytes(
        "LAB", (pixels.shape[1], pixels.shape[0]), np.ascontiguousarray(pixels).tobytes()
    )
    converted = ImageCms.profileToProfile(
        picture, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    notes.append("CIE L*a*b* converted to sRGB")
    return np.asarray(converted)


def _open(icc: bytes | None, notes: list[str]) -> Any:
    from PIL import ImageCms

    if not icc:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        _name(profile)
    except (OSError, ImageCms.PyCMSError, ValueError, TypeError):
        notes.append("ICC profile is damaged; ignored")
        return None
    return profile


def _name(profile: Any) -> str:
    from difference_finder.text import to_one_line

    return to_one_line(profile.profile.profile_description or "without a name")[:60]


def _is_srgb(profile: Any) -> bool:
    # 'c2' is a compact sRGB profile that large web sites embed. 'Linear sRGB' has another transfer curve.
    name = _name(profile).lower()
    return ("srgb" in name and "linear" not in name and "scrgb" not in name) or name in {"c2", "c2ci"}
