// A symmetric window that slides along a row, one vector at a time.

#pragma once

#include <utility>

#include "vec.hpp"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace df {

// A compile-time integer; sums and differences of two of them are compile-time integers too.
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

// The weights of a symmetric window, from the centre outwards. kHalf is the radius if it is known at compile time, else
// 0.
template <class T, int kHalf>
struct Taps {
    const T* weights;
    int half_;
    auto half() const {
        if constexpr (kHalf > 0) return Known<kHalf>{};
        else return half_;
    }
};

template <class F, int... t>
inline void each_known_tap(F&& f, std::integer_sequence<int, t...>) {
    (f(Known<t + 1>{}), ...);
}

// Calls f with each distance from the centre, starting at 1.
template <class T, int kHalf, class F>
inline void each_tap(const Taps<T, kHalf>& taps, F&& f) {
    if constexpr (kHalf > 0) {
        each_known_tap(f, std::make_integer_sequence<int, kHalf>{});
    } else {
        for (int t = 1; t <= taps.half(); ++t) f(t);
    }
}

// Unaligned loads at small offsets from a position in a row. A load that crosses a cache line costs two; with AVX-512
// nearly all of them would, so there each vector is loaded once and shifted in registers.
template <class T>
class Sliding {
public:
    Sliding() = default;
    explicit Sliding(const T* row) : at_(row), low_(load(row)) {}

    // Must be called before the first access at each position.
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
            // The masked form with a full mask compiles to the plain form, in which GCC 12 warns about itself.
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
