"""Kernels of means of 2x2 pixels."""

from __future__ import annotations

from difference_finder.arrays.gpu._language import jit, tl


@jit
def halve(
    image,
    inside,
    result,
    channels,
    height,
    width,
    out_height,
    out_width,
    before_row,
    before_column,
    by_sample,
    by_channel,
    by_row,
    by_column,
    mask_sample,
    mask_row,
    mask_column,
    MASKED: tl.constexpr,
    OUTSIDE_COUNTS: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """Average blocks of 2x2 pixels over those that count; pixels outside the image are zero."""
    parts = tl.cdiv(out_height * out_width, BLOCK)
    program = tl.program_id(0)
    plane = (program // parts).to(tl.int64)
    place = (program % parts) * BLOCK + tl.arange(0, BLOCK)
    here = place < out_height * out_width
    image += (plane // channels) * by_sample + (plane % channels) * by_channel
    inside += (plane // channels) * mask_sample
    total = tl.zeros([BLOCK], tl.float32)
    count = tl.zeros([BLOCK], tl.float32)
    for k in tl.static_range(4):
        row = 2 * (place // out_width) - before_row + k // 2
        column = 2 * (place % out_width) - before_column + k % 2
        exists = here & (row >= 0) & (row < height) & (column >= 0) & (column < width)
        value = tl.load(image + row * by_row + column * by_column, mask=exists, other=0).to(tl.float32)
        if MASKED:
            m = (tl.load(inside + row * mask_row + column * mask_column, mask=exists, other=0) != 0).to(
                tl.float32
            )
            value = value * m
            if OUTSIDE_COUNTS:
                m = tl.where(exists, m, 1.0)
            count += m
        total += value
    if MASKED:
        mean = total / tl.maximum(count, 1.0)
    else:
        mean = 0.25 * total
    tl.store(result + plane * out_height * out_width + place, mean, mask=here)
