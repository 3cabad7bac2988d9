// Exact sums of sizes of differences of bytes.

#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/errors.hpp"
#include "vec.hpp"

#if defined(__SSE4_2__)
#include <immintrin.h>
#endif

namespace df {

inline Vec<std::uint16_t> widened(const std::uint8_t* from) {
    using Bytes [[gnu::vector_size(kVectorBytes / 2)]] = std::uint8_t;
    Bytes bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    return __builtin_convertvector(bytes, Vec<std::uint16_t>);
}

#if defined(__SSE4_2__)
using Integers = Vec<long long>;

inline Integers add_products_of_pairs(Integers sums, Integers a) {
#if defined(__AVX512F__)
    return (Integers)_mm512_add_epi32((__m512i)sums, _mm512_madd_epi16((__m512i)a, (__m512i)a));
#elif defined(__AVX2__)
    return (Integers)_mm256_add_epi32((__m256i)sums, _mm256_madd_epi16((__m256i)a, (__m256i)a));
#else
    return (Integers)_mm_add_epi32((__m128i)sums, _mm_madd_epi16((__m128i)a, (__m128i)a));
#endif
}

inline Integers sums_of_gaps(Integers a, Integers b) {
#if defined(__AVX512F__)
    return (Integers)_mm512_sad_epu8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (Integers)_mm256_sad_epu8((__m256i)a, (__m256i)b);
#else
    return (Integers)_mm_sad_epu8((__m128i)a, (__m128i)b);
#endif
}

// The same for whole vectors of one channel, by instructions that add neighbours. Returns how many bytes were added.
template <Size size>
int add_neighbours(const std::uint8_t* first, const std::uint8_t* second, int count, std::uint64_t* sum) {
    constexpr int kStep = size == Size::squared ? kVectorBytes / 2 : kVectorBytes, kMost = 8192;
    int i = 0;
    while (i + kStep <= count) {
        Integers sums{};
        for (const int end = i + std::min(kMost, (count - i) / kStep) * kStep; i < end; i += kStep) {
            if constexpr (size == Size::squared)
                sums = add_products_of_pairs(sums, (Integers)(widened(second + i) - widened(first + i)));
            else sums += sums_of_gaps((Integers)load(first + i), (Integers)load(second + i));
        }
        std::conditional_t<size == Size::squared, std::uint32_t, std::uint64_t> each[sizeof sums / 4];
        std::memcpy(each, &sums, sizeof sums);
        for (std::size_t k = 0; k < sizeof sums / sizeof each[0]; ++k) *sum += each[k];
    }
    return i;
}
#endif

// Adds the sizes of the differences of a row of C interleaved channels to their sums. Lanes of 16 bits hold 256 bytes,
// so squares are added as two bytes.
template <Size size, int C>
void add_bytes(const std::uint8_t* first, const std::uint8_t* second, int count, std::uint64_t* sums) {
    using Lanes = Vec<std::uint16_t>;
    constexpr int kWidth = kLanes<std::uint16_t>, kGroup = kWidth * C, kMost = 256;
    int i = 0;
#if defined(__SSE4_2__)
    if constexpr (C == 1) i = add_neighbours<size>(first, second, count, sums);
#endif
    while (i + kGroup <= count) {
        Lanes low[C] = {}, high[C] = {};
        for (const int end = i + std::min(kMost, (count - i) / kGroup) * kGroup; i < end; i += kGroup)
#pragma GCC unroll 4
            for (int k = 0; k < C; ++k) {
                const Lanes a = widened(first + i + k * kWidth), b = widened(second + i + k * kWidth);
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
