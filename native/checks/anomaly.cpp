// Checks of anomaly scores.
#include "kernels/anomaly.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "checks/checker.hpp"
#include "checks/picture.hpp"

namespace checks {

namespace {

constexpr int kRows = 30, kColumns = 41, kHeight = kRows * df::kBlock, kWidth = kColumns * df::kBlock;
constexpr std::size_t kArea = std::size_t(kRows) * kColumns;

const std::vector<double> kLuma{0.25, 0.5, 0.25};

struct Blocks {
    std::vector<float> halves, products, shifts, means, clipped;
};

// The statistics of block (r, c) by their definition.
void check_block(Checker& checker, const Picture<float>& first, const Picture<float>& second, const Blocks& found,
                 int r, int c) {
    double mean[3]{}, shift[3]{}, products[3]{};
    for (int y = 4 * r; y < 4 * r + 4; ++y)
        for (int x = 4 * c; x < 4 * c + 4; ++x)
            for (int k = 0; k < 3; ++k) {
                mean[k] += (double(first.at(k, y, x)) + second.at(k, y, x)) / 32;
                shift[k] += (double(second.at(k, y, x)) - first.at(k, y, x)) / 16;
            }
    const auto luma = [](const Picture<float>& image, int y, int x) {
        double sum = 0;
        for (int k = 0; k < 3; ++k) sum += kLuma[k] * image.at(k, y, x);
        return sum;
    };
    for (int y = 4 * r; y < 4 * r + 4; y += 2)
        for (int x = 4 * c; x < 4 * c + 4; x += 2) {
            double details[2][3];
            for (int i = 0; i < 2; ++i) {
                const Picture<float>& image = i ? second : first;
                const double p = luma(image, y, x), q = luma(image, y, x + 1), s = luma(image, y + 1, x),
                             t = luma(image, y + 1, x + 1);
                details[i][0] = (p + s - q - t) / 2, details[i][1] = (p + q - s - t) / 2,
                details[i][2] = (p + t - q - s) / 2;
                checker.near("mean of 2x2 pixels",
                             found.halves[(std::size_t(i) * kRows * 2 + y / 2) * 2 * kColumns + x / 2],
                             (p + q + s + t) / 4, 1e-6);
            }
            for (const int k : {0, 1, 2}) {
                const double m = (details[0][k] + details[1][k]) / 2, d = details[1][k] - details[0][k];
                products[0] += m * m / 16, products[1] += d * d / 16, products[2] += d * m / 16;
            }
        }
    const std::size_t place = std::size_t(r) * kColumns + c;
    for (int k = 0; k < 3; ++k) {
        checker.near("mean", found.means[k * kArea + place], mean[k], 1e-6);
        checker.near("shift", found.shifts[k * kArea + place], shift[k], 1e-6);
        checker.near("product", found.products[k * kArea + place], products[k], 1e-7);
    }
    checker.same("clipped fraction", found.clipped[place], 0);
}

void check_blocks(Checker& checker) {
    const auto first = scene<float>(3, kHeight, kWidth, 1), second = scene<float>(3, kHeight, kWidth, 2);
    Blocks found{std::vector<float>(2 * 4 * kArea), std::vector<float>(3 * kArea), std::vector<float>(3 * kArea),
                 std::vector<float>(3 * kArea), std::vector<float>(kArea)};
    const df::BlockOutputs out{found.halves.data(), found.products.data(), found.shifts.data(), found.means.data(),
                               found.clipped.data()};
    checker.count("statistics of blocks", [&] {
        df::block_statistics({first.image(), second.image()}, {1, 1}, kLuma, 1e-3, kRows, kColumns, out, checker.team);
    });
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < kColumns; ++c) check_block(checker, first, second, found, r, c);
}

void check_bands(Checker& checker) {
    constexpr int kTall = 2 * kRows, kWide = 2 * kColumns;
    const auto fine = scene<float>(2, kTall, kWide, 1), coarse = scene<float>(2, kTall, kWide, 2);
    std::vector<float> out(3 * kArea), means(2 * kArea);
    checker.count("products of a band", [&] {
        df::band_products(fine.values.data(), coarse.values.data(), 2, kTall, kWide, 2, out.data(), means.data(),
                          checker.team);
    });
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < kColumns; ++c) {
            double products[3]{}, mean = 0;
            for (int y = 2 * r; y < 2 * r + 2; ++y)
                for (int x = 2 * c; x < 2 * c + 2; ++x) {
                    const double a = double(fine.at(0, y, x)) - coarse.at(0, y, x),
                                 b = double(fine.at(1, y, x)) - coarse.at(1, y, x), m = (a + b) / 2, d = b - a;
                    products[0] += m * m / 4, products[1] += d * d / 4, products[2] += d * m / 4;
                    mean += coarse.at(1, y, x) / 4.0;
                }
            const std::size_t place = std::size_t(r) * kColumns + c;
            for (int k = 0; k < 3; ++k) checker.near("product", out[k * kArea + place], products[k], 1e-7);
            checker.near("mean", means[kArea + place], mean, 1e-6);
        }
}

// A block that differs more than the others has the highest score.
void check_scores(Checker& checker) {
    const df::AnomalySettings settings{1, 2, 1, false, 0, 0, 1e-6, 0.1, 0.1, 0.01f, 0.5f, 4, 3};
    constexpr int kPlanes = 3 * 2 + 2;
    constexpr std::size_t kStrange = 700;
    std::vector<float> planes(kPlanes * kArea), scores(kArea);
    for (std::size_t i = 0; i < kArea; ++i) {
        const auto random = [&](int k) { return static_cast<float>(noise(8 + k, std::uint32_t(i))); };
        for (int band = 0; band < 2; ++band) {
            planes[(3 * band) * kArea + i] = 0.01f + 0.01f * random(3 * band);
            planes[(3 * band + 1) * kArea + i] = (i == kStrange ? 0.1f : 0.001f) * (1 + random(3 * band + 1));
            planes[(3 * band + 2) * kArea + i] = 0.001f * (random(3 * band + 2) - 0.5f);
        }
        planes[6 * kArea + i] = (i == kStrange ? 0.3f : 0.02f) * (random(6) - 0.5f);
    }
    std::vector<std::int32_t> sample(kArea);
    std::iota(sample.begin(), sample.end(), 0);
    checker.count("anomaly scores", [&] {
        df::anomaly_scores(planes.data(), kRows, kColumns, sample, settings, scores.data(), checker.team);
    });
    const auto greatest = std::max_element(scores.begin(), scores.end());
    checker.same("place of the highest score", double(greatest - scores.begin()), kStrange);
    checker.same("lowest score is at least 0", *std::min_element(scores.begin(), scores.end()) >= 0, true);
    std::vector<float> sorted = scores;
    std::sort(sorted.begin(), sorted.end());
    checker.same("highest score stands out", *greatest > 3 * sorted[kArea - 2], true);
}

void check_upsampling(Checker& checker) {
    constexpr int kSize = 4;
    std::vector<float> blocks(kArea);
    for (std::size_t i = 0; i < kArea; ++i) blocks[i] = static_cast<float>(noise(9, std::uint32_t(i)));
    Picture<float> found(1, kHeight, kWidth);
    checker.count("upsampling",
                  [&] { df::upsample(blocks.data(), kRows, kColumns, kSize, found.image(), checker.team); });
    const auto at = [&](int r, int c) { return double(blocks[std::size_t(r) * kColumns + c]); };
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            const double v = std::clamp((y + 0.5) / kSize - 0.5, 0.0, kRows - 1.0),
                         u = std::clamp((x + 0.5) / kSize - 0.5, 0.0, kColumns - 1.0);
            const int r = int(v), c = int(u), below = std::min(r + 1, kRows - 1), right = std::min(c + 1, kColumns - 1);
            const double p = v - r, q = u - c;
            const double expected =
                (1 - p) * ((1 - q) * at(r, c) + q * at(r, right)) + p * ((1 - q) * at(below, c) + q * at(below, right));
            checker.near("value", found.at(0, y, x), expected, 1e-5);
        }
}

}  // namespace

void check_anomaly(Checker& checker) {
    check_blocks(checker);
    check_bands(checker);
    check_scores(checker);
    check_upsampling(checker);
}

}  // namespace checks
