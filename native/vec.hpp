// Vectors as wide as those of the instruction set, written with the vector extensions of GCC and Clang.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace df {

#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
#elif defined(__AVX2__)
inline constexpr int kVectorBytes = 32;
#else
inline constexpr int kVectorBytes = 16;
#endif

template <class T>
struct Vectors {
    using Type [[gnu::vector_size(kVectorBytes)]] = T;
};
template <class T>
using Vec = typename Vectors<T>::Type;

template <class T>
inline constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(T));

template <class T>
inline Vec<T> load(const T* from) {
    Vec<T> v;
    std::memcpy(&v, from, sizeof v);
    return v;
}

template <class T>
inline void store(T* to, Vec<T> v) {
    std::memcpy(to, &v, sizeof v);
}

template <class T>
inline Vec<T> splat(T value) {
    return Vec<T>{} + value;
}

// The elementwise maximum. NaN in v is kept, so that an overflow shows in the result.
template <class V>
inline V at_least(V v, V least) {
    return least > v ? least : v;
}

// Rounds up to a multiple of the vector length.
template <class T>
inline int whole(int n) {
    return (n + kLanes<T> - 1) / kLanes<T> * kLanes<T>;
}

}  // namespace df
