// Checks of the row filters of PNG.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "checks/checker.hpp"
#include "checks/picture.hpp"
#include "kernels/filter_rows.hpp"
#include "kernels/unfilter.hpp"

namespace checks {

namespace {

int paeth(int left, int up, int corner) {
    const int guess = left + up - corner;
    const int a = std::abs(guess - left), b = std::abs(guess - up), c = std::abs(guess - corner);
    return a <= b && a <= c ? left : b <= c ? up : corner;
}

// Rows as a PNG file holds them, with one filter or (below 0) all of them in turn.
std::vector<std::uint8_t> filtered(const std::vector<std::uint8_t>& bytes, int height, int row, int pixel, int filter) {
    std::vector<std::uint8_t> out;
    for (int y = 0; y < height; ++y) {
        const int kind = filter < 0 ? y % 5 : filter;
        out.push_back(static_cast<std::uint8_t>(kind));
        for (int x = 0; x < row; ++x) {
            const auto at = [&](int i, int j) { return i < 0 || j < 0 ? 0 : int(bytes[std::size_t(i) * row + j]); };
            const int left = at(y, x - pixel), up = at(y - 1, x), corner = x < pixel ? 0 : at(y - 1, x - pixel);
            const int guess = kind == 0   ? 0
                              : kind == 1 ? left
                              : kind == 2 ? up
                              : kind == 3 ? (left + up) / 2
                                          : paeth(left, up, corner);
            out.push_back(static_cast<std::uint8_t>(at(y, x) - guess));
        }
    }
    return out;
}

void check_unfilter(Checker& checker, const char* name, int channels, int filter) {
    const auto picture = scene<std::uint8_t>(channels, 96, 211, 1, 0.2, true);
    const int row = 211 * channels;
    std::vector<std::uint8_t> data = filtered(picture.values, 96, row, channels, filter);
    data.resize(data.size() + df::kUnfilterSlack);
    bool valid = false;
    checker.count(name, [&] { valid = df::unfilter(data.data(), 96, row, channels, false); });
    checker.same("validity", valid, true);
    data.resize(picture.values.size());
    checker.same("pixels", data, picture.values);
}

void check_filter(Checker& checker) {
    const auto pixels = scene<std::uint8_t>(4, 96, 211, 1, 0.2, true);
    std::vector<std::uint8_t> out(96 * (3 * 211 + 1)), expected;
    for (int y = 0; y < 96; ++y) {
        expected.push_back(y ? 2 : 0);
        for (int x = 0; x < 211; ++x)
            for (int c = 0; c < 3; ++c)
                expected.push_back(static_cast<std::uint8_t>(pixels.at(c, y, x) - (y ? pixels.at(c, y - 1, x) : 0)));
    }
    checker.count("PNG rows of a page", [&] { df::filter_rows(pixels.values.data(), 96, 211, out.data()); });
    checker.same("rows", out, expected);
}

}  // namespace

void check_png(Checker& checker) {
    check_unfilter(checker, "PNG rows, all filters, RGB", 3, -1);
    check_unfilter(checker, "PNG rows, all filters, RGBA", 4, -1);
    check_unfilter(checker, "PNG rows, all filters, grey", 1, -1);
    check_unfilter(checker, "PNG rows, Paeth, RGB", 3, 4);
    check_filter(checker);
}

}  // namespace checks
