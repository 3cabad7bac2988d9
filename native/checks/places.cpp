// Checks of what is measured at places where two images differ.
#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"
#include "kernels/far_shift.hpp"
#include "kernels/place.hpp"
#include "kernels/windows.hpp"

namespace checks {

namespace {

constexpr int kSide = 64;
constexpr std::size_t kArea = std::size_t(kSide) * kSide;

const std::vector<double> kLuma{0.25, 0.5, 0.25};

double luma(const Picture<float>& image, int y, int x) {
    double sum = 0;
    for (int k = 0; k < 3; ++k) sum += kLuma[k] * image.at(k, y, x);
    return sum;
}

// Smooth content, moved by a number of rows and columns.
Picture<float> content(double rows, double columns) {
    Picture<float> picture(3, kSide, kSide);
    for (int k = 0; k < 3; ++k)
        for (int y = 0; y < picture.h; ++y)
            for (int x = 0; x < picture.w; ++x) {
                const double v = y - rows, u = x - columns;
                picture.at(k, y, x) = static_cast<float>(0.5 + 0.2 * std::sin(0.31 * u + 0.13 * v + k) +
                                                         0.2 * std::cos(0.23 * v - 0.05 * u * std::sin(0.1 * v)));
            }
    return picture;
}

void check_windows(Checker& checker) {
    const auto first = scene<float>(3, 96, 128, 1), second = scene<float>(3, 96, 128, 2);
    Picture<float> map(1, 96, 128);
    for (std::size_t i = 0; i < map.values.size(); ++i) map.values[i] = second.values[i] - first.values[i];
    std::vector<float> levels(9 * kArea);
    std::vector<std::uint8_t> inside(kArea);
    const df::Window window{20, 30, kSide, kSide, 10, 12, 40, 30, 0.03f, levels.data(), inside.data()};
    const df::MappedPair pair{first.image(), second.image(), 0.5f, 2.0f, map.plane(), 0, 0};
    checker.count("windows of regions", [&] { df::open_windows(pair, {window}, checker.team); });
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            for (int k = 0; k < 3; ++k) {
                const float one = 0.5f * first.at(k, 20 + y, 30 + x), other = 2 * second.at(k, 20 + y, 30 + x);
                const std::size_t place = k * kArea + std::size_t(y) * kSide + x;
                checker.near("first", levels[place], one, 1e-7);
                checker.near("second", levels[3 * kArea + place], other, 1e-7);
                checker.near("difference", levels[6 * kArea + place], other - one, 1e-6);
            }
            const bool boxed = y >= 10 && y < 50 && x >= 12 && x < 42;
            checker.same("inside", inside[std::size_t(y) * kSide + x],
                         boxed && std::abs(map.at(0, 20 + y, 30 + x)) >= 0.03f);
        }
}

void check_energies(Checker& checker) {
    const auto first = scene<float>(3, 96, 128, 1), second = scene<float>(3, 96, 128, 2);
    const df::WindowRule rule{1, 1, kLuma, {half_gaussian(3, 1), half_gaussian(6, 2)}};
    const std::vector<df::Corner> corners{{0, 0}, {11, 37}, {32, 64}};
    std::vector<double> found(5 * corners.size());
    checker.count("energies in windows", [&] {
        df::window_energies(first.image(), second.image(), corners, kSide, kSide, rule, found.data(), checker.team);
    });
    for (std::size_t n = 0; n < corners.size(); ++n) {
        double expected[3]{};  // of lumas, colours, one channel
        for (int y = corners[n].first; y < corners[n].first + kSide; ++y)
            for (int x = corners[n].second; x < corners[n].second + kSide; ++x) {
                const double mixed = luma(second, y, x) - luma(first, y, x);
                expected[0] += mixed * mixed / double(kArea);
                for (int k = 0; k < 3; ++k) {
                    const double gap = double(second.at(k, y, x)) - first.at(k, y, x);
                    expected[1] += (gap - mixed) * (gap - mixed) / double(kArea);
                    expected[2] += gap * gap / double(3 * kArea);
                }
            }
        const auto energy = [&](int i) { return found[i * corners.size() + n]; };
        checker.near("energy of the luma", energy(0), expected[0], 1e-6 * expected[0]);
        checker.near("energy of the colours", energy(3), expected[1], 1e-6 * expected[1]);
        checker.near("energy of a channel", energy(4), expected[2], 1e-6 * expected[2]);
        checker.same("order of the bands", energy(1) > energy(2) && energy(1) < energy(0), true);
    }
}

void check_search(Checker& checker) {
    Picture<float> image(3, 120, 150);  // squares of 4x4 pixels
    for (int k = 0; k < 3; ++k)
        for (int y = 0; y < image.h; ++y)
            for (int x = 0; x < image.w; ++x)
                image.at(k, y, x) = static_cast<float>(noise(1, (k * 64 + y / 4) * 64 + x / 4));
    Picture<float> target(1, 24, 24), weight(1, 24, 24);
    std::fill(weight.values.begin(), weight.values.end(), 1.0f);
    for (int y = 0; y < 24; ++y)
        for (int x = 0; x < 24; ++x) target.at(0, y, x) = static_cast<float>(luma(image, 43 + y, 79 + x));
    const df::SearchRule rule{1, kLuma, half_gaussian(12, 4), 32, 4, 2};
    const df::Search search{image.image(), 50, 60, target.plane(), weight.plane()};
    std::vector<df::FoundPart> found;
    checker.count("search of shifted content", [&] { found = df::find_shifted({search}, rule, checker.team); });
    // The surroundings begin 32 pixels above and to the left of the window.
    checker.same("position of planted content", std::vector<int>{found[0].top, found[0].left},
                 std::vector<int>{43 - (50 - 32), 79 - (60 - 32)});
}

// Waves of low frequencies (DCT), each orthonormal, and all of their products.
struct LowWaves {
    LowWaves() : waves(1, kCount, kSide), kept(1, kCount, kCount) {
        for (int k = 0; k < kCount; ++k)
            for (int i = 0; i < kSide; ++i)
                waves.at(0, k, i) =
                    static_cast<float>(std::cos(M_PI * k * (i + 0.5) / kSide) * std::sqrt((k ? 2.0 : 1.0) / kSide));
        std::fill(kept.values.begin(), kept.values.end(), 1.0f);
    }
    static constexpr int kCount = 16;
    Picture<float> waves, kept;
};

df::PlaceRule place_rule() {
    df::PlaceRule rule{};
    rule.core = {kLuma, half_gaussian(9, 3), 0.95, 0.3};
    rule.enough = 1000, rule.noise_size = 5;
    rule.bands = {half_gaussian(3, 0.9), half_gaussian(8, 2), half_gaussian(16, 4)};
    rule.blurs = {half_gaussian(3, 0.8), half_gaussian(8, 2)};
    rule.medians = {5, 9};
    rule.echo = half_gaussian(4, 1), rule.level = half_gaussian(8, 2), rule.coarse = half_gaussian(18, 6);
    rule.edge = 3;
    rule.soft = half_gaussian(4, 1);
    rule.steps = {3, 1e-6, 4};
    rule.shortest = 4, rule.bins = 512;
    rule.frequencies = {2048, 32, 512, 6};
    rule.spread = {0.01, 0.99, 3};
    rule.wave = {12, 3, 16};
    return rule;
}

void check_place(Checker& checker) {
    const auto first = content(0, 0), second = content(0.5, -1);
    Picture<std::uint8_t> inside(1, kSide, kSide);
    std::fill(inside.values.begin(), inside.values.end(), std::uint8_t{1});
    const LowWaves low;
    std::vector<float> planes(8 * kArea), shares(2 * 512);
    const auto plane = [&](int k) { return planes.data() + k * kArea; };
    const df::PlaceData data{first.image(),
                             second.image(),
                             inside.plane(),
                             0,
                             0,
                             {low.waves.plane(), low.waves.plane(), low.kept.plane()},
                             {plane(0), plane(1), plane(2), plane(3)},
                             plane(4),
                             plane(5),
                             plane(6),
                             plane(7),
                             shares.data()};
    std::vector<df::PlaceFacts> found;
    checker.count("measurements of a place", [&] { found = df::measure_places({data}, place_rule(), checker.team); });
    const df::PlaceFacts& facts = found[0];
    double count = 0, gap = 0, squares = 0, products = 0, channels[3]{};
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const std::size_t i = std::size_t(y) * kSide + x;
            const double one = luma(first, y, x), other = luma(second, y, x);
            checker.near("luma", plane(0)[i], one, 1e-6);
            checker.near("difference of lumas", plane(2)[i], other - one, 1e-6);
            checker.same("core is 0 or 1", plane(3)[i] == 0 || plane(3)[i] == 1, true);
            if (plane(3)[i] == 0) continue;
            count += 1, gap += other - one, squares += (other - one) * (other - one), products += one * other;
            for (int k = 0; k < 3; ++k) channels[k] += second.at(k, y, x);
        }
    checker.same("pixels of the core", facts.core.count, count);
    checker.near("difference of lumas", facts.core.luma, gap, 1e-4);
    checker.near("square of the difference", facts.core.luma_square, squares, 1e-4);
    for (int k = 0; k < 3; ++k) checker.near("sum of a channel", facts.core.second[k], channels[k], 1e-3);
    checker.near("product of both lumas", facts.bases.product, products, 1e-3 * products);
    checker.same("displacement is followed", facts.displacement.has_value(), true);
    if (!facts.displacement) return;
    checker.near("rows of the displacement", facts.displacement->first, 0.5, 0.05);
    checker.near("columns of the displacement", facts.displacement->second, -1, 0.05);
}

}  // namespace

void check_places(Checker& checker) {
    check_windows(checker);
    check_energies(checker);
    check_search(checker);
    check_place(checker);
}

}  // namespace checks
