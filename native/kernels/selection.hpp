// Selection of the value of a given rank without sorting (after Floyd and Rivest 1975, doi:10.1145/360680.360691): a
// sample gives two values that probably enclose the rank, one pass over all values counts those below the range and
// collects the few inside it, and the same is repeated on these. The result is exact for any sample.

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

// A range of keys that probably contains a rank, and the number of keys below it, at its ends and between them.
template <class K>
struct Range {
    K low, high;
    std::int64_t below = 0, at_low = 0, at_high = 0;
    std::vector<K> between;
};

// A value and the next larger one.
template <class K>
using Two = std::pair<K, K>;

// Copies the keys between two numbers and returns their number. The output needs room for one more vector.
template <class K>
int keep_between(const K* keys, int count, K low, K high, K* kept) {
    constexpr int kGroup = 32;
    int size = 0, i = 0;
#if defined(__AVX512F__)
    // Compilers do not vectorize this loop; written with intrinsics it is five times as fast.
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

// Counts the keys below, at and between the ends of a range, and collects those between. NaN is ignored.
template <class K>
void sift(const K* keys, int count, Range<K>& range) {
    using Count =
        std::conditional_t<sizeof(K) == 4, std::int32_t, std::int64_t>;  // as wide as a key, for vectorization
    constexpr int kMost = 1024;
    const K low = range.low, high = range.high;
    K kept[kMost + 32];
    for (int x = 0; x < count; x += kMost) {
        const int end = std::min(count, x + kMost);
        Count below = 0, at_low = 0, at_high = 0;
        for (int i = x; i < end; ++i) {
            below += keys[i] < low;
            at_low += keys[i] == low;
            at_high += keys[i] == high;
        }
        range.below += below, range.at_low += at_low, range.at_high += at_high;
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

// Estimates a range around a quantile: the quantiles of the sample at `margin` to either side.
template <class K>
Range<K> estimate(const std::vector<K>& sample, double quantile, double margin) {
    constexpr K kInfinity = std::numeric_limits<K>::infinity();
    const auto size = static_cast<std::int64_t>(sample.size());
    const auto pick = [&](double at) {
        return two_of_rank(sample.data(), size, std::clamp<std::int64_t>(std::llround(at * size), 0, size - 1)).first;
    };
    Range<K> range{-kInfinity, kInfinity, 0, 0, 0, {}};
    if (margin < 1 && quantile - margin > 0) range.low = pick(quantile - margin);
    if (margin < 1 && quantile + margin < 1) range.high = pick(quantile + margin);
    return range;
}

// The value of a rank and the next larger one (the same if there is none), provided that the range contains both.
template <class K>
std::optional<Two<K>> resolve(const Range<K>& range, std::int64_t rank, std::int64_t count) {
    const auto between = static_cast<std::int64_t>(range.between.size());
    const std::int64_t first = rank - range.below - range.at_low, next = rank + 1 < count ? first + 1 : first;
    // If both ends are the same number, it was counted at the low end.
    const std::int64_t at_high = range.low < range.high ? range.at_high : 0;
    if (first < -range.at_low || next >= between + at_high) return std::nullopt;
    const auto end = [&](std::int64_t place) { return place < 0 ? range.low : range.high; };
    const auto within = [&](std::int64_t place) { return place >= 0 && place < between; };
    if (!within(first) && !within(next)) return Two<K>{end(first), end(next)};
    const std::int64_t place = within(first) ? first : next;
    // If the range hardly reduced the number of keys, sampling again would not help.
    const Two<K> two =
        between > count / 2 ? sorted_to_rank(range.between, place) : two_of_rank(range.between.data(), between, place);
    if (!within(first)) return Two<K>{end(first), two.first};
    return Two<K>{two.first, within(next) ? (next == first ? two.first : two.second) : end(next)};
}

// Calls collect(range) with ranges around the rank until one contains it. A quantile of a sample has a standard error
// of at most 0.5 / sqrt(size); the first range extends four standard errors to either side, and each further one four
// times as far.
template <class K, class F>
Two<K> search(const std::vector<K>& sample, std::int64_t count, std::int64_t rank, F&& collect) {
    constexpr int kLeastSample = 256;
    const auto size = static_cast<double>(sample.size());
    const double quantile = static_cast<double>(rank) / static_cast<double>(count);
    for (double margin = size < kLeastSample ? 1 : 2 / std::sqrt(size);; margin *= 4) {
        Range<K> range = estimate(sample, quantile, margin);
        collect(range);
        if (const auto found = resolve(range, rank, count)) return *found;
        if (margin >= 1) return {std::numeric_limits<K>::quiet_NaN(), std::numeric_limits<K>::quiet_NaN()};
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
