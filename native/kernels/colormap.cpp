#include "kernels/colormap.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace df {

void apply_colormap(const Plane& map, double least, double factor, const std::uint8_t* table, int count,
                    const std::uint8_t empty[3], std::uint8_t* out, Team& team) {
    // Each colour is padded to four bytes, which one load and one store copy. The last entry is for NaN.
    const Buffer<std::uint8_t> padded(4 * (count + 1));
    for (int i = 0; i < count; ++i) std::memcpy(padded.data() + 4 * i, table + 3 * i, 3), padded[4 * i + 3] = 0;
    std::memcpy(padded.data() + 4 * count, empty, 3);
    padded[4 * count + 3] = 0;
    const double last = count - 1;
    constexpr int kRows = 32;
    team.run((map.h + kRows - 1) / kRows, [&](int task, int) {
        const Buffer<double> values(map.w);
        const Buffer<std::int32_t> codes(map.w);
        for (int y = task * kRows; y < std::min(map.h, (task + 1) * kRows); ++y) {
            load_row(map, y, 0, map.w, values.data());
            for (int x = 0; x < map.w; ++x) {
                const double place = std::rint((values[x] - least) * factor);
                const double inside = place < 0 ? 0 : place > last ? last : place;
                codes[x] = inside == inside ? static_cast<std::int32_t>(inside) : count;
            }
            std::uint8_t* row = out + static_cast<std::size_t>(y) * map.w * 3;
            for (int x = 0; x + 1 < map.w; ++x) std::memcpy(row + 3 * x, padded.data() + 4 * codes[x], 4);
            std::memcpy(row + 3 * (map.w - 1), padded.data() + 4 * codes[map.w - 1], 3);
        }
    });
}

}  // namespace df
