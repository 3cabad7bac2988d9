// Checks of FLIP.
#include "kernels/flip.hpp"

#include <algorithm>
#include <cmath>

#include "checks/checker.hpp"
#include "checks/picture.hpp"

namespace checks {

namespace {

using Doubles = Picture<double>;
using Taps = std::vector<double>;

constexpr int kReach = 6;

// Matrices from linear RGB, and filters that are as wide as those of a small display.
df::FlipView view() {
    df::FlipView view{df::FlipView::srgb, 1, {0}, {}, {}, {}};
    constexpr double kXyz[3][3] = {{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}};
    // Y, X - Y and Y - Z of XYZ over that of white, and back.
    double white[3]{};
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) white[i] += kXyz[i][j];
    df::FlipColours& colours = view.colours;
    for (int j = 0; j < 3; ++j) {
        double xyz[3];
        for (int i = 0; i < 3; ++i) colours.xyz[i][j] = xyz[i] = kXyz[i][j] / white[i];
        colours.seen[0][j] = 116 * xyz[1];
        colours.seen[1][j] = 500 * (xyz[0] - xyz[1]);
        colours.seen[2][j] = 200 * (xyz[1] - xyz[2]);
        colours.luminance[j] = kXyz[1][j];
    }
    const auto& m = colours.seen;
    const double determinant = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                               m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                               m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) {
            const int a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
            colours.shown[i][j] = (m[a][c] * m[b][d] - m[a][d] * m[b][c]) / determinant;
        }
    colours.greatest = 308;
    const Taps narrow = half_gaussian(kReach, 0.9), wide = half_gaussian(kReach, 2), widest = half_gaussian(kReach, 3);
    df::FlipFilters& filters = view.filters;
    filters.sensitivity[0] = {narrow, narrow}, filters.sensitivity[1] = {wide, wide};
    filters.sensitivity[2] = {wide, wide}, filters.sensitivity[3] = {widest, widest};
    for (double& tap : filters.sensitivity[2].down) tap *= 0.7;
    for (double& tap : filters.sensitivity[3].down) tap *= 0.3;
    filters.bell = wide, filters.edge = wide, filters.point = wide;
    double curved = 0;
    for (int i = 0; i <= kReach; ++i) {
        filters.edge[i] *= i / 40.0, filters.point[i] *= (i * i / 4.0 - 1) / 40;
        curved += i ? 2 * filters.point[i] : filters.point[i];
    }
    for (int i = 0; i <= kReach; ++i) filters.point[i] -= curved * wide[i];  // a flat image has no points
    return view;
}

double linear(double v) {
    v = std::clamp(v, 0.0, 1.0);
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

// A plane filtered down and across, with its edges repeated; `sign` is -1 for antisymmetric taps.
Doubles filtered(const Doubles& from, int c, const Taps& down, int down_sign, const Taps& across, int across_sign) {
    const auto pass = [](const Doubles& in, int k, const Taps& taps, int sign, int dy, int dx) {
        Doubles out(1, in.h, in.w);
        const auto value = [&](int y, int x) {
            return in.at(k, std::clamp(y, 0, in.h - 1), std::clamp(x, 0, in.w - 1));
        };
        for (int y = 0; y < in.h; ++y)
            for (int x = 0; x < in.w; ++x) {
                double sum = taps[0] * (sign < 0 ? 0 : value(y, x));
                for (int i = 1; i <= kReach; ++i)
                    sum += taps[i] * (value(y + i * dy, x + i * dx) + sign * value(y - i * dy, x - i * dx));
                out.at(0, y, x) = sum;
            }
        return out;
    };
    return pass(pass(from, c, down, down_sign, 1, 0), 0, across, across_sign, 0, 1);
}

// Lightness, colour, and the sizes of edges and points of an image as it is seen.
struct Look {
    std::vector<double> lightness, a, b, edge, point;
};

Look look(const df::FlipView& view, const Doubles& image) {
    Doubles seen(3, image.h, image.w);
    const std::size_t size = std::size_t(image.h) * image.w;
    for (std::size_t i = 0; i < size; ++i)
        for (int k = 0; k < 3; ++k)
            for (int c = 0; c < 3; ++c)
                seen.values[k * size + i] += view.colours.seen[k][c] * linear(image.values[c * size + i]);
    const df::FlipFilters& f = view.filters;
    const auto sensed = [&](int c, int k) {
        return filtered(seen, c, f.sensitivity[k].down, 1, f.sensitivity[k].across, 1).values;
    };
    const auto y = sensed(0, 0), cx = sensed(1, 1), cz = sensed(2, 2), more = sensed(2, 3);
    const auto edge_x = filtered(seen, 0, f.bell, 1, f.edge, -1).values;
    const auto edge_y = filtered(seen, 0, f.edge, -1, f.bell, 1).values;
    const auto point_x = filtered(seen, 0, f.bell, 1, f.point, 1).values;
    const auto point_y = filtered(seen, 0, f.point, 1, f.bell, 1).values;
    Look found;
    for (std::size_t i = 0; i < size; ++i) {
        const double at[3] = {y[i], cx[i], cz[i] + more[i]};
        double rgb[3]{}, bent[3]{};
        for (int k = 0; k < 3; ++k) {
            for (int c = 0; c < 3; ++c) rgb[k] += view.colours.shown[k][c] * at[c];
            rgb[k] = std::clamp(rgb[k], 0.0, 1.0);
        }
        for (int k = 0; k < 3; ++k) {
            for (int c = 0; c < 3; ++c) bent[k] += view.colours.xyz[k][c] * rgb[c];
            const double dark = 6.0 / 29;
            bent[k] = bent[k] > dark * dark * dark ? std::cbrt(bent[k]) : bent[k] / (3 * dark * dark) + 4.0 / 29;
        }
        const double lightness = 116 * bent[1] - 16;
        found.lightness.push_back(lightness);
        found.a.push_back(0.01 * lightness * 500 * (bent[0] - bent[1]));
        found.b.push_back(0.01 * lightness * 200 * (bent[1] - bent[2]));
        found.edge.push_back(std::hypot(edge_x[i], edge_y[i]));
        found.point.push_back(std::hypot(point_x[i], point_y[i]));
    }
    return found;
}

// The error of each pixel, and their mean.
double errors(const df::FlipView& view, const Doubles& first, const Doubles& second, std::vector<double>& map) {
    const Look one = look(view, first), other = look(view, second);
    const double greatest = std::pow(view.colours.greatest, 0.7), knee = 0.4 * greatest;
    double sum = 0;
    map.resize(one.a.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
        const double far =
            std::abs(other.lightness[i] - one.lightness[i]) + std::hypot(other.a[i] - one.a[i], other.b[i] - one.b[i]);
        const double bent = std::pow(far, 0.7);
        const double colour = bent < knee ? 0.95 / knee * bent : 0.95 + 0.05 * (bent - knee) / (greatest - knee);
        const double feature = std::max(std::abs(other.edge[i] - one.edge[i]), std::abs(other.point[i] - one.point[i]));
        sum += map[i] = std::pow(colour, 1 - std::sqrt(feature / (116 * std::sqrt(2.0))));
    }
    return sum / double(map.size());
}

}  // namespace

void check_flip(Checker& checker) {
    const auto first = scene<float>(3, 60, 83, 1, 0.3), second = scene<float>(3, 60, 83, 2, 0.3);
    const auto one = converted<double>(first);
    auto other = converted<double>(second);
    const df::FlipView rule = view();
    std::vector<double> expected, ignored, found;
    const double score = errors(rule, one, other, expected);
    Picture<float> map(1, 60, 83);
    Doubles slope(3, 60, 83);
    const df::Image to = map.image();
    checker.count("FLIP, map", [&] { found = df::flip(first.image(), second.image(), {}, rule, &to, checker.team); });
    checker.near("score", found[0], score, 1e-9);
    checker.near("map", map.values, expected, 1e-6);
    checker.count("FLIP, gradient", [&] {
        df::flip_slope(first.image(), second.image(), {}, rule, 1.0 / (60 * 83), slope.image(), checker.team);
    });
    constexpr double kStep = 1e-6;
    for (const std::size_t i : {0u, 4000u, 8000u, 14939u}) {
        double& value = other.values[i];
        const double kept = value;
        value = kept + kStep;
        const double above = errors(rule, one, other, ignored);
        value = kept - kStep;
        const double below = errors(rule, one, other, ignored);
        value = kept;
        checker.near("gradient", slope.values[i], (above - below) / (2 * kStep), 1e-8);
    }
}

}  // namespace checks
