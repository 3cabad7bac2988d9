// Checks of errors, difference maps, and limits of values.
#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"
#include "kernels/difference.hpp"
#include "kernels/equality.hpp"
#include "kernels/errors.hpp"
#include "kernels/extent.hpp"

namespace checks {

namespace {

template <class T>
std::vector<double> error_sums(const Picture<T>& first, const Picture<T>& second, bool squared) {
    std::vector<double> sums(first.c);
    for (int k = 0; k < first.c; ++k)
        for (int y = 0; y < first.h; ++y)
            for (int x = 0; x < first.w; ++x) {
                const double gap = double(second.at(k, y, x)) - double(first.at(k, y, x));
                sums[k] += squared ? gap * gap : std::abs(gap);
            }
    return sums;
}

void check_floats(Checker& checker, df::Size size, const char* name, const char* with_gradient) {
    const auto first = scene<float>(3, 120, 163, 1), second = scene<float>(3, 120, 163, 2);
    Picture<float> gradient(3, 120, 163);
    const df::Image to = gradient.image();
    const bool squared = size == df::Size::squared;
    const std::vector<double> expected = error_sums(first, second, squared);
    df::Errors found;
    const auto call = [&](const df::Image* slope, bool limits) {
        found = df::errors(first.image(), second.image(), {}, size, slope, {0.25}, limits, false, checker.team);
    };
    checker.count(name, [&] { call(nullptr, false); });
    // Gaps of float32 are exact to 2^-24 of the values, and sums are in float64.
    checker.near("sum", found.sums, expected, 1e-4);
    checker.count(with_gradient, [&] { call(&to, true); });
    checker.near("sum", found.sums, expected, 1e-4);
    checker.same("limit", found.least[0], *std::min_element(first.values.begin(), first.values.end()));
    checker.same("limit", found.greatest[1], *std::max_element(second.values.begin(), second.values.end()));
    for (std::size_t i = 0; i < first.values.size(); ++i) {
        const double gap = double(second.values[i]) - first.values[i];
        checker.near("gradient", gradient.values[i], 0.25 * (squared ? gap : gap > 0 ? 1 : gap < 0 ? -1 : 0), 1e-7);
    }
}

void check_bytes(Checker& checker) {
    const auto first = scene<std::uint8_t>(3, 240, 321, 1, 0.2, true),
               second = scene<std::uint8_t>(3, 240, 321, 2, 0.2, true);
    df::Errors found;
    for (const df::Size size : {df::Size::squared, df::Size::absolute}) {
        const bool squared = size == df::Size::squared;
        checker.count(squared ? "squared error of bytes" : "absolute error of bytes", [&] {
            found = df::errors(first.image(), second.image(), {}, size, nullptr, {}, false, false, checker.team);
        });
        checker.same("sum", found.sums, error_sums(first, second, squared));
    }
}

void check_maps(Checker& checker) {
    const auto first = scene<std::uint8_t>(3, 240, 321, 1, 0.2, true),
               second = scene<std::uint8_t>(3, 240, 321, 2, 0.2, true);
    Picture<float> map(1, 240, 321), expected(1, 240, 321);
    double sum = 0, greatest = 0;
    for (int y = 0; y < map.h; ++y)
        for (int x = 0; x < map.w; ++x) {
            double gaps = 0;
            for (int k = 0; k < 3; ++k) {
                const double gap = (double(second.at(k, y, x)) - first.at(k, y, x)) / 255;
                gaps += std::abs(gap), sum += std::abs(gap);
            }
            expected.at(0, y, x) = static_cast<float>(gaps / 3);
            greatest = std::max(greatest, gaps / 3);
        }
    df::DifferenceFacts facts;
    checker.count("difference of bytes, mean of channels", [&] {
        facts = df::difference(first.image(), second.image(), {255, 255}, df::Mode::absolute, df::Reduce::mean,
                               map.image(), checker.team);
    });
    checker.near("map", map.values, expected.values, 1e-6);
    checker.near("sum", facts.sums[0], sum, 1e-6 * sum);
    checker.near("maximum", facts.greatest, greatest, 1e-6);

    const auto one = converted<float>(first), other = converted<float>(second);
    Picture<float> each(3, 240, 321);
    checker.count("signed difference of float32", [&] {
        df::difference(one.image(), other.image(), {255, 255}, df::Mode::signed_, df::Reduce::none, each.image(),
                       checker.team);
    });
    for (int k = 0; k < 3; ++k)
        for (int y = 0; y < each.h; ++y)
            for (int x = 0; x < each.w; ++x)
                checker.near("map", each.at(k, y, x), (double(other.at(k, y, x)) - one.at(k, y, x)) / 255, 1e-6);
}

void check_limits(Checker& checker) {
    auto first = scene<float>(3, 240, 321, 1);
    df::Extent found{};
    checker.count("extent", [&] { found = df::extent(first.image(), checker.team); });
    const auto limits = std::minmax_element(first.values.begin(), first.values.end());
    checker.same("minimum", found.least, *limits.first);
    checker.same("maximum", found.greatest, *limits.second);
    checker.same("finiteness", found.finite, true);

    Picture<float> second = first;
    std::vector<std::uint8_t> mask(240 * 321, 1), expected(240 * 321, 0);
    for (std::size_t i = 0; i < mask.size(); ++i)
        if (noise(3, std::uint32_t(i)) < 0.2) second.values[mask.size() + i] += 0.1f, expected[i] = 1;
    checker.count("equal pixels",
                  [&] { df::clear_equal(first.image(), second.image(), {mask.data(), 321}, checker.team); });
    checker.same("mask", mask, expected);
}

}  // namespace

void check_differences(Checker& checker) {
    check_floats(checker, df::Size::squared, "squared error", "squared error, gradient and limits");
    check_floats(checker, df::Size::absolute, "absolute error", "absolute error, gradient and limits");
    check_bytes(checker);
    check_maps(checker);
    check_limits(checker);
}

}  // namespace checks
