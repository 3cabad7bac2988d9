// Checks of HaarPSI.
#include "kernels/haarpsi.hpp"

#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"

namespace checks {

namespace {

using Doubles = Picture<double>;

constexpr double kConstant = 30, kAlpha = 4.2;

double logistic(double x) { return 1 / (1 + std::exp(-kAlpha * x)); }

// Red, green and blue mixed to Y, I and Q, means of 2 x 2 pixels, times 255.
Doubles mixed(const Doubles& from) {
    constexpr double kMix[3][3] = {{0.299, 0.587, 0.114}, {0.596, -0.274, -0.322}, {0.211, -0.523, 0.312}};
    Doubles to(3, from.h / 2, from.w / 2);
    for (int k = 0; k < 3; ++k)
        for (int y = 0; y < to.h; ++y)
            for (int x = 0; x < to.w; ++x)
                for (int c = 0; c < 3; ++c)
                    to.at(k, y, x) += kMix[k][c] * 255 / 4 *
                                      (from.at(c, 2 * y, 2 * x) + from.at(c, 2 * y, 2 * x + 1) +
                                       from.at(c, 2 * y + 1, 2 * x) + from.at(c, 2 * y + 1, 2 * x + 1));
    return to;
}

double at(const Doubles& from, int c, int y, int x) {
    return y < 0 || x < 0 || y >= from.h || x >= from.w ? 0.0 : from.at(c, y, x);
}

// The magnitude of a Haar coefficient of the luma: half of size x size pixels minus the other half, over the size.
double coefficient(const Doubles& from, int y, int x, int size, bool along_rows) {
    double sum = 0;
    for (int i = 0; i < size; ++i)
        for (int j = 0; j < size; ++j)
            sum += ((along_rows ? j : i) < size / 2 ? 1 : -1) * at(from, 0, y + i - size / 2 + 1, x + j - size / 2 + 1);
    return std::abs(sum) / size;
}

double around(const Doubles& from, int c, int y, int x) {
    return std::abs(at(from, c, y, x) + at(from, c, y, x + 1) + at(from, c, y + 1, x) + at(from, c, y + 1, x + 1)) / 4;
}

double similarity(double a, double b) { return (2 * a * b + kConstant) / (a * a + b * b + kConstant); }

df::HaarSums by_definition(const Doubles& first, const Doubles& second) {
    const Doubles one = mixed(first), other = mixed(second);
    df::HaarSums sums;
    const auto add = [&](double similar, double weight) {
        sums.lacking += weight * (logistic(1) - logistic(similar)), sums.weight += weight;
    };
    for (int y = 0; y < one.h; ++y)
        for (int x = 0; x < one.w; ++x) {
            double both = 0;
            for (const bool along_rows : {false, true}) {
                const auto similar = [&](int size) {
                    return similarity(coefficient(one, y, x, size, along_rows),
                                      coefficient(other, y, x, size, along_rows));
                };
                const double weight =
                    std::max(coefficient(one, y, x, 8, along_rows), coefficient(other, y, x, 8, along_rows));
                add((similar(2) + similar(4)) / 2, weight);
                both += weight;
            }
            const auto colour = [&](int c) { return similarity(around(one, c, y, x), around(other, c, y, x)); };
            add((colour(1) + colour(2)) / 2, both / 2);
        }
    return sums;
}

}  // namespace

void check_haarpsi(Checker& checker) {
    const auto first = scene<float>(3, 80, 134, 1, 0.4), second = scene<float>(3, 80, 134, 2, 0.4);
    const auto one = converted<double>(first);
    auto other = converted<double>(second);
    const df::HaarView view{255, 255, 3, true, kConstant, kAlpha, false};
    const df::HaarSums expected = by_definition(one, other);
    std::vector<df::HaarSums> found;
    Picture<float> map(1, 40, 67), derivatives(4, 40, 67), slope(3, 80, 134);
    const df::Image to = map.image();
    const auto compare = [&] {
        checker.near("sum of the weights", found[0].weight, expected.weight, 1e-5 * expected.weight);
        checker.near("shortfall", found[0].lacking, expected.lacking, 1e-5 * expected.weight);
    };
    checker.count("HaarPSI", [&] { found = df::haarpsi(first.image(), second.image(), view, nullptr, checker.team); });
    compare();
    checker.count("HaarPSI, map", [&] { found = df::haarpsi(first.image(), second.image(), view, &to, checker.team); });
    compare();
    checker.same("map", *std::max_element(map.values.begin(), map.values.end()) <= 1, true);
    // The derivative of the share that is missing.
    const double missing = expected.lacking / expected.weight;
    checker.count("HaarPSI, gradient", [&] {
        const df::Image planes = derivatives.image();
        found = df::haarpsi_derivatives(first.image(), second.image(), view, planes, checker.team);
        df::haarpsi_slope(planes, view, {{1 / expected.weight, missing}}, slope.image(), checker.team);
    });
    compare();
    constexpr double kStep = 1e-5;
    for (const std::size_t i : {0u, 5000u, 15000u, 30000u}) {
        double& value = other.values[i];
        const double kept = value;
        value = kept + kStep;
        const df::HaarSums above = by_definition(one, other);
        value = kept - kStep;
        const df::HaarSums below = by_definition(one, other);
        value = kept;
        const double by_steps = (above.lacking / above.weight - below.lacking / below.weight) / (2 * kStep);
        checker.near("gradient", slope.values[i], by_steps, 2e-7);
    }
}

}  // namespace checks
