// Checks of filters and colours.
#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"
#include "kernels/blur.hpp"
#include "kernels/colormap.hpp"
#include "kernels/local_background.hpp"
#include "kernels/max_filter.hpp"

namespace checks {

namespace {

constexpr int kHeight = 120, kWidth = 163;

void check_blur(Checker& checker) {
    const auto values = scene<float>(1, kHeight, kWidth, 1);
    const std::vector<double> weights = half_gaussian(6, 2);
    Picture<std::uint8_t> mask(1, kHeight, kWidth);
    for (std::size_t i = 0; i < mask.values.size(); ++i) mask.values[i] = noise(4, std::uint32_t(i)) < 0.8;
    Picture<float> found(1, kHeight, kWidth);
    const auto expected = [&](bool masked, int y, int x) {
        if (masked && !mask.at(0, y, x)) return 0.0;
        double sum = 0, share = 0;
        for (int i = -6; i <= 6; ++i)
            for (int j = -6; j <= 6; ++j) {
                const int r = df::mirrored(y + i, kHeight), c = df::mirrored(x + j, kWidth);
                const double weight = weights[std::abs(i)] * weights[std::abs(j)] * (!masked || mask.at(0, r, c));
                sum += weight * values.at(0, r, c), share += weight;
            }
        return sum / share;
    };
    const df::Image inside = mask.image();
    const auto check = [&](const char* name, bool masked, bool wide) {
        checker.count(name, [&] {
            df::blur(values.image(), masked ? &inside : nullptr, weights, wide, found.image(), checker.team);
        });
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) checker.near("value", found.at(0, y, x), expected(masked, y, x), 1e-6);
    };
    check("blur", false, true);
    check("blur inside a mask", true, true);
    check("blur in float32", false, false);
    check("blur inside a mask, in float32", true, false);
}

void check_maximum(Checker& checker) {
    const auto values = scene<float>(1, kHeight, kWidth, 1);
    Picture<float> found(1, kHeight, kWidth);
    checker.count("maximum filter", [&] { df::max_filter(values.image(), 4, found.image(), checker.team); });
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            float greatest = values.at(0, y, x);
            for (int i = std::max(0, y - 4); i <= std::min(kHeight - 1, y + 4); ++i)
                for (int j = std::max(0, x - 4); j <= std::min(kWidth - 1, x + 4); ++j)
                    greatest = std::max(greatest, values.at(0, i, j));
            checker.same("value", found.at(0, y, x), greatest);
        }
}

double middle(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

void check_background(Checker& checker) {
    const auto values = scene<float>(1, kHeight, kWidth, 1);
    constexpr int kCell = 20;
    const df::Grid grid = df::grid_of(kHeight, kWidth, kCell);
    std::vector<double> medians(std::size_t(grid.rows) * grid.columns), deviations(medians.size());
    checker.count("local background", [&] {
        df::local_background(values.plane(), {}, kCell, medians.data(), deviations.data(), checker.team);
    });
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < grid.columns; ++c) {
            std::vector<double> around;
            for (int y = std::max(0, r * kCell - kCell / 2); y < std::min(kHeight, (r + 1) * kCell + kCell / 2); ++y)
                for (int x = std::max(0, c * kCell - kCell / 2); x < std::min(kWidth, (c + 1) * kCell + kCell / 2); ++x)
                    around.push_back(values.at(0, y, x));
            const double median = middle(around);
            for (double& value : around) value = std::abs(value - median);
            checker.near("median", medians[r * grid.columns + c], median, 1e-6);
            checker.near("deviation", deviations[r * grid.columns + c], middle(around), 1e-6);
        }
}

void check_colours(Checker& checker) {
    auto values = scene<float>(1, kHeight, kWidth, 1);
    values.values[100] = std::nanf("");
    std::vector<std::uint8_t> table(3 * 256);
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<std::uint8_t>(255 * noise(5, std::uint32_t(i)));
    const std::uint8_t empty[3] = {7, 8, 9};
    std::vector<std::uint8_t> found(3 * values.values.size()), expected;
    checker.count("colour map", [&] {
        df::apply_colormap(values.plane(), 0.2, 300, table.data(), 256, empty, found.data(), 3, checker.team);
    });
    for (const float value : values.values) {
        const double place = std::clamp(std::nearbyint((double(value) - 0.2) * 300), 0.0, 255.0);
        const std::uint8_t* colour = std::isnan(value) ? empty : table.data() + 3 * static_cast<int>(place);
        expected.insert(expected.end(), colour, colour + 3);
    }
    checker.same("colour", found, expected);
}

}  // namespace

void check_filters(Checker& checker) {
    check_blur(checker);
    check_maximum(checker);
    check_background(checker);
    check_colours(checker);
}

}  // namespace checks
