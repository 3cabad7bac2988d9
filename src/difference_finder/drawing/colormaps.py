"""The colormaps of drawn maps.

magma and viridis are the published tables of Nathaniel J. Smith, Stefan van der Walt and (viridis) Eric
Firing, rounded to 8 bits; the authors dedicated them to the public domain (CC0,
https://bids.github.io/colormap/). Both are perceptually uniform, also in print and for colour-blind readers;
"jet" is not, and is not offered.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from difference_finder.arrays.native import native
from difference_finder.errors import UnknownNameError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.drawing.scale import Scale

__all__ = ["COLORMAPS", "apply_colormap", "colormap_table"]

COLORMAPS = ("auto", "diverging", "grey", "magma", "viridis")

NOT_A_NUMBER = (128, 128, 128)
"""Grey, which no coloured table contains."""


def colormap_table(name: str, signed: bool) -> NDArray[np.uint8]:
    """Return the colours of a map, from its least value to its greatest.

    Parameters
    ----------
    name
        One of :data:`COLORMAPS`; "auto" is magma for unsigned maps and diverging for signed ones.
    signed
        Whether the map has values of both signs. An unsigned map uses the half of the diverging table that
        begins at white, so that a difference of zero is white for both.

    Returns
    -------
    array of shape (n, 3), 8-bit sRGB
        The diverging table has an odd length, so that its centre is exactly zero.

    Raises
    ------
    UnknownNameError
        If the colormap is unknown.
    """
    if name not in COLORMAPS:
        raise UnknownNameError.among("colormap", str(name), COLORMAPS)
    if name == "auto":
        name = "diverging" if signed else "magma"
    table = _table(name)
    return table[len(table) // 2 :] if name == "diverging" and not signed else table


def apply_colormap(
    plane: NDArray[np.floating], scale: Scale, table: NDArray[np.uint8], padded: bool = False
) -> NDArray[np.uint8]:
    """Return the colour of each value.

    Parameters
    ----------
    plane
        Map of shape (H, W). Values beyond the scale have its end colours; not-a-numbers are grey.
    scale
        Values of the ends of the table.
    table
        Table of :func:`colormap_table`.
    padded
        Whether pixels have a fourth byte, 255.

    Returns
    -------
    array of shape (H, W, 3) or (H, W, 4), 8-bit sRGB
        ``table[round((value - vmin) / (vmax - vmin) * (len(table) - 1))]``.
    """
    import numpy as np

    factor = (len(table) - 1) / (scale.vmax - scale.vmin)
    if native() is not None and plane.dtype in (np.float32, np.float64) and plane.dtype.isnative:
        picture = np.empty((*plane.shape, 4 if padded else 3), np.uint8)
        empty = np.array([NOT_A_NUMBER], np.uint8)
        # One thread, because another draws the next picture or computes the next pair.
        native().apply_colormap(plane, scale.vmin, factor, np.ascontiguousarray(table), empty, picture, 1)
        return picture
    picture = _colours(plane, scale, table)
    return np.pad(picture, ((0, 0), (0, 0), (0, 1)), constant_values=255) if padded else picture


def _colours(plane: NDArray[np.floating], scale: Scale, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the colour of each value by the reference implementation."""
    import numpy as np

    # float64: 255 / vmax overflows float32 where vmax is the difference of two tiny numbers.
    position = (plane.astype(np.float64) - scale.vmin) * ((len(table) - 1) / (scale.vmax - scale.vmin))
    empty = np.isnan(position)
    position[empty] = 0
    codes = np.rint(position.clip(0, len(table) - 1, out=position), out=position).astype(np.uint8)
    picture: NDArray[np.uint8] = table.take(codes, axis=0)
    picture[empty] = NOT_A_NUMBER
    return picture


@cache
def _table(name: str) -> NDArray[np.uint8]:
    import numpy as np

    if name == "grey":
        table = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    elif name == "diverging":
        table = _diverging()
    else:
        table = np.frombuffer(bytes.fromhex({"magma": _MAGMA, "viridis": _VIRIDIS}[name]), np.uint8).reshape(
            -1, 3
        )
    table.setflags(write=False)
    return table


def _diverging() -> NDArray[np.uint8]:
    """Return a table from blue over white to red, with uniform steps in Oklab (B. Ottosson, 2020)."""
    import numpy as np

    amount = np.abs(np.linspace(-1, 1, 255))
    lightness = 0.97 - 0.52 * amount
    # It rises faster than lightness falls, so that small values have a visible hue, and stays inside sRGB.
    chroma = 0.16 * np.sin(np.minimum(1.2 * amount, 1) * np.pi / 2)
    hue = np.deg2rad(np.where(np.arange(255) < 127, 260, 29))
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=1)
    cone = lab @ np.array(
        [
            [1, 1, 1],
            [0.3963377774, -0.1055613458, -0.0894841775],
            [0.2158037573, -0.0638541728, -1.2914855480],
        ]
    )
    linear = cone**3 @ np.array(
        [
            [4.0767416621, -1.2684380046, -0.0041960863],
            [-3.3077115913, 2.6097574011, -0.7034186147],
            [0.2309699292, -0.3413193965, 1.7076147010],
        ]
    )
    linear = linear.clip(0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    table: NDArray[np.uint8] = np.rint(srgb * 255).astype(np.uint8)
    return table


_MAGMA = (
    "00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e090720"
    "0a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c1044"
    "1d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f1163311165331067341069"
    "36106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b"
    "51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c81"
    "6a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e2482802582812581"
    "8326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f"
    "9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367a"
    "b73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070"
    "d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064"
    "e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695c"
    "f56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761"
    "fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571"
    "fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287"
    "fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1"
    "fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf"
)

_VIRIDIS = (
    "44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668481769"
    "48186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a"
    "472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85"
    "4240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b"
    "3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d"
    "33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e"
    "2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e"
    "26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d"
    "21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88"
    "1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad81"
    "28ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc74"
    "3fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc863"
    "5ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d"
    "84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32"
    "addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a"
    "d8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725"
)
