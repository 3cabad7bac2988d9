"""Kernels of ssim and ms-ssim.

A program walks down a strip of BLOCK columns. It filters the signals along each row, from values that
neighbouring threads have loaded as well, and adds the results to the sums of the windows that contain the
row: each sum moves up by one place for each row, and the first place holds a whole window.
"""

from __future__ import annotations

from difference_finder.arrays.gpu._language import jit, tl

VALID, SAME, REFLECT, REPLICATE = range(4)
"""Treatments of the edges."""


@jit
def _pixel(place, length, PADDING: tl.constexpr):
    """Return the pixel of an image that stands at a place outside it."""
    if PADDING == 1:
        place = tl.where(place < 0, -1 - place, place)
        place = tl.where(place >= length, 2 * length - 1 - place, place)
    elif PADDING == 2:
        place = tl.where(place < 0, -place, place)
        place = tl.where(place >= length, 2 * length - 2 - place, place)
    elif PADDING == 3:
        place = tl.minimum(tl.maximum(place, 0), length - 1)
    return place


@jit
def _centre(image, inside, height, width, by_row, by_column, mask_row, mask_column, MASKED: tl.constexpr):
    """Return the mean of 256 pixels of a plane: without it, the squares of large values would lose digits."""
    grid = tl.arange(0, 256)
    row = ((grid // 16) * height + height // 2) // 16
    column = ((grid % 16) * width + width // 2) // 16
    values = tl.load(image + row * by_row + column * by_column).to(tl.float32)
    if MASKED:
        counts = (tl.load(inside + row * mask_row + column * mask_column) != 0).to(tl.float32)
        mean = tl.sum(values * counts) / tl.maximum(tl.sum(counts), 1.0)
    else:
        mean = tl.sum(values) / 256
    return mean


@jit
def _push(sums, value, weights, TAPS: tl.constexpr):
    """Add a row to the sums of all windows that contain it; the first sum is then complete."""
    moved = ()
    for k in tl.static_range(TAPS):
        if k == TAPS - 1:
            moved = moved + (weights[k] * value,)
        else:
            moved = moved + (sums[k + 1] + weights[k] * value,)
    return moved


@jit
def forward(
    first,
    second,
    inside,
    losses,
    places,
    slopes,
    channels,
    height,
    width,
    first_sample,
    first_channel,
    first_row,
    first_column,
    second_sample,
    second_channel,
    second_row,
    second_column,
    mask_sample,
    mask_row,
    mask_column,
    all_windows,
    c1,
    c2,
    weights,
    TAPS: tl.constexpr,
    MARGIN: tl.constexpr,
    PADDING: tl.constexpr,
    MASKED: tl.constexpr,
    STRUCTURE: tl.constexpr,
    MAP: tl.constexpr,
    SLOPES: tl.constexpr,
    ROWS: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """Sum 1 - similarity, or 1 - structure, over the windows of a block.

    ``places`` gets the map; ``slopes`` gets the derivatives by three local means.
    """
    out_height, out_width = height + 2 * MARGIN - (TAPS - 1), width + 2 * MARGIN - (TAPS - 1)
    strips, bands = tl.cdiv(out_width, BLOCK), tl.cdiv(out_height, ROWS)
    program = tl.program_id(0)
    column0 = (program % strips) * BLOCK
    row0 = (program // strips % bands) * ROWS
    plane = (program // strips // bands).to(tl.int64)
    sample, channel = plane // channels, plane % channels
    first += sample * first_sample + channel * first_channel
    second += sample * second_sample + channel * second_channel
    inside += sample * mask_sample
    centre_first = _centre(
        first, inside, height, width, first_row, first_column, mask_row, mask_column, MASKED
    )
    centre_gap = (
        _centre(second, inside, height, width, second_row, second_column, mask_row, mask_column, MASKED)
        - centre_first
    )

    columns = column0 + tl.arange(0, BLOCK)
    nothing = tl.zeros([BLOCK], tl.float32)
    means, gaps, squares, gap_squares, norms = (
        (nothing,) * TAPS,
        (nothing,) * TAPS,
        (nothing,) * TAPS,
        (nothing,) * TAPS,
        (nothing,) * TAPS,
    )
    total = nothing
    for i in range(ROWS + TAPS - 1):
        row = _pixel(row0 + i - MARGIN, height, PADDING)
        end = tl.where(row0 + i < height + 2 * MARGIN, width + 2 * MARGIN, 0)
        mean, gap, square, gap_square, norm = nothing, nothing, nothing, nothing, nothing
        for k in tl.static_range(TAPS):
            column = _pixel(columns + (k - MARGIN), width, PADDING)
            has = columns + k < end
            x = tl.load(first + row * first_row + column * first_column, mask=has, other=0).to(tl.float32)
            y = tl.load(second + row * second_row + column * second_column, mask=has, other=0).to(tl.float32)
            d = (y - x) - centre_gap
            x = x - centre_first
            y = x + d
            xx = x * x + y * y
            dd = d * d
            if MASKED:
                m = (tl.load(inside + row * mask_row + column * mask_column, mask=has, other=0) != 0).to(
                    tl.float32
                )
                x, d, xx, dd = x * m, d * m, xx * m, dd * m
                norm += weights[k] * m
            mean += weights[k] * x
            gap += weights[k] * d
            square += weights[k] * xx
            gap_square += weights[k] * dd
        means = _push(means, mean, weights, TAPS)
        gaps = _push(gaps, gap, weights, TAPS)
        squares = _push(squares, square, weights, TAPS)
        gap_squares = _push(gap_squares, gap_square, weights, TAPS)
        if MASKED:
            norms = _push(norms, norm, weights, TAPS)

        out_row = row0 + i - (TAPS - 1)
        whole = columns < tl.where((out_row >= row0) & (out_row < out_height), out_width, 0)
        mean, gap, square, gap_square = means[0], gaps[0], squares[0], gap_squares[0]
        counts = whole
        share = nothing + 1.0
        if MASKED:
            middle = TAPS // 2 - MARGIN
            at = inside + (out_row + middle) * mask_row + (columns + middle) * mask_column
            counts = whole & (tl.load(at, mask=whole, other=0) != 0)
            share = tl.where(counts, 1.0 / tl.where(counts, norms[0], 1.0), 0.0)
            mean, gap, square, gap_square = mean * share, gap * share, square * share, gap_square * share
        # Not a number stays so: a maximum would otherwise hide it.
        variances = tl.maximum(
            square - mean * mean - (mean + gap) * (mean + gap), 0.0, propagate_nan=tl.PropagateNan.ALL
        )
        variance_gap = tl.minimum(
            tl.maximum(gap_square - gap * gap, 0.0, propagate_nan=tl.PropagateNan.ALL),
            2 * variances,
            propagate_nan=tl.PropagateNan.ALL,
        )
        b2 = variances + c2
        whole_gap = gap + centre_gap
        whole_mean = mean + centre_first
        candidate = whole_mean + whole_gap
        b1 = whole_mean * whole_mean + candidate * candidate + c1
        unlike_light = whole_gap * whole_gap / b1
        unlike_structure = variance_gap / b2
        if STRUCTURE:
            loss = unlike_structure
        else:
            loss = unlike_light + unlike_structure - unlike_light * unlike_structure
        total += tl.where(counts, loss, 0.0)
        at = (plane * out_height + out_row) * out_width + columns
        if MAP:
            tl.store(places + at, tl.where(counts, 1.0 - loss, 1.0), mask=whole)
        if SLOPES:
            by_structure = nothing + 1.0
            by_mean = nothing
            if not STRUCTURE:
                by_structure = 1.0 - unlike_light
                ratio = whole_gap / b1
                by_mean = (1.0 - unlike_structure) * 2.0 * ratio * (candidate * ratio - 1.0)
            by_gap_square = -by_structure / b2
            by_square = by_structure * unlike_structure / b2
            by_mean = by_mean - 2.0 * gap * by_gap_square - 2.0 * (mean + gap) * by_square
            tl.store(slopes + at, tl.where(counts, by_mean * share, 0.0), mask=whole)
            tl.store(slopes + all_windows + at, tl.where(counts, by_gap_square * share, 0.0), mask=whole)
            tl.store(
                slopes + all_windows + all_windows + at, tl.where(counts, by_square * share, 0.0), mask=whole
            )
    tl.store(losses + program, tl.sum(total.to(tl.float64)))


@jit
def backward(
    first,
    second,
    inside,
    slopes,
    scales,
    coarse,
    result,
    channels,
    height,
    width,
    first_sample,
    first_channel,
    first_row,
    first_column,
    second_sample,
    second_channel,
    second_row,
    second_column,
    mask_sample,
    mask_row,
    mask_column,
    all_windows,
    coarse_height,
    coarse_width,
    weights,
    TAPS: tl.constexpr,
    MARGIN: tl.constexpr,
    PADDING: tl.constexpr,
    MASKED: tl.constexpr,
    COARSE: tl.constexpr,
    ROWS: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """Bring the derivatives of the windows back to the pixels, those outside the image included.

    ``coarse`` is the derivative with respect to the means of 2x2 pixels, which ms-ssim adds.
    """
    out_height, out_width = height + 2 * MARGIN - (TAPS - 1), width + 2 * MARGIN - (TAPS - 1)
    full_height, full_width = height + 2 * MARGIN, width + 2 * MARGIN
    strips, bands = tl.cdiv(full_width, BLOCK), tl.cdiv(full_height, ROWS)
    program = tl.program_id(0)
    column0 = (program % strips) * BLOCK
    row0 = (program // strips % bands) * ROWS
    plane = (program // strips // bands).to(tl.int64)
    sample, channel = plane // channels, plane % channels
    first += sample * first_sample + channel * first_channel
    second += sample * second_sample + channel * second_channel
    inside += sample * mask_sample
    centre_first = _centre(
        first, inside, height, width, first_row, first_column, mask_row, mask_column, MASKED
    )
    centre_gap = (
        _centre(second, inside, height, width, second_row, second_column, mask_row, mask_column, MASKED)
        - centre_first
    )
    scale = tl.load(scales + plane)

    columns = column0 + tl.arange(0, BLOCK)
    nothing = tl.zeros([BLOCK], tl.float32)
    by_means, by_gap_squares, by_squares = (nothing,) * TAPS, (nothing,) * TAPS, (nothing,) * TAPS
    for i in range(ROWS + TAPS - 1):
        window_row = row0 + i - (TAPS - 1)
        end = tl.where((window_row >= 0) & (window_row < out_height), out_width, 0)
        by_mean, by_gap_square, by_square = nothing, nothing, nothing
        start = slopes + (plane * out_height + window_row) * out_width
        for k in tl.static_range(TAPS):
            window = columns - k
            has = (window >= 0) & (window < end)
            by_mean += weights[k] * tl.load(start + window, mask=has, other=0.0)
            by_gap_square += weights[k] * tl.load(start + all_windows + window, mask=has, other=0.0)
            by_square += weights[k] * tl.load(start + all_windows + all_windows + window, mask=has, other=0.0)
        by_means = _push(by_means, by_mean, weights, TAPS)
        by_gap_squares = _push(by_gap_squares, by_gap_square, weights, TAPS)
        by_squares = _push(by_squares, by_square, weights, TAPS)

        out_row = row0 + i - (TAPS - 1)
        whole = columns < tl.where((out_row >= row0) & (out_row < full_height), full_width, 0)
        row = _pixel(out_row - MARGIN, height, PADDING)
        column = _pixel(columns - MARGIN, width, PADDING)
        x = tl.load(first + row * first_row + column * first_column, mask=whole, other=0).to(tl.float32)
        y = tl.load(second + row * second_row + column * second_column, mask=whole, other=0).to(tl.float32)
        d = (y - x) - centre_gap
        y = (x - centre_first) + d
        slope = (by_means[0] + 2.0 * d * by_gap_squares[0] + 2.0 * y * by_squares[0]) * scale
        if COARSE:
            # An odd side begins with half a block.
            block_row, block_column = (row + height % 2) // 2, (column + width % 2) // 2
            at = (plane * coarse_height + block_row) * coarse_width + block_column
            slope += 0.25 * tl.load(coarse + at, mask=whole, other=0.0)
        if MASKED:
            m = tl.load(inside + row * mask_row + column * mask_column, mask=whole, other=0) != 0
            slope = slope * m.to(tl.float32)
        tl.store(result + (plane * full_height + out_row) * full_width + columns, slope, mask=whole)
