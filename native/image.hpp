// Images as Python gives them: any of four types, any strides.

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>

namespace df {

enum class Type { u8, u16, f32, f64 };

// Shape (n, c, h, w); strides are counted in values, and may be zero or negative.
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

// Calls f with a pointer to values of the type of the data.
template <class F>
inline decltype(auto) visit(Type type, const void* data, F&& f) {
    switch (type) {
        case Type::u8: return f(static_cast<const std::uint8_t*>(data));
        case Type::u16: return f(static_cast<const std::uint16_t*>(data));
        case Type::f32: return f(static_cast<const float*>(data));
        default: return f(static_cast<const double*>(data));
    }
}

inline Plane plane_of(const Image& image, int n, int c) {
    const std::ptrdiff_t first = n * image.sn + c * image.sc;
    const void* data = visit(image.type, image.data, [&](auto* p) -> const void* { return p + first; });
    return {data, image.type, image.h, image.w, image.sh, image.sw};
}

// out[i] = (value at (y, x + i) - offset) * scale
template <class T>
inline void load_row(const Plane& plane, int y, int x, int count, T offset, T scale, T* out) {
    visit(plane.type, plane.data, [&](auto* data) {
        const auto* row = data + y * plane.sh + x * plane.sw;
        if (plane.sw == 1) {
            for (int i = 0; i < count; ++i) out[i] = (static_cast<T>(row[i]) - offset) * scale;
        } else if (plane.sw == 3) {
            for (int i = 0; i < count; ++i) out[i] = (static_cast<T>(row[3 * i]) - offset) * scale;
        } else {
            for (int i = 0; i < count; ++i) out[i] = (static_cast<T>(row[i * plane.sw]) - offset) * scale;
        }
    });
}

// What the values of two images as they are stored are divided by to be on one scale.
struct Scale {
    double first = 1, second = 1;

    // Computed in units of the greater divisor, so that 8 and 16 bits of one image are equal without rounding.
    double unit() const { return first > second ? first : second; }
};

// Memory that begins at a cache line.
template <class T>
class Buffer {
public:
    explicit Buffer(std::size_t count)
        : size_(count), data_(static_cast<T*>(::operator new[](count * sizeof(T) + 64, std::align_val_t{64}))) {}
    T* data() const { return data_.get(); }
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) const { return data_.get()[i]; }

private:
    struct Free {
        void operator()(T* p) const { ::operator delete[](p, std::align_val_t{64}); }
    };
    std::size_t size_;
    std::unique_ptr<T[], Free> data_;
};

}  // namespace df
