// Checks of SSIM, MS-SSIM and GMSD.
#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"
#include "kernels/gms.hpp"
#include "kernels/ms_ssim.hpp"
#include "kernels/ssim.hpp"

namespace checks {

namespace {

using Doubles = Picture<double>;

constexpr int kHalf = 5;
constexpr double kSigma = 1.5, kC1 = 1e-4, kC2 = 9e-4, kConstant = 0.0026;

df::SsimSettings settings() {
    df::SsimSettings settings;
    settings.weights = half_gaussian(kHalf, kSigma);
    settings.c1 = kC1, settings.c2 = kC2;
    return settings;
}

struct Windows {
    double ssim = 0, contrast = 0;  // means over the windows
    Doubles map, gradient;          // of the SSIM
};

// The definition, window by window; the gradient is the sum of the derivatives of the windows.
Windows by_definition(const Doubles& first, const Doubles& second) {
    const std::vector<double> half = half_gaussian(kHalf, kSigma);
    const int h = first.h - 2 * kHalf, w = first.w - 2 * kHalf;
    Windows found{0, 0, Doubles(1, h, w), Doubles(1, first.h, first.w)};
    const auto weight = [&](int i, int j) { return half[std::abs(i - kHalf)] * half[std::abs(j - kHalf)]; };
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) {
            double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
            for (int i = 0; i <= 2 * kHalf; ++i)
                for (int j = 0; j <= 2 * kHalf; ++j) {
                    const double k = weight(i, j), p = first.at(0, y + i, x + j), q = second.at(0, y + i, x + j);
                    a += k * p, b += k * q, aa += k * p * p, bb += k * q * q, ab += k * p * q;
                }
            const double a1 = 2 * a * b + kC1, a2 = 2 * (ab - a * b) + kC2, b1 = a * a + b * b + kC1,
                         b2 = aa - a * a + bb - b * b + kC2;
            const double value = a1 * a2 / (b1 * b2), share = 1.0 / (double(h) * w);
            found.map.at(0, y, x) = value;
            found.ssim += share * value, found.contrast += share * a2 / b2;
            for (int i = 0; i <= 2 * kHalf; ++i)
                for (int j = 0; j <= 2 * kHalf; ++j) {
                    const double p = first.at(0, y + i, x + j), q = second.at(0, y + i, x + j);
                    found.gradient.at(0, y + i, x + j) +=
                        share * weight(i, j) * 2 *
                        (a * a2 / (b1 * b2) - b * value / b1 + (p - a) * a1 / (b1 * b2) - (q - b) * value / b2);
                }
        }
    return found;
}

template <class T>
struct Found {
    double score, reach;
    std::vector<T> map, gradient;
};

template <class T>
Found<T> by_kernel(Checker& checker, const char* name, const Picture<T>& first, const Picture<T>& second, bool mapped,
                   bool sloped) {
    const df::SsimSettings rule = settings();
    const int h = rule.inner(first.h), w = rule.inner(first.w);
    const std::size_t windows = std::size_t(h) * w, blocks = df::ssim_sum_count(h, w);
    Found<T> found{0, 0, std::vector<T>(mapped ? windows : 0), std::vector<T>(sloped ? first.values.size() : 0)};
    std::vector<double> sums(blocks);
    checker.count(name, [&] {
        df::SsimWork<T> work;
        work.pair = df::plane_pair<T>(first.plane(), second.plane(), {}, 1);
        work.row_end = sloped ? first.h : h;
        work.map = mapped ? found.map.data() : nullptr;
        work.gradient = sloped ? found.gradient.data() : nullptr;
        work.factor = work.pair.unit / double(windows);
        work.sums = sums.data();
        found.reach = df::ssim_planes<T>({work}, rule, {}, checker.team);
        found.score = df::ssim_sum(sums.data(), blocks) / double(windows);
    });
    return found;
}

void check_ssim(Checker& checker) {
    const auto first = scene<double>(1, 90, 149, 1), second = scene<double>(1, 90, 149, 2);
    const auto one = converted<float>(first), other = converted<float>(second);
    const Windows expected = by_definition(converted<double>(one), converted<double>(other));
    const auto compare = [&](const auto& found, double tolerance) {
        checker.near("score", found.score, expected.ssim, tolerance);
        if (!found.map.empty()) checker.near("map", found.map, expected.map.values, 10 * tolerance);
        if (!found.gradient.empty()) checker.near("gradient", found.gradient, expected.gradient.values, tolerance);
    };
    compare(by_kernel(checker, "SSIM", one, other, false, false), 1e-6);
    compare(by_kernel(checker, "SSIM, map", one, other, true, false), 1e-6);
    compare(by_kernel(checker, "SSIM, gradient", one, other, false, true), 1e-6);
    compare(by_kernel(checker, "SSIM, map and gradient in float64", converted<double>(one), converted<double>(other),
                      true, true),
            1e-12);
}

// Means of 2 x 2 pixels.
Doubles halved(const Doubles& from) {
    Doubles to(1, from.h / 2, from.w / 2);
    for (int y = 0; y < to.h; ++y)
        for (int x = 0; x < to.w; ++x)
            to.at(0, y, x) = (from.at(0, 2 * y, 2 * x) + from.at(0, 2 * y, 2 * x + 1) + from.at(0, 2 * y + 1, 2 * x) +
                              from.at(0, 2 * y + 1, 2 * x + 1)) /
                             4;
    return to;
}

const std::vector<double> kExponents{0.2, 0.3, 0.5};

double ms_ssim_by_definition(Doubles first, Doubles second) {
    double score = 1;
    for (std::size_t k = 0; k < kExponents.size(); ++k) {
        const Windows found = by_definition(first, second);
        score *= std::pow(k + 1 < kExponents.size() ? found.contrast : found.ssim, kExponents[k]);
        first = halved(first), second = halved(second);
    }
    return score;
}

void check_ms_ssim(Checker& checker) {
    const auto first = scene<float>(1, 64, 96, 1), second = scene<float>(1, 64, 96, 2);
    const auto one = converted<double>(first);
    auto other = converted<double>(second);
    const double expected = ms_ssim_by_definition(one, other);
    std::vector<double> scores;
    double reach = 0;
    const auto call = [&](float* slopes) {
        scores = df::ms_ssim_planes<float>({df::plane_pair<float>(first.plane(), second.plane(), {}, 1)}, settings(),
                                           kExponents, slopes, 1, std::size_t{40} << 20, checker.team, reach);
    };
    checker.count("MS-SSIM", [&] { call(nullptr); });
    checker.near("score", scores[0], expected, 1e-6);
    std::vector<float> slopes(first.values.size());
    checker.count("MS-SSIM, gradient", [&] { call(slopes.data()); });
    checker.near("score", scores[0], expected, 1e-6);
    constexpr double kStep = 1e-4;
    for (const std::size_t i : {0u, 500u, 3000u, 6143u}) {
        double& value = other.values[i];
        const double kept = value;
        value = kept + kStep;
        const double above = ms_ssim_by_definition(one, other);
        value = kept - kStep;
        const double below = ms_ssim_by_definition(one, other);
        value = kept;
        checker.near("gradient", slopes[i], (above - below) / (2 * kStep), 1e-6);
    }
}

// Prewitt's filter / 3 with zeros outside; the magnitude of the gradient.
Doubles magnitudes(const Doubles& from) {
    Doubles to(1, from.h, from.w);
    const auto at = [&](int y, int x) { return y < 0 || x < 0 || y >= from.h || x >= from.w ? 0.0 : from.at(0, y, x); };
    for (int y = 0; y < to.h; ++y)
        for (int x = 0; x < to.w; ++x) {
            double across = 0, down = 0;
            for (int i = -1; i <= 1; ++i)
                across += at(y + i, x + 1) - at(y + i, x - 1), down += at(y + 1, x + i) - at(y - 1, x + i);
            to.at(0, y, x) = std::sqrt(across * across + down * down) / 3;
        }
    return to;
}

double deviation(const Doubles& first, const Doubles& second, Doubles& map) {
    const Doubles one = magnitudes(halved(first)), other = magnitudes(halved(second));
    double sum = 0, squares = 0;
    map = one;
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        const double a = one.values[i], b = other.values[i];
        sum += map.values[i] = (2 * a * b + kConstant) / (a * a + b * b + kConstant);
    }
    const double mean = sum / double(map.values.size());
    for (const double value : map.values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / double(map.values.size()));
}

void check_gms(Checker& checker) {
    const auto first = scene<float>(1, 140, 182, 1, 0.4), second = scene<float>(1, 140, 182, 2, 0.4);
    const auto one = converted<double>(first);
    auto other = converted<double>(second);
    Doubles expected(1, 1, 1), ignored(1, 1, 1);
    const double score = deviation(one, other, expected);
    Picture<float> map(1, 70, 91), slope(1, 140, 182);
    const df::Image to = map.image(), slopes = slope.image();
    std::vector<df::Similarity> found;
    checker.count("GMSD, map",
                  [&] { found = df::gms(first.image(), second.image(), kConstant, true, &to, nullptr, checker.team); });
    checker.near("score", found[0].deviation, score, 1e-6);
    checker.near("map", map.values, expected.values, 1e-5);
    checker.count("GMSD, gradient", [&] {
        found = df::gms(first.image(), second.image(), kConstant, true, nullptr, &slopes, checker.team);
    });
    checker.near("score", found[0].deviation, score, 1e-6);
    constexpr double kStep = 1e-5;
    for (const std::size_t i : {0u, 777u, 10000u, 25000u}) {
        double& value = other.values[i];
        const double kept = value;
        value = kept + kStep;
        const double above = deviation(one, other, ignored);
        value = kept - kStep;
        const double below = deviation(one, other, ignored);
        value = kept;
        checker.near("gradient", slope.values[i], (above - below) / (2 * kStep), 1e-6);
    }
}

}  // namespace

void check_similarity(Checker& checker) {
    check_ssim(checker);
    check_ms_ssim(checker);
    check_gms(checker);
}

}  // namespace checks
