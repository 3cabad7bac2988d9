#include "kernels/filter_rows.hpp"

#include <cstddef>
#include <cstring>

namespace df {

namespace {

enum Filter : std::uint8_t { kNone = 0, kUp = 2 };

using Sixteen [[gnu::vector_size(16)]] = std::uint8_t;

Sixteen load(const std::uint8_t* from) {
    Sixteen bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

// Four pixels at a time. The four bytes after them are garbage; the next pixels overwrite it.
void write_differences(const std::uint8_t* row, const std::uint8_t* above, int width, std::uint8_t* out) {
    int x = 0;
    for (; x + 6 <= width; x += 4) {
        const Sixteen gap = load(row + 4 * x) - load(above + 4 * x);
        const Sixteen kept = __builtin_shufflevector(gap, gap, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
        std::memcpy(out + 3 * x, &kept, sizeof kept);
    }
    for (; x < width; ++x)
        for (int i = 0; i < 3; ++i) out[3 * x + i] = static_cast<std::uint8_t>(row[4 * x + i] - above[4 * x + i]);
}

}  // namespace

void filter_rows(const std::uint8_t* pixels, int height, int width, std::uint8_t* out) {
    const std::size_t stride = 4 * static_cast<std::size_t>(width), length = 3 * static_cast<std::size_t>(width) + 1;
    for (int x = 0; height > 0 && x < width; ++x) std::memcpy(out + 1 + 3 * x, pixels + 4 * x, 3);
    for (int y = 0; y < height; ++y) out[y * length] = y == 0 ? kNone : kUp;
    for (int y = 1; y < height; ++y)
        write_differences(pixels + y * stride, pixels + (y - 1) * stride, width, out + y * length + 1);
}

}  // namespace df
