// Powers of vectors of float64.

#pragma once

#include <cstdint>

#include "vec.hpp"

namespace df {

using Wide = Vec<double>;
using WideBits = Vec<std::uint64_t>;

// Logarithm to base 2 of positive normal numbers. The number is 2^k m with m between sqrt(1/2) and sqrt(2), and
// log(m) = 2 atanh((m - 1) / (m + 1)); the error of the series is less than 3e-17 of log(m).
inline Wide log2_of(Wide x) {
    constexpr std::uint64_t kOne = 0x3ff0000000000000, kRoot = 0x3fe6a09e667f3bcd;  // the bits of 1 and of sqrt(1/2)
    constexpr double kTwice = 2.8853900817779268;                                   // 2 / log(2)
    constexpr double kSeries[] = {kTwice / 3,  kTwice / 5,  kTwice / 7,  kTwice / 9, kTwice / 11,
                                  kTwice / 13, kTwice / 15, kTwice / 17, kTwice / 19};
    const WideBits bits = reinterpret_cast<WideBits>(x) + (kOne - kRoot);
    // Not all instruction sets convert integers of 64 bits: these are the lowest bits of 2^52 plus the integer.
    const Wide exponent = reinterpret_cast<Wide>((bits >> 52) | std::uint64_t{0x4330000000000000}) - (0x1p52 + 1023);
    const Wide m = reinterpret_cast<Wide>((bits & std::uint64_t{0x000fffffffffffff}) + kRoot);
    const Wide s = (m - 1.0) / (m + 1.0), z = s * s;
    Wide sum = splat(kSeries[8]);
    for (int i = 7; i >= 0; --i) sum = sum * z + kSeries[i];
    return exponent + (s * kTwice + s * z * sum);
}

// 2^y, for y between -1000 and 1000. The error of the series of 2^r, with |r| <= 1/2, is less than 1e-17.
inline Wide exp2_of(Wide y) {
    constexpr double kInteger = 0x1.8p52;  // a sum with it is rounded to an integer, which is in the lowest bits
    constexpr double kSeries[] = {1.0,
                                  0.6931471805599453,
                                  0.2402265069591007,
                                  0.055504108664821576,
                                  0.009618129107628477,
                                  0.0013333558146428441,
                                  0.00015403530393381606,
                                  1.5252733804059838e-05,
                                  1.3215486790144305e-06,
                                  1.0178086009239696e-07,
                                  7.054911620801121e-09,
                                  4.44553827187081e-10,
                                  2.5678435993488196e-11,
                                  1.3691488853904124e-12};  // log(2)^i / i!
    const Wide shifted = y + kInteger, r = y - (shifted - kInteger);
    Wide sum = splat(kSeries[13]);
    for (int i = 12; i >= 0; --i) sum = sum * r + kSeries[i];
    return reinterpret_cast<Wide>(reinterpret_cast<WideBits>(sum) + (reinterpret_cast<WideBits>(shifted) << 52));
}

// x^p for x >= 0 and 0 <= p <= 3, with a relative error below 1e-14 for x between 1e-20 and 1e20. The power of numbers
// below 1e-307 is 0, and NaN stays NaN.
inline Wide power(Wide x, Wide p) {
    const Wide found = exp2_of(at_least(p * log2_of(x), splat(-1000.0)));
    return x >= 0x1p-1022 ? found : x != x ? x : Wide{};
}
inline Wide power(Wide x, double p) { return power(x, splat(p)); }

inline Wide root(Wide v) {
    Wide out;
    for (int k = 0; k < kLanes<double>; ++k) out[k] = __builtin_sqrt(v[k]);
    return out;
}

}  // namespace df
