#include "kernels/colormap.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace df {

namespace {

// The numbers of the colours of values; the one after the last for NaN.
void write_codes(const double* values, int width, double least, double factor, int count, std::int32_t* codes) {
    const double last = count - 1;
    int unknown = 0;
    for (int x = 0; x < width; ++x) {
        const double place = (values[x] - least) * factor, positive = place > 0 ? place : 0;  // 0 for NaN, too
        codes[x] = static_cast<std::int32_t>(std::nearbyint(positive < last ? positive : last));
        unknown += place != place;
    }
    for (int x = 0; unknown && x < width; ++x)
        if (const double place = (values[x] - least) * factor; place != place) codes[x] = count;
}

// Four pixels are written as three numbers, where the first byte of a number is its lowest.
void write_row(const std::uint32_t* colours, const std::int32_t* codes, int count, std::uint8_t* out) {
    int x = 0;
    for (; std::endian::native == std::endian::little && x + 4 <= count; x += 4) {
        const std::uint32_t a = colours[codes[x]], b = colours[codes[x + 1]], c = colours[codes[x + 2]],
                            d = colours[codes[x + 3]];
        const std::uint32_t words[3] = {a | b << 24, b >> 8 | c << 16, c >> 16 | d << 8};
        std::memcpy(out + 3 * x, words, sizeof words);
    }
    for (; x < count; ++x)
        for (int i = 0; i < 3; ++i) out[3 * x + i] = static_cast<std::uint8_t>(colours[codes[x]] >> 8 * i);
}

void write_padded_row(const std::uint32_t* colours, const std::int32_t* codes, int count, std::uint8_t* out) {
    for (int x = 0; x < count; ++x) std::memcpy(out + 4 * x, colours + codes[x], 4);
}

}  // namespace

void apply_colormap(const Plane& map, double least, double factor, const std::uint8_t* table, int count,
                    const std::uint8_t empty[3], std::uint8_t* out, int pixel, Team& team) {
    // The bytes of each colour in one number, for pixels of 4 bytes as they are stored. The last entry is for NaN.
    const Buffer<std::uint32_t> colours(count + 1);
    for (int i = 0; i <= count; ++i) {
        const std::uint8_t* colour = i < count ? table + 3 * i : empty;
        colours[i] = colour[0] | colour[1] << 8 | colour[2] << 16;
        const std::uint8_t padded[4] = {colour[0], colour[1], colour[2], 255};
        if (pixel == 4) std::memcpy(&colours[i], padded, sizeof padded);
    }
    const auto write = pixel == 4 ? write_padded_row : write_row;
    constexpr int kRows = 32;
    const int width = map.w;
    team.run((map.h + kRows - 1) / kRows, [&, width](int task, int) {
        const Buffer<double> places(width);
        const Buffer<std::int32_t> codes(width);
        for (int y = task * kRows; y < std::min(map.h, (task + 1) * kRows); ++y) {
            load_row(map, y, 0, width, places.data());
            write_codes(places.data(), width, least, factor, count, codes.data());
            write(colours.data(), codes.data(), width, out + static_cast<std::size_t>(y) * width * pixel);
        }
    });
}

}  // namespace df
