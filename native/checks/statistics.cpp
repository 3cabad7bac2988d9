// Checks of the statistics of the values of a map.
#include "kernels/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"

namespace checks {

void check_statistics(Checker& checker) {
    const auto map = scene<float>(1, 240, 321, 1);
    Picture<std::uint8_t> mask(1, map.h, map.w);
    std::vector<double> counted;
    for (std::size_t i = 0; i < mask.values.size(); ++i) {
        mask.values[i] = noise(7, std::uint32_t(i)) < 0.7;
        if (mask.values[i] && map.values[i] > 0.3f) counted.push_back(map.values[i]);
    }
    std::sort(counted.begin(), counted.end());
    df::CountedValues all;
    all.values = map.plane(), all.mask = mask.plane();
    all.above = 0.3f;

    df::Summary summary{};
    checker.count("summary", [&] { summary = df::summary(all, checker.team); });
    checker.same("count", double(summary.count), double(counted.size()));
    checker.same("minimum", summary.least, counted.front());
    checker.same("maximum", summary.greatest, counted.back());

    const auto count = static_cast<std::int64_t>(counted.size()), rank = count * 9 / 10;
    df::OrderStatistics found{};
    checker.count("order statistics", [&] { found = df::order_statistics(all, rank, count, checker.team); });
    checker.same("value", found.value, counted[rank]);
    checker.same("next value", found.next, *std::upper_bound(counted.begin(), counted.end(), counted[rank]));

    std::vector<std::int64_t> bins, expected(64);
    checker.count("histogram", [&] { bins = df::histogram(all, 64, 0.25, 100, false, checker.team); });
    for (const double value : counted) {
        const float place = std::floor((static_cast<float>(value) - 0.25f) * 100.0f);
        ++expected[std::min(63, static_cast<int>(place))];
    }
    checker.same("count", bins, expected);

    df::Zeros zeros{};
    checker.count("zeros", [&] { zeros = df::count_zeros(map.plane(), mask.plane(), 0.4f, checker.team); });
    std::int64_t inside = 0, empty = 0, interior = 0;
    const auto zero = [&](int y, int x) {
        return y < 0 || x < 0 || y >= map.h || x >= map.w || !mask.at(0, y, x) || map.at(0, y, x) <= 0.4f;
    };
    for (int y = 0; y < map.h; ++y)
        for (int x = 0; x < map.w; ++x) {
            if (!mask.at(0, y, x)) continue;
            ++inside;
            if (!zero(y, x)) continue;
            ++empty;
            bool all_zero = true;
            for (int i = -1; i <= 1; ++i)
                for (int j = -1; j <= 1; ++j) all_zero = all_zero && zero(y + i, x + j);
            interior += all_zero;
        }
    checker.same("count", double(zeros.count), double(inside));
    checker.same("number of zeros", double(zeros.zeros), double(empty));
    checker.same("number of zeros among zeros", double(zeros.interior), double(interior));
}

}  // namespace checks
