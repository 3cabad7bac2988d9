#include "kernels/extent.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace df {

namespace {

// The minimum and maximum of a row. value - value is NaN if a value is not finite.
template <class T>
void extent_of_row(const T* row, int count, std::ptrdiff_t step, Extent& found) {
    T least = row[0], greatest = row[0], not_finite = 0;
    const auto include = [&](T value) {
        least = value < least ? value : least;
        greatest = value > greatest ? value : greatest;
        if constexpr (std::numeric_limits<T>::has_infinity) not_finite += value - value;
    };
    if (step == 1) {
        constexpr int kGroup = 32;
        T low[kGroup], high[kGroup], off[kGroup];
        for (int k = 0; k < kGroup; ++k) low[k] = high[k] = row[0], off[k] = 0;
        int i = 0;
        for (; i + kGroup <= count; i += kGroup)
            for (int k = 0; k < kGroup; ++k) {
                const T value = row[i + k];
                low[k] = value < low[k] ? value : low[k];
                high[k] = value > high[k] ? value : high[k];
                if constexpr (std::numeric_limits<T>::has_infinity) off[k] += value - value;
            }
        for (int k = 0; k < kGroup; ++k) {
            least = low[k] < least ? low[k] : least;
            greatest = high[k] > greatest ? high[k] : greatest;
            not_finite += off[k];
        }
        for (; i < count; ++i) include(row[i]);
    } else {
        for (int i = 0; i < count; ++i) include(row[i * step]);
    }
    found.least = least < found.least ? least : found.least;
    found.greatest = greatest > found.greatest ? greatest : found.greatest;
    if (!(not_finite == 0)) found.finite = false;
}

}  // namespace

Extent extent(const Image& image, Team& team) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr int kRows = 64;
    const int bands = (image.h + kRows - 1) / kRows, count = image.n * image.c * bands;
    std::vector<Extent> found(count, Extent{kInfinity, -kInfinity, true});
    team.run(count, [&](int task, int) {
        const int band = task % bands, plane = task / bands;
        const Plane p = plane_of(image, plane / image.c, plane % image.c);
        const int last = std::min(image.h, (band + 1) * kRows);
        visit(p.type, p.data, [&](auto* data) {
            for (int y = band * kRows; y < last; ++y) extent_of_row(data + y * p.sh, p.w, p.sw, found[task]);
        });
    });
    Extent all{kInfinity, -kInfinity, true};
    for (const Extent& one : found) {
        all.least = std::min(all.least, one.least);
        all.greatest = std::max(all.greatest, one.greatest);
        all.finite = all.finite && one.finite;
    }
    return all;
}

}  // namespace df
