#include "kernels/local_background.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/selection.hpp"

namespace df {

namespace {

template <class K>
double median_of(const std::vector<K>& values) {
    const auto count = static_cast<std::int64_t>(values.size());
    const Two<K> two = two_of_rank(values.data(), count, (count - 1) / 2);
    return count % 2 ? static_cast<double>(two.first)
                     : (static_cast<double>(two.first) + static_cast<double>(two.second)) / 2;
}

// Collects the values of a window inside the mask.
template <class T>
void gather(const Plane& values, const Plane& mask, int y, int bottom, int x, int right, std::vector<T>& out) {
    out.clear();
    for (; y < bottom; ++y) {
        const std::size_t size = out.size();
        out.resize(size + right - x);
        load_row(values, y, x, right - x, out.data() + size);
        if (!mask.data) continue;
        const auto* inside = static_cast<const std::uint8_t*>(mask.data) + y * mask.sh;
        std::size_t kept = size;
        for (int i = x; i < right; ++i)
            if (inside[i * mask.sw]) out[kept++] = out[size + i - x];
        out.resize(kept);
    }
}

template <class T>
void window(const Plane& values, const Plane& mask, int cell, int row, int column, double& median, double& deviation) {
    const auto low = [&](int i) { return static_cast<int>(std::max(0L, i * static_cast<long>(cell) - cell / 2)); };
    const auto high = [&](int i, int side) {
        return static_cast<int>(std::min<long>(side, (i + 1) * static_cast<long>(cell) + (cell + 1) / 2));
    };
    std::vector<T> seen;
    gather(values, mask, low(row), high(row, values.h), low(column), high(column, values.w), seen);
    if (seen.empty()) {
        median = deviation = std::numeric_limits<double>::quiet_NaN();
        return;
    }
    median = median_of(seen);
    std::vector<double> distances(seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) distances[i] = std::abs(static_cast<double>(seen[i]) - median);
    deviation = median_of(distances);
}

}  // namespace

Grid grid_of(int h, int w, int cell) {
    return {static_cast<int>((h + static_cast<long>(cell) - 1) / cell),
            static_cast<int>((w + static_cast<long>(cell) - 1) / cell)};
}

void local_background(const Plane& values, const Plane& mask, int cell, double* medians, double* deviations,
                      Team& team) {
    const Grid grid = grid_of(values.h, values.w, cell);
    team.run(grid.rows * grid.columns, [&](int task, int) {
        const int row = task / grid.columns, column = task % grid.columns;
        if (values.type == Type::f64) window<double>(values, mask, cell, row, column, medians[task], deviations[task]);
        else window<float>(values, mask, cell, row, column, medians[task], deviations[task]);
    });
}

}  // namespace df
