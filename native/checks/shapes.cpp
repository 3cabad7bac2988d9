// Checks of thresholds, holes, dilation and connected components.
#include <algorithm>
#include <cmath>
#include <utility>

#include "checks/checker.hpp"
#include "checks/picture.hpp"
#include "kernels/components.hpp"
#include "kernels/dilation.hpp"
#include "kernels/thresholding.hpp"

namespace checks {

namespace {

constexpr int kHeight = 96, kWidth = 137;

using Bytes = Picture<std::uint8_t>;
using Pixels = std::vector<std::pair<int, int>>;

// The pixels connected to one where `inside` is 1, which become 0.
Pixels take_connected(Bytes& inside, int y, int x, bool corners) {
    Pixels found{{y, x}};
    inside.at(0, y, x) = 0;
    for (std::size_t k = 0; k < found.size(); ++k) {
        const auto [r, c] = found[k];
        for (int i = -1; i <= 1; ++i)
            for (int j = -1; j <= 1; ++j) {
                const int p = r + i, q = c + j;
                if ((!corners && i && j) || p < 0 || q < 0 || p >= inside.h || q >= inside.w) continue;
                if (inside.at(0, p, q)) inside.at(0, p, q) = 0, found.emplace_back(p, q);
            }
    }
    return found;
}

// Blobs and specks.
Picture<float> map_of_blobs() {
    Picture<float> map(1, kHeight, kWidth);
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x)
            map.at(0, y, x) = static_cast<float>(0.5 + 0.5 * std::sin(0.21 * x) * std::sin(0.17 * y) +
                                                 0.35 * (noise(6, y * kWidth + x) - 0.5));
    return map;
}

Bytes above(const Picture<float>& map, float limit) {
    Bytes found(1, map.h, map.w);
    for (std::size_t i = 0; i < map.values.size(); ++i) found.values[i] = map.values[i] > limit;
    return found;
}

Bytes check_threshold(Checker& checker, const Picture<float>& map) {
    Bytes found(1, kHeight, kWidth), expected(1, kHeight, kWidth), low = above(map, 0.7f);
    checker.count("hysteresis threshold",
                  [&] { df::hysteresis_threshold(map.plane(), {}, 0.95, 0.7f, found.plane(), checker.team); });
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            if (!low.at(0, y, x)) continue;
            const Pixels pixels = take_connected(low, y, x, true);
            const auto high = [&](const auto& at) { return map.at(0, at.first, at.second) > 0.95; };
            if (std::any_of(pixels.begin(), pixels.end(), high))
                for (const auto& [r, c] : pixels) expected.at(0, r, c) = 1;
        }
    checker.same("mask", found.values, expected.values);
    return found;
}

void check_holes(Checker& checker, const Bytes& mask) {
    constexpr std::size_t kMost = 12;
    Bytes found = mask, expected = mask, open = mask;
    for (std::uint8_t& byte : open.values) byte = !byte;
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            if (!open.at(0, y, x)) continue;
            const Pixels pixels = take_connected(open, y, x, false);
            const auto at_edge = [](const auto& at) {
                return at.first == 0 || at.second == 0 || at.first == kHeight - 1 || at.second == kWidth - 1;
            };
            if (pixels.size() <= kMost && std::none_of(pixels.begin(), pixels.end(), at_edge))
                for (const auto& [r, c] : pixels) expected.at(0, r, c) = 1;
        }
    checker.count("holes", [&] { df::fill_holes(found.plane(), kMost, checker.team); });
    checker.same("mask", found.values, expected.values);
}

void check_dilation(Checker& checker, const Bytes& mask) {
    constexpr double kRadius = 4.5;
    Bytes found(1, kHeight, kWidth), expected(1, kHeight, kWidth);
    df::Runs runs;
    checker.count("dilation", [&] {
        runs = df::dilate(df::runs_of(mask.plane(), checker.team), kHeight, kWidth, kRadius, checker.team);
    });
    for (const df::Run& run : runs.runs)
        for (int x = run.first; x < run.last; ++x) found.at(0, run.y, x) = 1;
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x)
            for (int i = -4; i <= 4; ++i)
                for (int j = -4; j <= 4; ++j) {
                    const int r = y + i, c = x + j;
                    if (i * i + j * j > kRadius * kRadius || r < 0 || c < 0 || r >= kHeight || c >= kWidth) continue;
                    if (mask.at(0, r, c)) expected.at(0, y, x) = 1;
                }
    checker.same("mask", found.values, expected.values);
}

void check_components(Checker& checker, const Picture<float>& map, const Bytes& mask) {
    std::vector<df::Component> found;
    checker.count("connected components",
                  [&] { found = df::connected_components(mask.plane(), map.plane(), {}, {0, 0}, 0, checker.team); });
    std::vector<df::Component> expected;
    Bytes left = mask;
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            if (!left.at(0, y, x)) continue;
            const Pixels pixels = take_connected(left, y, x, true);
            int top = y, bottom = y, first = x, last = x;
            double sum = 0, peak = 0;
            for (const auto& [r, c] : pixels) {
                top = std::min(top, r), bottom = std::max(bottom, r);
                first = std::min(first, c), last = std::max(last, c);
                sum += map.at(0, r, c), peak = std::max(peak, double(map.at(0, r, c)));
            }
            expected.push_back(
                {sum, first, top, last - first + 1, bottom - top + 1, std::int64_t(pixels.size()), peak, sum});
        }
    const auto order = [](const df::Component& a, const df::Component& b) { return a.sum < b.sum; };
    std::sort(found.begin(), found.end(), order), std::sort(expected.begin(), expected.end(), order);
    checker.same("number", double(found.size()), double(expected.size()));
    for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
        const df::Component &one = found[i], &other = expected[i];
        checker.near("sum", one.sum, other.sum, 1e-9 * other.sum);
        checker.same("peak", one.peak, other.peak);
        checker.same("area", double(one.area), double(other.area));
        checker.same("box", std::vector<int>{one.x, one.y, one.width, one.height},
                     std::vector<int>{other.x, other.y, other.width, other.height});
    }
}

}  // namespace

void check_shapes(Checker& checker) {
    const Picture<float> map = map_of_blobs();
    const Bytes mask = check_threshold(checker, map);
    check_holes(checker, mask);
    check_dilation(checker, mask);
    check_components(checker, map, mask);
}

}  // namespace checks
