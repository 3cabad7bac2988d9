"""Kernels of errors of single values."""

from __future__ import annotations

from difference_finder.arrays.gpu._language import jit, tl


@jit
def errors(
    first,
    second,
    inside,
    counts,
    sums,
    result,
    lines,
    length,
    middle,
    share,
    first_sample,
    first_outer,
    first_middle,
    first_inner,
    second_sample,
    second_outer,
    second_middle,
    second_inner,
    mask_sample,
    mask_outer,
    mask_middle,
    mask_inner,
    result_sample,
    result_outer,
    result_middle,
    result_inner,
    SQUARED: tl.constexpr,
    MASKED: tl.constexpr,
    MAP: tl.constexpr,
    SLOPE: tl.constexpr,
    FILLED: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """Sum the errors of a part of a line in float64; write the errors or their derivatives.

    A line has ``length`` values; a sample has ``lines`` of them, in groups of ``middle``.
    """
    parts = tl.cdiv(length, BLOCK)
    program = tl.program_id(0)
    line = program // parts % lines
    sample = (program // parts // lines).to(tl.int64)
    outer, across = (line // middle).to(tl.int64), (line % middle).to(tl.int64)
    first += sample * first_sample + outer * first_outer + across * first_middle
    second += sample * second_sample + outer * second_outer + across * second_middle
    place = ((program % parts) * BLOCK + tl.arange(0, BLOCK)).to(tl.int64)
    here = place < length
    x = tl.load(first + place * first_inner, mask=here, other=0).to(tl.float32)
    y = tl.load(second + place * second_inner, mask=here, other=0).to(tl.float32)
    gap = y - x
    size = tl.abs(gap)
    if SQUARED:
        size = gap * gap
    counted = size
    if MASKED:
        inside += sample * mask_sample + outer * mask_outer + across * mask_middle
        m = tl.load(inside + place * mask_inner, mask=here, other=0) != 0
        counted = size * m.to(tl.float32)
        share = share / tl.load(counts + sample).to(tl.float32)
    result += sample * result_sample + outer * result_outer + across * result_middle + place * result_inner
    if MAP:
        if MASKED and FILLED:
            size = tl.where(m, size, 0.0)
        tl.store(result, size, mask=here)
    if SLOPE:
        # Not a number stays so.
        slope = gap
        if not SQUARED:
            slope = tl.where(gap > 0, 1.0, tl.where(gap < 0, -1.0, gap))
        slope = slope * share
        if MASKED:
            slope = slope * m.to(tl.float32)
        tl.store(result, slope, mask=here)
    runs = tl.sum(tl.reshape(counted, [BLOCK // 8, 8]), axis=1)
    tl.store(sums + program, tl.sum(runs.to(tl.float64)))
