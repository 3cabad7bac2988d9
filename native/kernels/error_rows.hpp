// Sizes of the differences of one row of floats: their sums, their derivatives and the limits of the values.

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "kernels/errors.hpp"
#include "vec.hpp"

namespace df {

inline constexpr int kErrorLanes = 16;  // of a channel

template <class T>
struct Limits {
    T least[2], greatest[2];

    Limits() {
        for (int i = 0; i < 2; ++i)
            least[i] = std::numeric_limits<T>::infinity(), greatest[i] = -std::numeric_limits<T>::infinity();
    }
};

template <class T>
inline Vec<T> magnitude(Vec<T> v) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
    return (Vec<T>)((Vec<Bits>)v & splat<Bits>(std::numeric_limits<Bits>::max()));
}

// The limits of whole vectors; comparisons leave out what is not a number.
template <class T>
struct LimitVectors {
    Vec<T> least[2], greatest[2];

    explicit LimitVectors(const Limits<T>& from) {
        for (int i = 0; i < 2; ++i) least[i] = splat(from.least[i]), greatest[i] = splat(from.greatest[i]);
    }

    void include(int image, Vec<T> v) {
        least[image] = v < least[image] ? v : least[image];
        greatest[image] = v > greatest[image] ? v : greatest[image];
    }

    void into(Limits<T>& to) const {
        for (int i = 0; i < 2; ++i)
            for (int k = 0; k < kLanes<T>; ++k) {
                to.least[i] = std::min(to.least[i], least[i][k]);
                to.greatest[i] = std::max(to.greatest[i], greatest[i][k]);
            }
    }
};

// Adds sizes of differences in float64.
template <Size size, class T>
inline void add_sizes(Vec<T> gap, Vec<double>* lanes) {
    if constexpr (sizeof(T) == sizeof(double)) {
        *lanes += size == Size::squared ? gap * gap : magnitude<double>(gap);
    } else {
        using Half [[gnu::vector_size(kVectorBytes / 2)]] = float;
        Half halves[2];
        std::memcpy(halves, &gap, sizeof gap);
        for (int i = 0; i < 2; ++i) add_sizes<size, double>(__builtin_convertvector(halves[i], Vec<double>), lanes + i);
    }
}

// Adds the sizes of the differences of `count` values of C interleaved channels to the sums of the channels. Lane k of
// a channel takes its pixels k, k + 16, ..., so that the sums are the same for all layouts. Writes the slopes unless it
// is nullptr, and extends the limits unless they are. Stores past the caches take longer, also where these are too
// small.
template <class T, int C, Size size, bool with_slopes, bool with_limits>
void add_errors(const T* first, const T* second, int count, T factor, double* sums, T* slopes, Limits<T>* limits) {
    constexpr int kValues = kErrorLanes * C, kVectors = kValues / kLanes<T>;
    constexpr int kWide = static_cast<int>(sizeof(double) / sizeof(T));
    using V = Vec<T>;
    Vec<double> lanes[kVectors * kWide] = {};
    LimitVectors<T> found(with_limits ? *limits : Limits<T>());
    const V up = splat(factor), none = V{};
    int i = 0;
    for (; i + kValues <= count; i += kValues) {
#pragma GCC unroll 32
        for (int k = 0; k < kVectors; ++k) {
            const int at = i + k * kLanes<T>;
            const V a = load(first + at), b = load(second + at), gap = b - a;
            add_sizes<size, T>(gap, lanes + k * kWide);
            if constexpr (with_limits) found.include(0, a), found.include(1, b);
            if constexpr (with_slopes) {
                const V slope = size == Size::squared ? gap * up : (gap > 0 ? up : none) - (gap < 0 ? up : none);
                store(slopes + at, slope);
            }
        }
    }
    double each[kValues];
    std::memcpy(each, lanes, sizeof each);
    for (int k = 0; i + k < count; ++k) {
        const T a = first[i + k], b = second[i + k], gap = b - a;
        const double wide = gap;
        each[k] += size == Size::squared ? wide * wide : wide < 0 ? -wide : wide;
        if constexpr (with_limits) {
            limits->least[0] = std::min(limits->least[0], a), limits->greatest[0] = std::max(limits->greatest[0], a);
            limits->least[1] = std::min(limits->least[1], b), limits->greatest[1] = std::max(limits->greatest[1], b);
        }
        if constexpr (with_slopes)
            slopes[i + k] = size == Size::squared ? gap * factor : gap > 0 ? factor : gap < 0 ? -factor : T(0);
    }
    if constexpr (with_limits) found.into(*limits);
    for (int k = 0; k < kValues; ++k) sums[k % C] += each[k];
}

}  // namespace df
