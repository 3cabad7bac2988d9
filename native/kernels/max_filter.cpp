#include "kernels/max_filter.hpp"

#include <algorithm>
#include <limits>

namespace df {

namespace {

constexpr int kRows = 64, kColumns = 512;

template <class T>
void greater(T* to, const T* other, int count) {
    for (int i = 0; i < count; ++i) to[i] = other[i] > to[i] ? other[i] : to[i];
}

// The maximum over windows by doubling: line(i) becomes the maximum of line(i) .. line(i + width - 1) in about
// log2(width) passes over the lines 0 .. count - 1.
template <class Merge>
void doubled(int count, int width, const Merge& merge) {
    int have = 1;
    while (2 * have <= width) {
        for (int i = 0; i + have < count; ++i) merge(i, i + have);
        have *= 2;
    }
    if (have < width)
        for (int i = 0; i + width - have < count; ++i) merge(i, i + width - have);
}

// The same along a row, which is processed in vectors.
template <class T>
void along_row(T* row, int count, int width) {
    int have = 1;
    while (2 * have <= width) {
        if (count > have) greater(row, row + have, count - have);
        have *= 2;
    }
    if (have < width && count > width - have) greater(row, row + width - have, count - (width - have));
}

// Filters one tile. Values beyond the image are -infinity.
template <class T>
void tile(const Plane& plane, int radius, int y, int x, int rows, int columns, T* block, T* out, std::ptrdiff_t sh) {
    const int tall = rows + 2 * radius, wide = columns + 2 * radius;
    for (int i = 0; i < tall; ++i) {
        T* line = block + static_cast<std::size_t>(i) * wide;
        std::fill_n(line, wide, -std::numeric_limits<T>::infinity());
        const int row = y - radius + i;
        if (row < 0 || row >= plane.h) continue;
        const int low = std::max(0, x - radius), high = std::min(plane.w, x + columns + radius);
        load_row(plane, row, low, high - low, line + (low - (x - radius)));
        along_row(line, wide, 2 * radius + 1);
    }
    const auto line = [&](int i) { return block + static_cast<std::size_t>(i) * wide; };
    doubled(tall, 2 * radius + 1, [&](int i, int other) { greater(line(i), line(other), columns); });
    for (int i = 0; i < rows; ++i) std::copy_n(line(i), columns, out + i * sh);
}

template <class T>
void run(const Image& values, int radius, const Image& out, Team& team) {
    const int tall = std::max(kRows, std::min(values.h, 2 * radius)),
              wide = std::max(kColumns, std::min(values.w, 2 * radius));
    const int across = (values.w + wide - 1) / wide, down = (values.h + tall - 1) / tall;
    team.run(values.n * values.c * down * across, [&](int task, int) {
        const int x = task % across * wide, y = task / across % down * tall, plane = task / across / down;
        const int n = plane / values.c, c = plane % values.c;
        const int rows = std::min(tall, values.h - y), columns = std::min(wide, values.w - x);
        const Buffer<T> block(static_cast<std::size_t>(rows + 2 * radius) * (columns + 2 * radius));
        T* to = const_cast<T*>(static_cast<const T*>(out.data)) + n * out.sn + c * out.sc + y * out.sh + x;
        tile(plane_of(values, n, c), radius, y, x, rows, columns, block.data(), to, out.sh);
    });
}

}  // namespace

void max_filter(const Image& values, int radius, const Image& out, Team& team) {
    radius = std::min(radius, std::max(values.h, values.w) - 1);  // a larger radius makes no difference
    if (out.type == Type::f64) run<double>(values, radius, out, team);
    else run<float>(values, radius, out, team);
}

}  // namespace df
