"""Kernels of gmsd, which compare the gradient magnitudes of images of half the size."""

from __future__ import annotations

from difference_finder.arrays.gpu._language import jit, tl


@jit
def _derivatives(image, row, column, height, width, here):
    """Return both derivatives by Prewitt's filter, with zeros outside."""
    down = tl.zeros(row.shape, tl.float32)
    right = tl.zeros(row.shape, tl.float32)
    for k in tl.static_range(9):
        i, j = k // 3 - 1, k % 3 - 1
        y, x = row + i, column + j
        exists = here & (y >= 0) & (y < height) & (x >= 0) & (x < width)
        value = tl.load(image + y * width + x, mask=exists, other=0.0)
        down += i * value
        right += j * value
    return down / 3.0, right / 3.0


@jit
def compare(
    first,
    second,
    valid,
    moments,
    places,
    slopes,
    channels,
    height,
    width,
    all_places,
    scale,
    constant,
    MASKED: tl.constexpr,
    MAP: tl.constexpr,
    SLOPES: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """Write the number, the mean and the sum of squared deviations of 1 - GMS of a block.

    ``places`` gets the map; ``slopes`` gets 1 - GMS, and its derivatives by both derivatives of the second
    image. The fourth number is the sum of deviations that rounding of the mean has left.
    """
    parts = tl.cdiv(height * width, BLOCK)
    program = tl.program_id(0)
    plane = (program // parts).to(tl.int64)
    place = (program % parts) * BLOCK + tl.arange(0, BLOCK)
    here = place < height * width
    row, column = place // width, place % width
    start = plane * height * width
    down, right = _derivatives(first + start, row, column, height, width, here)
    down, right = down * scale, right * scale
    other = tl.sqrt(down * down + right * right)
    down, right = _derivatives(second + start, row, column, height, width, here)
    down, right = down * scale, right * scale
    magnitude = tl.sqrt(down * down + right * right)
    gap = magnitude - other
    total = magnitude * magnitude + other * other + constant
    loss = gap * gap / total
    counts = here
    if MASKED:
        counts = here & (
            tl.load(valid + (plane // channels) * height * width + place, mask=here, other=0) != 0
        )
    loss = tl.where(counts, loss, 0.0)
    if MAP:
        tl.store(places + start + place, 1.0 - loss, mask=here)
    if SLOPES:
        by_magnitude = 2.0 * gap / total * (1.0 - gap * magnitude / total)
        along = tl.where(magnitude == 0, 0.0, by_magnitude / tl.where(magnitude == 0, 1.0, magnitude))
        along = tl.where(counts, along, 0.0)
        tl.store(slopes + start + place, loss, mask=here)
        tl.store(slopes + all_places + start + place, along * down, mask=here)
        tl.store(slopes + all_places + all_places + start + place, along * right, mask=here)
    number = tl.sum(counts.to(tl.float32)).to(tl.float64)
    mean = tl.sum(loss.to(tl.float64)) / tl.maximum(number, 1.0)
    deviation = tl.where(counts, loss - mean.to(tl.float32), 0.0)
    programs = tl.num_programs(0)
    tl.store(moments + program, number)
    tl.store(moments + programs + program, mean.to(tl.float32).to(tl.float64))
    tl.store(moments + 2 * programs + program, tl.sum((deviation * deviation).to(tl.float64)))
    tl.store(moments + 3 * programs + program, tl.sum(deviation.to(tl.float64)))


@jit
def back_to_pixels(
    slopes,
    centres,
    scales,
    inside,
    result,
    channels,
    height,
    width,
    full_height,
    full_width,
    all_places,
    mask_sample,
    mask_row,
    mask_column,
    MASKED: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """Bring the derivatives of the places back to the pixels of the second image."""
    parts = tl.cdiv(height * width, BLOCK)
    program = tl.program_id(0)
    plane = (program // parts).to(tl.int64)
    place = (program % parts) * BLOCK + tl.arange(0, BLOCK)
    here = place < height * width
    row, column = place // width, place % width
    slopes += plane * height * width
    centre = tl.load(centres + plane)
    slope = tl.zeros([BLOCK], tl.float32)
    for k in tl.static_range(9):
        i, j = k // 3 - 1, k % 3 - 1
        y, x = row + i, column + j
        exists = here & (y >= 0) & (y < height) & (x >= 0) & (x < width)
        at = slopes + y * width + x
        weight = tl.load(at, mask=exists, other=0.0) - centre
        down = tl.load(at + all_places, mask=exists, other=0.0)
        right = tl.load(at + all_places + all_places, mask=exists, other=0.0)
        slope -= weight * (i * down + j * right)
    slope = slope * (tl.load(scales + plane) / 3.0)
    result += plane * full_height * full_width
    inside += (plane // channels) * mask_sample
    count = tl.zeros([BLOCK], tl.float32)
    if MASKED:
        for k in tl.static_range(4):
            y, x = 2 * row + k // 2, 2 * column + k % 2
            exists = here & (y < full_height) & (x < full_width)
            m = tl.load(inside + y * mask_row + x * mask_column, mask=exists, other=1) != 0
            count += m.to(tl.float32)
        slope = slope / tl.maximum(count, 1.0)
    else:
        slope = slope * 0.25
    for k in tl.static_range(4):
        y, x = 2 * row + k // 2, 2 * column + k % 2
        exists = here & (y < full_height) & (x < full_width)
        value = slope
        if MASKED:
            m = tl.load(inside + y * mask_row + x * mask_column, mask=exists, other=0) != 0
            value = slope * m.to(tl.float32)
        tl.store(result + y * full_width + x, value, mask=exists)
