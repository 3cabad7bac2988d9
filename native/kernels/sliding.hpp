// A symmetric window that slides along a row of values, vector by vector.

#pragma once

#include <utility>

#include "vec.hpp"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace df {

// A number that the compiler knows; sums and differences of such numbers are known too.
template <int kNumber>
struct Known {
    constexpr operator int() const { return kNumber; }
};
template <int a, int b>
constexpr Known<a + b> operator+(Known<a>, Known<b>) {
    return {};
}
template <int a, int b>
constexpr Known<a - b> operator-(Known<a>, Known<b>) {
    return {};
}

// Weights of a symmetric window, from the centre outwards; kHalf is half its size where the compiler may know it, else 0.
template <class T, int kHalf>
struct Taps {
    const T* weights;
    int half_;
    auto half() const {
        if constexpr (kHalf > 0) return Known<kHalf>{};
        else return half_;
    }
};

// Calls f with each distance from the centre, from 1 on.
template <class T, int kHalf, class F>
inline void each_tap(const Taps<T, kHalf>& taps, F&& f) {
    if constexpr (kHalf > 0) {
        [&]<int... t>(std::integer_sequence<int, t...>) { (f(Known<t + 1>{}), ...); }(std::make_integer_sequence<int, kHalf>{});
    } else {
        for (int t = 1; t <= taps.half(); ++t) f(t);
    }
}

// The vectors that begin at and after a place in a row. A vector that crosses cache lines takes two loads; with
// AVX-512 every one would, so that there a row is loaded once and shifted.
template <class T>
class Sliding {
public:
    Sliding() = default;
    explicit Sliding(const T* row) : at_(row), low_(load(row)) {}

    // Before any access at a place.
    void look() { high_ = load(at_ + kLanes<T>); }
    void next() { at_ += kLanes<T>, low_ = high_; }

    Vec<T> operator[](int by) const { return load(at_ + by); }

#if defined(__AVX512F__)
    template <int kBy>
    Vec<T> operator[](Known<kBy>) const {
        if constexpr (kBy == 0) {
            return low_;
        } else if constexpr (kBy >= kLanes<T>) {
            return kBy == kLanes<T> ? high_ : load(at_ + kBy);
        } else {
            const auto low = reinterpret_cast<__m512i>(low_), high = reinterpret_cast<__m512i>(high_);
            // With a mask of all lanes, since GCC 12 warns within the plain form; it compiles to that one.
            if constexpr (sizeof(T) == 4)
                return reinterpret_cast<Vec<T>>(_mm512_maskz_alignr_epi32(0xffff, high, low, kBy));
            else return reinterpret_cast<Vec<T>>(_mm512_maskz_alignr_epi64(0xff, high, low, kBy));
        }
    }
#endif

private:
    const T* at_ = nullptr;
    Vec<T> low_{}, high_{};
};

}  // namespace df
