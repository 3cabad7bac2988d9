"""Embedded colour profiles, and the conversion of CMYK and CIE L*a*b* to sRGB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.colour.encoding import Encoding

__all__ = ["cmyk_to_rgb", "ink_contents", "lab_to_rgb", "profile_content", "read_profile"]


def read_profile(
    icc: bytes | None, channels: int, notes: list[str]
) -> tuple[Encoding | None, Content | None]:
    """Return the colour encoding of pixels with a profile, and the profile as a content.

    Parameters
    ----------
    icc
        Embedded profile; None without one.
    channels
        Number of channels of the pixels without alpha.
    notes
        List that receives notes.

    Returns
    -------
    tuple
        The encoding, None for sRGB and for a profile that cannot be applied; and the content, None for sRGB.
    """
    if not icc:
        return None, None
    from difference_finder.colour.encoding import icc_encoding, is_srgb
    from difference_finder.colour.icc import parse_icc

    try:
        profile = parse_icc(icc)
    except ValueError:
        notes.append("ICC profile is damaged; ignored")
        return None, profile_content(icc)
    content = profile_content(icc)
    try:
        encoding = icc_encoding(icc, channels)
        if encoding is None and profile.space in ("RGB", "GRAY") and is_srgb(icc):
            return None, None
    except ValueError:
        notes.append(f"ICC profile '{profile.name}' cannot be applied; ignored")
        return None, content
    if encoding is None:
        notes.append(f"ICC profile '{profile.name}' is for {profile.space} pixels; ignored")
    return encoding, content


def profile_content(icc: bytes) -> Content:
    """Return a profile as a content; texts and dates in it do not count for equality."""
    from difference_finder.colour.icc import parse_icc

    try:
        profile = parse_icc(icc)
    except ValueError:
        import hashlib

        name, digest = "damaged ICC profile", hashlib.sha256(icc).hexdigest()
    else:
        name, digest = f"ICC profile '{profile.name}'", profile.digest
    return Content("profile", name, stored=(digest,), parts=(name,))


def ink_contents(pixels: NDArray[Any], icc: bytes | None) -> list[Content]:
    """Return the contents of CMYK pixels beside their conversion to RGB: the inks and the profile.

    The conversion makes some inks equal, so their stored values are compared for equality.
    """
    contents = [Content("unmeasured", "CMYK", stored=(pixels,), parts=("the stored CMYK image",))]
    return [*contents, profile_content(icc)] if icc else contents


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
