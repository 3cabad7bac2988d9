#include "kernels/windows.hpp"

#include <algorithm>
#include <cmath>

namespace df {

namespace {

void write_levels(const MappedPair& pair, const Window& window) {
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(window.h) * window.w, image = pair.first.c * size;
    for (int c = 0; c < pair.first.c; ++c)
        for (int y = 0; y < window.h; ++y) {
            float *one = window.levels + c * size + static_cast<std::ptrdiff_t>(y) * window.w, *other = one + image,
                  *gap = other + image;
            load_row(plane_of(pair.first, 0, c), window.top + y, window.left, window.w, pair.first_scale, one);
            load_row(plane_of(pair.second, 0, c), window.top + y, window.left, window.w, pair.second_scale, other);
            for (int x = 0; x < window.w; ++x) gap[x] = other[x] - one[x];
        }
}

void write_inside(const MappedPair& pair, const Window& window) {
    std::fill_n(window.inside, static_cast<std::size_t>(window.h) * window.w, std::uint8_t{0});
    std::vector<float> values(window.box_w);
    const auto row = [&](int y) {
        return window.inside + static_cast<std::ptrdiff_t>(window.box_top + y) * window.w + window.box_left;
    };
    int count = 0;
    for (int y = 0; y < window.box_h; ++y) {
        load_row(pair.map, pair.top + window.top + window.box_top + y, pair.left + window.left + window.box_left,
                 window.box_w, values.data());
        std::uint8_t* to = row(y);
        for (int x = 0; x < window.box_w; ++x) to[x] = std::abs(values[x]) >= window.least, count += to[x];
    }
    if (count == 0)
        for (int y = 0; y < window.box_h; ++y) std::fill_n(row(y), window.box_w, std::uint8_t{1});
}

}  // namespace

void open_windows(const MappedPair& pair, const std::vector<Window>& windows, Team& team) {
    team.run(static_cast<int>(windows.size()), [&](int task, int) {
        write_levels(pair, windows[task]);
        write_inside(pair, windows[task]);
    });
}

}  // namespace df
