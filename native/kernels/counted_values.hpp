// How the kernels of statistics.hpp go over the values that count.

#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "kernels/statistics.hpp"

namespace df {

inline constexpr int kBandRows = 32, kTile = 1024;

// The values of one row that count, one tile after another: f(values, usable, count); ``usable`` is 0 or 1.
template <class T, class F>
void tiles(const Chosen& chosen, int y, T* values, std::uint8_t* usable, F&& f) {
    const Plane &plane = chosen.values, &mask = chosen.mask;
    const T above = static_cast<T>(chosen.above), upto = static_cast<T>(chosen.upto);
    const bool bounded = std::isfinite(chosen.above) || std::isfinite(chosen.upto);
    for (int x = 0; x < plane.w; x += kTile) {
        const int count = std::min(kTile, plane.w - x);
        load_row<T>(plane, y, x, count, 0, 1, values);
        if (mask.data) {
            const auto* row = static_cast<const std::uint8_t*>(mask.data) + y * mask.sh + x * mask.sw;
            if (mask.sw == 1)
                for (int i = 0; i < count; ++i) usable[i] = row[i] != 0;
            else
                for (int i = 0; i < count; ++i) usable[i] = row[i * mask.sw] != 0;
        } else {
            std::fill_n(usable, count, std::uint8_t(1));
        }
        if (bounded)
            for (int i = 0; i < count; ++i)
                usable[i] = usable[i] & std::uint8_t(values[i] > above) & std::uint8_t(values[i] <= upto);
        f(values, usable, count);
    }
}

inline int bands_of(const Plane& plane) { return (plane.h + kBandRows - 1) / kBandRows; }

// Calls work(task, first, last) for the rows of every band; what a task finds it puts into its own place.
template <class F>
void by_band(const Plane& plane, Team& team, F&& work) {
    team.run(bands_of(plane), [&](int task, int) {
        work(task, task * kBandRows, std::min(plane.h, (task + 1) * kBandRows));
    });
}

// Bounds that mean the same to values of the type T.
template <class T>
Chosen rounded(Chosen chosen) {
    if constexpr (std::is_same_v<T, float>) {
        chosen.above = static_cast<double>(not_over(chosen.above));
        chosen.upto = static_cast<double>(not_over(chosen.upto));
    }
    return chosen;
}

}  // namespace df
