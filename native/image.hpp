// Views of NumPy arrays of any supported type and any strides.

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <new>

namespace df {

enum class Type { u8, u16, f32, f64 };

// Shape (n, c, h, w). Strides count values, not bytes, and may be zero or negative.
struct Image {
    const void* data = nullptr;
    Type type = Type::f32;
    int n = 0, c = 0, h = 0, w = 0;
    std::ptrdiff_t sn = 0, sc = 0, sh = 0, sw = 0;
};

// One channel of one sample.
struct Plane {
    const void* data = nullptr;
    Type type = Type::f32;
    int h = 0, w = 0;
    std::ptrdiff_t sh = 0, sw = 0;
};

// Calls f with a pointer of the type of the data.
template <class F>
inline decltype(auto) visit(Type type, const void* data, F&& f) {
    switch (type) {
        case Type::u8:
            return f(static_cast<const std::uint8_t*>(data));
        case Type::u16:
            return f(static_cast<const std::uint16_t*>(data));
        case Type::f32:
            return f(static_cast<const float*>(data));
        default:
            return f(static_cast<const double*>(data));
    }
}

// Bytes of one value.
inline std::ptrdiff_t size_of(Type type) {
    return type == Type::u8 ? 1 : type == Type::u16 ? 2 : type == Type::f32 ? 4 : 8;
}

inline Plane plane_of(const Image& image, int n, int c) {
    const std::ptrdiff_t first = n * image.sn + c * image.sc;
    const void* data = static_cast<const char*>(image.data) + first * size_of(image.type);
    return {data, image.type, image.h, image.w, image.sh, image.sw};
}

// A side of an image whose blocks of 2 x 2 pixels are averaged if `halve` is set; odd sides are padded.
inline int halved(int side, bool halve) { return halve ? (side + 1) / 2 : side; }

// The index of the pixel that reflection shows at i, at any distance from 0 .. n - 1; the pixel at the edge is
// repeated.
inline int mirrored(long i, long n) {
    if (i >= 0 && i < n) return static_cast<int>(i);
    const long period = 2 * n;
    if (i < 0 && i >= -n) return static_cast<int>(-1 - i);
    if (i >= 0 && i < period) return static_cast<int>(period - 1 - i);
    i %= period;
    if (i < 0) i += period;
    return static_cast<int>(i < n ? i : period - 1 - i);
}

// Converts `count` values of row y, from column x on. Kernels convert rows once and then compute in one type, so that
// their loops are compiled for float and double only.
void load_row(const Plane& plane, int y, int x, int count, float* out);
void load_row(const Plane& plane, int y, int x, int count, double* out);

// The same, multiplied by a factor.
void load_row(const Plane& plane, int y, int x, int count, float factor, float* out);
void load_row(const Plane& plane, int y, int x, int count, double factor, double* out);

// The divisors that bring the stored values of two images to a common scale.
struct Scale {
    double first = 1, second = 1;

    // Differences are computed in units of the larger divisor, so that an 8-bit image and the same image in 16 bits
    // are equal without rounding.
    double unit() const { return first > second ? first : second; }
};

// Uninitialised memory aligned to a cache line.
template <class T>
class Buffer {
public:
    explicit Buffer(std::size_t count)
        : size_(count), data_(static_cast<T*>(::operator new[](count * sizeof(T) + 64, std::align_val_t{64}))) {}
    Buffer(Buffer&& other) noexcept : size_(other.size_), data_(other.data_) { other.data_ = nullptr; }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { ::operator delete[](data_, std::align_val_t{64}); }

    T* data() const { return data_; }
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) const { return data_[i]; }

private:
    std::size_t size_;
    T* data_;
};

}  // namespace df
