// The comparison of Haar coefficients of two images, in vectors.

#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "vec.hpp"

namespace df {

template <class T>
inline Vec<T> without_sign(Vec<T> v) {
    return v < 0 ? -v : v;
}

// exp(x), and exp(x) - 1 with all digits of the result where x is small, for x between -80 and 80.
template <class T>
inline void exponentials(Vec<T> x, Vec<T>& exponential, Vec<T>& less) {
    using Bits = Vec<std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
    constexpr int kDigits = sizeof(T) == 4 ? 23 : 52, kTerms = sizeof(T) == 4 ? 7 : 13;
    // A sum with 1.5 times 2^kDigits is rounded to an integer, which is in the lowest bits.
    constexpr T kPerLog = T(1.4426950408889634), kInteger = sizeof(T) == 4 ? T(0x1.8p23) : T(0x1.8p52);
    const Vec<T> shifted = x * kPerLog + kInteger, r = x - (shifted - kInteger) * T(0.6931471805599453);
    constexpr double kInverse[] = {
        1,         1,          1. / 2,      1. / 6,       1. / 24,       1. / 120,       1. / 720,
        1. / 5040, 1. / 40320, 1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800};
    Vec<T> sum = splat(T(kInverse[kTerms]));
    for (int i = kTerms - 1; i >= 1; --i) sum = sum * r + T(kInverse[i]);
    const Vec<T> scale = (Vec<T>)(((Bits)shifted << kDigits) + (Bits)splat(T(1)));
    const Vec<T> rest = sum * r;
    exponential = scale + scale * rest;
    less = (scale - T(1)) + scale * rest;
}

// One minus the similarity of two coefficients, and its derivative with respect to the second.
template <class T>
struct Compared {
    Vec<T> loss, slope;

    Compared(Vec<T> a, Vec<T> b, T constant) {
        const Vec<T> size = without_sign<T>(b), gap = size - without_sign<T>(a);
        const Vec<T> part = gap / (a * a + b * b + constant), steep = T(2) * part * (T(1) - part * size);
        loss = gap * part;
        slope = b > 0 ? steep : b < 0 ? -steep : Vec<T>{};
    }
};

// The logistic function of alpha minus that of alpha (1 - loss), and the derivative of this with respect to the loss.
template <class T>
class Logistic {
public:
    explicit Logistic(double alpha) : alpha_(alpha), top_(std::exp(alpha)), best_(1 / (1 + std::exp(-alpha))) {}

    void of(Vec<T> loss, Vec<T>& shortfall, Vec<T>& slope) const {
        Vec<T> exponential, less;
        exponentials<T>(loss * T(-alpha_), exponential, less);
        const Vec<T> share = T(1) / (exponential * T(top_) + T(1));
        shortfall = less * share * T(-best_);
        slope = exponential * (T(top_ * alpha_) * share * share);
    }

    // The index of a place whose mean shortfall is known.
    double index(double missing) const {
        const double level = 1 + (std::log1p(-missing / best_) - std::log1p(missing * (1 + top_))) / alpha_;
        return level * level;
    }

private:
    double alpha_, top_, best_;
};

}  // namespace df
