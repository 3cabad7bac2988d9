// The value of a rank among many, without sorting: a sample tells between which two values the rank lies, one pass counts
// what is under the lower one and keeps the few between them, and among these the rank is found in the same way (after
// Floyd and Rivest 1975, doi:10.1145/360680.360691). The answer is exact whatever the sample says.

#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace df {

// A range of keys in which a rank is thought to lie, with what was found there.
template <class K>
struct Range {
    K low, high;
    std::int64_t under = 0, at_low = 0, at_high = 0;
    std::vector<K> between;
};

// A value and the next one in order.
template <class K>
using Two = std::pair<K, K>;

// Puts the keys between two numbers one after another, and returns how many they are. There is room for one vector more.
template <class K>
int keep_between(const K* keys, int count, K low, K high, K* kept) {
    constexpr int kGroup = 32;
    int size = 0, i = 0;
#if defined(__AVX512F__)
    // Compilers make no vectors of this loop; with them it is five times faster.
    if constexpr (std::is_same_v<K, float>) {
        for (; i + 16 <= count; i += 16) {
            const __m512 v = _mm512_loadu_ps(keys + i);
            const __mmask16 inside = _mm512_cmp_ps_mask(v, _mm512_set1_ps(low), _CMP_GT_OQ) &
                                     _mm512_cmp_ps_mask(v, _mm512_set1_ps(high), _CMP_LT_OQ);
            _mm512_storeu_ps(kept + size, _mm512_maskz_compress_ps(inside, v));
            size += __builtin_popcount(inside);
        }
    } else {
        for (; i + 8 <= count; i += 8) {
            const __m512d v = _mm512_loadu_pd(keys + i);
            const __mmask8 inside = _mm512_cmp_pd_mask(v, _mm512_set1_pd(low), _CMP_GT_OQ) &
                                    _mm512_cmp_pd_mask(v, _mm512_set1_pd(high), _CMP_LT_OQ);
            _mm512_storeu_pd(kept + size, _mm512_maskz_compress_pd(inside, v));
            size += __builtin_popcount(inside);
        }
    }
#endif
    for (; i < count; i += kGroup) {
        const int group = std::min(kGroup, count - i);
        int any = group < kGroup;
        if (group == kGroup)
            for (int k = 0; k < kGroup; ++k) any |= (keys[i + k] > low) & (keys[i + k] < high);
        if (!any) continue;
        for (int k = 0; k < group; ++k) {
            kept[size] = keys[i + k];
            size += (keys[i + k] > low) & (keys[i + k] < high);
        }
    }
    return size;
}

// Counts the keys under, at and between the ends of a range, and keeps those between; not-a-number is left out.
template <class K>
void sift(const K* keys, int count, Range<K>& range) {
    using Count = std::conditional_t<sizeof(K) == 4, std::int32_t, std::int64_t>;  // as wide as a key, for vectors
    constexpr int kMost = 1024;
    const K low = range.low, high = range.high;
    K kept[kMost + 32];
    for (int x = 0; x < count; x += kMost) {
        const int end = std::min(count, x + kMost);
        Count under = 0, at_low = 0, at_high = 0;
        for (int i = x; i < end; ++i) {
            under += keys[i] < low;
            at_low += keys[i] == low;
            at_high += keys[i] == high;
        }
        range.under += under, range.at_low += at_low, range.at_high += at_high;
        const int size = keep_between(keys + x, end - x, low, high, kept);
        range.between.insert(range.between.end(), kept, kept + size);
    }
}

template <class K>
Two<K> two_of_rank(const K* keys, std::int64_t count, std::int64_t rank);

template <class K>
Two<K> sorted_to_rank(std::vector<K> keys, std::int64_t rank) {
    std::nth_element(keys.begin(), keys.begin() + rank, keys.end());
    const bool last = rank + 1 >= static_cast<std::int64_t>(keys.size());
    return {keys[rank], last ? keys[rank] : *std::min_element(keys.begin() + rank + 1, keys.end())};
}

// The ends between which the rank of a share is thought to lie: ``room`` shares of the sample to either side.
template <class K>
Range<K> guess(const std::vector<K>& sample, double share, double room) {
    constexpr K kEndless = std::numeric_limits<K>::infinity();
    const auto size = static_cast<std::int64_t>(sample.size());
    const auto pick = [&](double part) {
        return two_of_rank(sample.data(), size, std::clamp<std::int64_t>(std::llround(part * size), 0, size - 1)).first;
    };
    Range<K> range{-kEndless, kEndless, 0, 0, 0, {}};
    if (room < 1 && share - room > 0) range.low = pick(share - room);
    if (room < 1 && share + room < 1) range.high = pick(share + room);
    return range;
}

// The value of a rank and the next one (the same where there is none), if the range holds them.
template <class K>
std::optional<Two<K>> resolve(const Range<K>& range, std::int64_t rank, std::int64_t count) {
    const auto between = static_cast<std::int64_t>(range.between.size());
    const std::int64_t first = rank - range.under - range.at_low, next = rank + 1 < count ? first + 1 : first;
    // Where the ends are one number, it was counted at the low one.
    const std::int64_t at_high = range.low < range.high ? range.at_high : 0;
    if (first < -range.at_low || next >= between + at_high) return std::nullopt;
    const auto end = [&](std::int64_t place) { return place < 0 ? range.low : range.high; };
    const auto within = [&](std::int64_t place) { return place >= 0 && place < between; };
    if (!within(first) && !within(next)) return Two<K>{end(first), end(next)};
    const std::int64_t place = within(first) ? first : next;
    // What hardly shrank is not searched in the same way again.
    const Two<K> two = between > count / 2 ? sorted_to_rank(range.between, place)
                                           : two_of_rank(range.between.data(), between, place);
    if (!within(first)) return Two<K>{end(first), two.first};
    return Two<K>{two.first, within(next) ? (next == first ? two.first : two.second) : end(next)};
}

// The share of a sample under a value is that of all to about 0.5 / sqrt(size). Four of these on either side hold the
// rank; where they do not, look(range) is asked about a wider range.
template <class K, class F>
Two<K> search(const std::vector<K>& sample, std::int64_t count, std::int64_t rank, F&& look) {
    constexpr int kLeastSample = 256;
    const auto size = static_cast<double>(sample.size());
    const double share = static_cast<double>(rank) / static_cast<double>(count);
    for (double room = size < kLeastSample ? 1 : 2 / std::sqrt(size);; room *= 4) {
        Range<K> range = guess(sample, share, room);
        look(range);
        if (const auto found = resolve(range, rank, count)) return *found;
        if (room >= 1) return {std::numeric_limits<K>::quiet_NaN(), std::numeric_limits<K>::quiet_NaN()};
    }
}

template <class K>
Two<K> two_of_rank(const K* keys, std::int64_t count, std::int64_t rank) {
    constexpr int kFew = 2048, kSample = 512;
    if (count > kFew) {
        std::vector<K> some;
        some.reserve(kSample);
        for (std::int64_t i = 0; i < kSample; ++i) some.push_back(keys[i * count / kSample]);
        return search(some, count, rank, [&](Range<K>& range) {
            constexpr std::int64_t kPart = 1 << 20;
            for (std::int64_t i = 0; i < count; i += kPart)
                sift(keys + i, static_cast<int>(std::min(kPart, count - i)), range);
        });
    }
    return sorted_to_rank(std::vector<K>(keys, keys + count), rank);
}

}  // namespace df
