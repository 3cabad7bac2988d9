// Exact sums of sizes of differences of bytes.

#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

inline constexpr int kMostInterleaved = 4, kByteRows = 32;

// Whether a row holds all channels interleaved and without gaps.
inline bool is_flat(const Image& image) {
    return image.c <= kMostInterleaved && image.sw == image.c && (image.c == 1 || image.sc == 1);
}

// Whether both images hold bytes of the same scale, whose differences are summed exactly in integers.
inline bool is_bytes(const Image& reference, const Image& candidate, const Scale& scale) {
    return reference.type == Type::u8 && candidate.type == Type::u8 && scale.first == scale.second &&
           is_flat(reference) && is_flat(candidate);
}

// Adds a size of the differences of a row of C interleaved channels to their sums.
template <class Size, int C>
void add_bytes(const std::uint8_t* reference, const std::uint8_t* candidate, int count, std::uint64_t* sums) {
    constexpr int kLanes = 16 * C, kMost = 1 << 14;  // 32 bits hold 2^14 times 255^2
    for (int start = 0; start < count; start += kMost * kLanes) {
        const int end = count - start > kMost * kLanes ? start + kMost * kLanes : count;
        std::uint32_t lanes[kLanes] = {};
        int i = start;
        const auto one = [&](int k) {
            const int gap = int(candidate[i + k]) - int(reference[i + k]);
            lanes[k] += static_cast<std::uint32_t>(Size()(gap));
        };
        for (; i + kLanes <= end; i += kLanes)
            for (int k = 0; k < kLanes; ++k) one(k);
        for (int k = 0; i + k < end; ++k) one(k);
        for (int k = 0; k < kLanes; ++k) sums[k % C] += lanes[k];
    }
}

template <class Size>
void add_byte_row(const Image& reference, const Image& candidate, int n, int y, std::uint64_t* sums) {
    const auto* first = static_cast<const std::uint8_t*>(reference.data) + n * reference.sn + y * reference.sh;
    const auto* second = static_cast<const std::uint8_t*>(candidate.data) + n * candidate.sn + y * candidate.sh;
    const int count = reference.w * reference.c;
    switch (reference.c) {
        case 1:
            return add_bytes<Size, 1>(first, second, count, sums);
        case 2:
            return add_bytes<Size, 2>(first, second, count, sums);
        case 3:
            return add_bytes<Size, 3>(first, second, count, sums);
        default:
            return add_bytes<Size, 4>(first, second, count, sums);
    }
}

// Returns the sums of a size of the differences, at most 255^2, over `divisor` for each plane.
template <class Size>
std::vector<double> sums_of_bytes(const Image& reference, const Image& candidate, double divisor, Team& team) {
    const int h = reference.h, c = reference.c, bands = (h + kByteRows - 1) / kByteRows;
    std::vector<std::uint64_t> parts(static_cast<std::size_t>(reference.n) * bands * c);
    team.run(reference.n * bands, [&](int task, int) {
        const int from = task % bands * kByteRows, to = std::min(h, from + kByteRows);
        for (int y = from; y < to; ++y)
            add_byte_row<Size>(reference, candidate, task / bands, y,
                               parts.data() + static_cast<std::size_t>(task) * c);
    });
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(reference.n) * c);
    for (std::size_t i = 0; i < parts.size(); ++i)
        sums[i / (static_cast<std::size_t>(bands) * c) * c + i % c] += parts[i];
    std::vector<double> errors;
    for (const std::uint64_t sum : sums) errors.push_back(static_cast<double>(sum) / divisor);
    return errors;
}

}  // namespace df
