// Iteration over the values that statistics count.

#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "kernels/statistics.hpp"

namespace df {

inline constexpr int kBandRows = 32, kTile = 1024;

// Calls f(values, counted, count) for each tile of a row; `counted` is 0 or 1.
template <class T, class F>
void tiles(const CountedValues& all, int y, T* values, std::uint8_t* counted, F&& f) {
    const Plane &plane = all.values, &mask = all.mask;
    const T above = static_cast<T>(all.above), upto = static_cast<T>(all.upto);
    const bool bounded = std::isfinite(all.above) || std::isfinite(all.upto);
    for (int x = 0; x < plane.w; x += kTile) {
        const int count = std::min(kTile, plane.w - x);
        load_row(plane, y, x, count, values);
        if (mask.data) {
            const auto* row = static_cast<const std::uint8_t*>(mask.data) + y * mask.sh + x * mask.sw;
            if (mask.sw == 1)
                for (int i = 0; i < count; ++i) counted[i] = row[i] != 0;
            else
                for (int i = 0; i < count; ++i) counted[i] = row[i * mask.sw] != 0;
        } else {
            std::fill_n(counted, count, std::uint8_t(1));
        }
        if (bounded)
            for (int i = 0; i < count; ++i)
                counted[i] = counted[i] & std::uint8_t(values[i] > above) & std::uint8_t(values[i] <= upto);
        f(values, counted, count);
    }
}

inline int bands_of(const Plane& plane) { return (plane.h + kBandRows - 1) / kBandRows; }

// Calls work(task, first, last) for bands of rows.
template <class F>
void by_band(const Plane& plane, Team& team, F&& work) {
    team.run(bands_of(plane),
             [&](int task, int) { work(task, task * kBandRows, std::min(plane.h, (task + 1) * kBandRows)); });
}

// Rounds the bounds to the type of the values in a way that no comparison changes.
template <class T>
CountedValues rounded(CountedValues all) {
    if constexpr (std::is_same_v<T, float>) {
        all.above = static_cast<double>(round_down(all.above));
        all.upto = static_cast<double>(round_down(all.upto));
    }
    return all;
}

}  // namespace df
