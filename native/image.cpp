#include "image.hpp"

#include <cstring>

namespace df {

namespace {

template <class T, class Stored>
void convert(const Stored* row, std::ptrdiff_t stride, int count, T* out) {
    if (stride == 1) {
        for (int i = 0; i < count; ++i) out[i] = static_cast<T>(row[i]);
    } else if (stride == 3) {  // a constant stride compiles to vector shuffles
        for (int i = 0; i < count; ++i) out[i] = static_cast<T>(row[3 * i]);
    } else {
        for (int i = 0; i < count; ++i) out[i] = static_cast<T>(row[i * stride]);
    }
}

template <class T>
void load(const Plane& plane, int y, int x, int count, T* out) {
    visit(plane.type, plane.data,
          [&](auto* data) { convert(data + y * plane.sh + x * plane.sw, plane.sw, count, out); });
}

}  // namespace

void load_row(const Plane& plane, int y, int x, int count, float* out) { load(plane, y, x, count, out); }
void load_row(const Plane& plane, int y, int x, int count, double* out) { load(plane, y, x, count, out); }

}  // namespace df
