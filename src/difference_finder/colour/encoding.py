"""How the pixel values of a picture encode colours, and their conversion to sRGB without clipping."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from difference_finder.colour.icc import IccProfile, parse_icc
from difference_finder.colour.primaries import CICP_PRIMARIES, SRGB, linear_srgb_of_xyz, rgb_to_xyz
from difference_finder.colour.transfer import (
    CICP_TRANSFERS,
    decode_power,
    decode_srgb,
    encode_srgb,
    system_gamma,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "SRGB_TOLERANCE",
    "Encoding",
    "cicp_encoding",
    "icc_encoding",
    "is_srgb",
    "png_encoding",
    "to_srgb",
]

SRGB_TOLERANCE = 1 / 255
"""A profile is sRGB if it moves none of 729 colours of a cube, nor any of 256 greys, by more than one
step of 8 bits. The usual "sRGB IEC61966-2.1" moves them by half a step. Names do not count."""

_HLG, _SRGB_TRANSFER = 18, 13
_SPACES = {1: ("GRAY",), 3: ("RGB", "GRAY")}


@dataclass(frozen=True)
class Encoding:
    """A colour encoding other than sRGB.

    Parameters
    ----------
    kind
        "icc" for a profile, "cicp" for codes of ITU-T H.273, "gamma" for an exponent and chromaticities.
    key
        The values by which two encodings are equal: the digest of a profile; the codes of primaries and
        transfer function; gamma (0 if it is absent) and chromaticities.
    name
        The encoding in words: "ICC profile 'Display P3'".
    profile
        The ICC profile.
    """

    kind: str
    key: tuple[Any, ...]
    name: str = field(compare=False)
    profile: bytes | None = field(default=None, compare=False, repr=False)


def icc_encoding(profile: bytes, channels: int) -> Encoding | None:
    """Return the encoding of a profile; None if it is sRGB or for pixels of another kind.

    Parameters
    ----------
    profile
        The ICC profile.
    channels
        Number of channels of the pixels without alpha, 1 or 3.

    Raises
    ------
    ValueError
        If the profile is damaged.
    """
    parsed = parse_icc(profile)
    if parsed.space not in _SPACES.get(channels, ()) or is_srgb(profile):
        return None
    return Encoding("icc", (parsed.digest,), f"ICC profile '{parsed.name}'", profile)


def cicp_encoding(primaries: int, transfer: int, name: str) -> Encoding | None:
    """Return the encoding of two codes of ITU-T H.273; None for sRGB.

    Raises
    ------
    ValueError
        If the codes are none of primaries 1, 9, 12 and transfer functions 1, 8, 13, 16, 18.
    """
    if primaries not in CICP_PRIMARIES or transfer not in CICP_TRANSFERS:
        raise ValueError(f"the conversion from {name} is unknown")
    if (primaries, transfer) == (1, _SRGB_TRANSFER):
        return None
    return Encoding("cicp", (primaries, transfer), name)


def png_encoding(gamma: float | None, chromaticities: tuple[float, ...] | None, name: str) -> Encoding | None:
    """Return the encoding of the PNG chunks gAMA and cHRM; None for sRGB.

    The PNG specification prescribes a gamma of 0.45455 beside a chunk sRGB, for programs that know gAMA only.
    It is therefore taken as the curve of sRGB here.

    Raises
    ------
    ValueError
        If the values are not possible.
    """
    if gamma is not None and not 0.01 <= gamma <= 100:
        raise ValueError(f"a gamma of {gamma:g} is not possible")
    if chromaticities is not None:
        rgb_to_xyz(chromaticities)
        if max(abs(a - b) for a, b in zip(chromaticities, SRGB, strict=True)) < 2e-4:
            chromaticities = None
    if gamma is not None and abs(gamma - 1 / 2.2) < 2e-5:
        gamma = None
    if gamma is None and chromaticities is None:
        return None
    return gamma_encoding(gamma or 0.0, chromaticities or (), name)


def gamma_encoding(gamma: float, chromaticities: tuple[float, ...], name: str) -> Encoding:
    """Return the encoding of a gamma, and of the x and y of red, green, blue and white.

    Parameters
    ----------
    gamma
        Exponent from linear light to values; 0 for the curve of sRGB.
    chromaticities
        Eight numbers; none for the primaries of sRGB.
    name
        The encoding in words.
    """
    return Encoding("gamma", (gamma, *chromaticities), name)


@lru_cache(maxsize=32)
def is_srgb(profile: bytes) -> bool:
    """Tell whether a profile of RGB or grey is sRGB, up to :data:`SRGB_TOLERANCE`.

    Raises
    ------
    ValueError
        If its colours are not finite numbers.
    """
    import numpy as np

    steps, greys = np.linspace(0, 1, 9), np.linspace(0, 1, 256)
    if parse_icc(profile).space == "GRAY":
        colours = greys[:, None]
    else:
        cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
        colours = np.concatenate([cube, np.repeat(greys[:, None], 3, axis=1)])
    moved = to_srgb(colours, Encoding("icc", (), "", profile))
    if not np.isfinite(moved).all():
        raise ValueError("the ICC profile gives colours that are not finite")
    return bool(np.abs(moved - colours).max() <= SRGB_TOLERANCE)


def to_srgb(values: NDArray[Any], encoding: Encoding) -> NDArray[Any]:
    """Convert values to sRGB; colours outside of its gamut leave [0, 1], and none is clipped.

    Parameters
    ----------
    values
        Shape (..., C), float64; 1 is white.
    encoding
        The encoding of the values.

    Returns
    -------
    numpy.ndarray
        Values of the same shape.
    """
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):  # values that are not finite stay so
        return encode_srgb(_linear_srgb(values, encoding))


def _linear_srgb(values: NDArray[Any], encoding: Encoding) -> NDArray[Any]:
    """Return linear light with the primaries of sRGB."""
    if encoding.kind == "icc":
        return _of_profile(values, parse_icc(encoding.profile or b""), encoding.profile or b"")
    if encoding.kind == "cicp":
        return _of_cicp(values, *encoding.key)
    gamma, *chromaticities = encoding.key
    light = decode_power(values, 1 / gamma) if gamma else decode_srgb(values)
    return _with_primaries(light, rgb_to_xyz(tuple(chromaticities)) if chromaticities else None)


def _of_cicp(values: NDArray[Any], primaries: int, transfer: int) -> NDArray[Any]:
    light = CICP_TRANSFERS[transfer](values)
    matrix = rgb_to_xyz(CICP_PRIMARIES[primaries])
    if transfer == _HLG:
        light = system_gamma(light, matrix[1] if values.shape[-1] == 3 else matrix[1, :1] * 0 + 1)
    return _with_primaries(light, None if primaries == 1 else matrix)


def _of_profile(values: NDArray[Any], profile: IccProfile, data: bytes) -> NDArray[Any]:
    import numpy as np

    if not profile.curves:
        return _of_tables(values, data)
    channels = values.shape[-1]
    curves = profile.curves if len(profile.curves) == channels else profile.curves[:1] * channels
    light = np.stack([curve(values[..., n]) for n, curve in enumerate(curves)], axis=-1)
    return _with_primaries(light, profile.matrix)


def _of_tables(values: NDArray[Any], data: bytes) -> NDArray[Any]:
    """Convert by the tables of a profile, in float32 by Little CMS; its tables end at 0 and 1."""
    import imagecodecs
    import numpy as np

    rows = np.ascontiguousarray(values.reshape(-1, 1, 3), dtype=np.float32)
    try:
        xyz = imagecodecs.cms_transform(
            rows,
            data,
            imagecodecs.cms_profile("xyz"),
            colorspace="rgb",
            outcolorspace="xyz",
            outdtype="float32",
            intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
        )
    except (imagecodecs.CmsError, RuntimeError) as error:
        raise ValueError(f"Little CMS cannot apply the ICC profile: {error}") from error
    return np.asarray(xyz.astype(np.float64) @ linear_srgb_of_xyz().T).reshape(values.shape)


def _with_primaries(light: NDArray[Any], matrix: NDArray[Any] | None) -> NDArray[Any]:
    """Return light with the primaries of sRGB; one channel is neutral in all primaries."""
    import numpy as np

    if matrix is None or light.shape[-1] == 1:
        return light
    return np.asarray(light @ (linear_srgb_of_xyz() @ matrix).T)
