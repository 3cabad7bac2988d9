// Exact sums of sizes of differences of bytes.

#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/errors.hpp"
#include "vec.hpp"

namespace df {

// Adds the sizes of the differences of a row of C interleaved channels to their sums. Lanes of 16 bits hold 256 bytes,
// so squares are added as two bytes.
template <Size size, int C>
void add_bytes(const std::uint8_t* first, const std::uint8_t* second, int count, std::uint64_t* sums) {
    using Lanes = Vec<std::uint16_t>;
    using Bytes [[gnu::vector_size(kVectorBytes / 2)]] = std::uint8_t;
    constexpr int kWidth = kLanes<std::uint16_t>, kGroup = kWidth * C, kMost = 256;
    const auto wide = [](const std::uint8_t* from) {
        Bytes bytes;
        std::memcpy(&bytes, from, sizeof bytes);
        return __builtin_convertvector(bytes, Lanes);
    };
    int i = 0;
    while (i + kGroup <= count) {
        Lanes low[C] = {}, high[C] = {};
        for (const int end = i + std::min(kMost, (count - i) / kGroup) * kGroup; i < end; i += kGroup)
#pragma GCC unroll 4
            for (int k = 0; k < C; ++k) {
                const Lanes a = wide(first + i + k * kWidth), b = wide(second + i + k * kWidth);
                if constexpr (size == Size::squared) {
                    const Lanes gap = b - a, square = gap * gap;  // modulo 2^16, which squares do not reach
                    low[k] += square & 0xff, high[k] += square >> 8;
                } else {
                    low[k] += a > b ? a - b : b - a;
                }
            }
        for (int k = 0; k < C; ++k)
            for (int lane = 0; lane < kWidth; ++lane)
                sums[(k * kWidth + lane) % C] += low[k][lane] + 256u * high[k][lane];
    }
    for (int at = 0; i < count; ++i, ++at) {
        const int gap = int(second[i]) - int(first[i]);
        sums[at % C] += static_cast<std::uint64_t>(size == Size::squared ? gap * gap : gap < 0 ? -gap : gap);
    }
}

}  // namespace df
