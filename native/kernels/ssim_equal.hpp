// Windows in which two images are equal have the similarity 1, exactly as the arithmetic gives it: rows of such windows
// need not be computed.

#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/ssim.hpp"
#include "kernels/ssim_strip.hpp"
#include "sums.hpp"

namespace df {

// Before all rows of a part are compared, a few are, at multiples of one over kSamples of it. Images whose values may
// lie beyond kGreatestReach spans are computed.
inline constexpr int kSamples = 4, kGreatestReach = 4;

// Whether equal rows can be told by their bytes, and the similarity of equal windows is a number.
template <class T>
bool may_skip(const SsimWork<T>& work, const SsimSettings& settings) {
    const PlanePair& pair = work.pair;
    const Plane &a = pair.first, &b = pair.second;
    const bool integers = a.type == Type::u8 || a.type == Type::u16, near = 0 < a.sw && a.sw <= 4;
    const bool alike = a.type == b.type && a.sw == b.sw && pair.first_factor == pair.second_factor;
    const double greatest = a.type == Type::u8 ? 255 : 65535, square = pair.unit * pair.unit;
    const double reach = std::max(std::abs(greatest * pair.first_factor - pair.offset), std::abs(pair.offset));
    return integers && near && alike && !work.gradient && !pair.second_is_difference &&
           reach * pair.scale <= kGreatestReach && T(settings.c1 * square) > 0 && T(settings.c2 * square) > 0;
}

// Whether a row has the same bytes in both planes; of interleaved channels, the bytes of all.
inline bool has_equal_row(const Plane& first, const Plane& second, int y) {
    const std::ptrdiff_t size = size_of(first.type), values = (first.w - 1) * first.sw + 1;
    const auto* a = static_cast<const char*>(first.data) + y * first.sh * size;
    const auto* b = static_cast<const char*>(second.data) + y * second.sh * size;
    return !std::memcmp(a, b, values * size);
}

// Writes 1 as the similarity of all windows of a part, which begins at a multiple of 64 columns.
template <class T>
void fill_equal(const SsimWork<T>& work, const SsimSettings& settings, Part part) {
    const int columns = settings.inner(work.pair.first.w), right = std::min(part.right, columns);
    const int blocks = sum_blocks(columns);
    for (int row = part.top; row < part.bottom && right > part.left; ++row) {
        const std::size_t at = static_cast<std::size_t>(row) * columns + part.left;
        if (work.map) std::fill_n(work.map + at, right - part.left, T(1));
        if (!work.sums) continue;
        double* sums = work.sums + static_cast<std::size_t>(row / kSumRows) * blocks;
        for (int x = part.left; x < right; x += kSumBlock) {
            const double count = std::min(kSumBlock, right - x);
            double& sum = sums[x / kSumBlock];
            sum = row % kSumRows == 0 ? count : sum + count;
        }
    }
}

// Writes the similarities of a part where all second planes are equal to the first, and returns the other parts. Each
// begins at a multiple of kSumRows or at the top of the part.
template <class T>
std::vector<Part> differing_parts(const SsimWork<T>* works, int count, const SsimSettings& settings, Part part) {
    const auto all = [&](auto&& is) { return std::all_of(works, works + count, is); };
    const int margin = settings.padding == Padding::valid ? 0 : settings.half(), height = works[0].pair.first.h;
    const int bottom = std::min(part.bottom, settings.inner(height)), rows = bottom - part.top + 2 * settings.half();
    const auto differs = [&](int row) {
        const int y = margin ? mirrored(part.top + row - margin, height, settings.padding) : part.top + row;
        return !all([&](const SsimWork<T>& work) { return has_equal_row(work.pair.first, work.pair.second, y); });
    };
    if (bottom <= part.top || !all([&](const SsimWork<T>& work) { return may_skip(work, settings); })) return {part};
    int sampled = 1;
    while (sampled < kSamples && differs(static_cast<int>(std::int64_t{rows} * sampled / kSamples))) ++sampled;
    if (sampled == kSamples) return {part};
    std::vector<char> differing(rows);
    for (int row = 0; row < rows; ++row) differing[row] = differs(row);
    std::vector<Part> parts;
    for (int top = part.top, next; top < bottom; top = next) {
        next = std::min(bottom, (top / kSumRows + 1) * kSumRows);
        const auto begin = differing.begin() + (top - part.top), end = begin + (next - top) + 2 * settings.half();
        if (std::find(begin, end, 1) == end) {
            for (int k = 0; k < count; ++k) fill_equal(works[k], settings, {top, next, part.left, part.right});
        } else if (!parts.empty() && parts.back().bottom == top) {
            parts.back().bottom = next;
        } else {
            parts.push_back({top, next, part.left, part.right});
        }
    }
    return parts;
}

}  // namespace df
