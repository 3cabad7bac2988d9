#include "image.hpp"

#include <cstring>
#include <type_traits>

namespace df {

namespace {

template <class T, class Stored, class Factor>
void convert(const Stored* row, std::ptrdiff_t stride, int count, Factor factor, T* out) {
    if constexpr (std::is_same_v<T, Stored> && std::is_same_v<Factor, std::integral_constant<int, 1>>) {
        if (stride == 1) {
            std::memcpy(out, row, static_cast<std::size_t>(count) * sizeof(T));
            return;
        }
    }
    if (stride == 1) {
        for (int i = 0; i < count; ++i) out[i] = static_cast<T>(row[i]) * factor;
    } else if (stride == 3) {  // a constant stride compiles to vector shuffles
        for (int i = 0; i < count; ++i) out[i] = static_cast<T>(row[3 * i]) * factor;
    } else {
        for (int i = 0; i < count; ++i) out[i] = static_cast<T>(row[i * stride]) * factor;
    }
}

using One = std::integral_constant<int, 1>;  // removes the multiplication at compile time

template <class T, class Factor>
void load(const Plane& plane, int y, int x, int count, Factor factor, T* out) {
    visit(plane.type, plane.data,
          [&](auto* data) { convert(data + y * plane.sh + x * plane.sw, plane.sw, count, factor, out); });
}

template <class T>
void load_scaled(const Plane& plane, int y, int x, int count, T factor, T* out) {
    if (factor == 1) load(plane, y, x, count, One{}, out);
    else load(plane, y, x, count, factor, out);
}

}  // namespace

void load_row(const Plane& plane, int y, int x, int count, float* out) { load(plane, y, x, count, One{}, out); }
void load_row(const Plane& plane, int y, int x, int count, double* out) { load(plane, y, x, count, One{}, out); }
void load_row(const Plane& plane, int y, int x, int count, float factor, float* out) {
    load_scaled(plane, y, x, count, factor, out);
}
void load_row(const Plane& plane, int y, int x, int count, double factor, double* out) {
    load_scaled(plane, y, x, count, factor, out);
}

}  // namespace df
