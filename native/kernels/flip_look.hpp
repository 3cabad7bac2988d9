// What FLIP compares at each pixel, and the errors.

#pragma once

#include <cmath>

#include "kernels/flip_seen.hpp"

namespace df {

inline constexpr double kBend = 6.0 / 29;  // cube root up to which the lightness function of CIELAB is a line
inline constexpr double kDark = kBend * kBend * kBend;
inline constexpr double kColourPower = 0.7, kKnee = 0.4, kShare = 0.95;
inline constexpr double kWhite = 116;  // Y of white

// The cube root of v, or of the least value whose root is no line, and the lightness function of CIELAB.
inline Wide root_of(Wide v) { return power(at_least(v, splat(kDark)), 1.0 / 3); }
inline Wide bent(Wide v, Wide root) { return v > kDark ? root : v / (3 * kBend * kBend) + 4.0 / 29; }

// Replaces the blurred planes by CIELAB with the Hunt effect, and the derivatives by the sizes of edges and points.
inline void look(const FlipColours& colours, const double* row, int count, double* out) {
    for (int i = 0; i < count; i += kLanes<double>) {
        const auto from = [&](int k) { return load(row + k * count + i); };
        const auto to = [&](int k, Wide v) { store(out + k * count + i, v); };
        const Wide seen[3] = {from(FlipRow::y), from(FlipRow::cx), from(FlipRow::cz)};
        Wide rgb[3], xyz[3];
        multiply(colours.shown, seen, rgb);
        for (Wide& v : rgb) v = clamped(v);
        multiply(colours.xyz, rgb, xyz);
        for (Wide& v : xyz) v = bent(v, root_of(v));
        const Wide lightness = 116.0 * xyz[1] - 16.0;
        to(FlipLook::lightness, lightness);
        to(FlipLook::a, 0.01 * lightness * (500.0 * (xyz[0] - xyz[1])));
        to(FlipLook::b, 0.01 * lightness * (200.0 * (xyz[1] - xyz[2])));
        const auto size = [&](int x, int y) { return root(from(x) * from(x) + from(y) * from(y)); };
        to(FlipLook::edge, size(FlipRow::edge_x, FlipRow::edge_y));
        to(FlipLook::point, size(FlipRow::point_x, FlipRow::point_y));
    }
}

inline Wide absolute(Wide v) { return v < 0.0 ? -v : v; }

// The colour error as a function of a power of the distance: it takes up kShare of the range up to the knee.
struct FlipScale {
    explicit FlipScale(double greatest)
        : knee(kKnee * std::pow(greatest, kColourPower)), shallow(kShare / knee),
          steep((1 - kShare) / (knee / kKnee - knee)) {}
    Wide error(Wide powered) const { return powered < knee ? shallow * powered : kShare + (powered - knee) * steep; }
    Wide slope(Wide powered) const { return powered < knee ? splat(shallow) : splat(steep); }
    double knee, shallow, steep;
};

// The gaps between the looks of two images at some pixels.
struct FlipGap {
    FlipGap(const double* looks, std::ptrdiff_t stride, int i) {
        const auto gap = [&](int k) {
            return load(looks + (FlipLook::count + k) * stride + i) - load(looks + k * stride + i);
        };
        lightness = gap(FlipLook::lightness), a = gap(FlipLook::a), b = gap(FlipLook::b);
        edge = gap(FlipLook::edge), point = gap(FlipLook::point);
        chroma = root(a * a + b * b), distance = absolute(lightness) + chroma;
        powered = power(distance, kColourPower);
        greatest = at_least(absolute(edge), absolute(point));
        feature = root(greatest / (kWhite * std::sqrt(2.0)));
    }
    Wide lightness, a, b, edge, point, chroma, distance, powered, greatest, feature;
};

// The error of each pixel, from 0 to 1.
inline void compare(double greatest, const double* looks, int count, double* errors) {
    const FlipScale scale(greatest);
    for (int i = 0; i < count; i += kLanes<double>) {
        const FlipGap gap(looks, count, i);
        store(errors + i, power(scale.error(gap.powered), 1.0 - gap.feature));
    }
}

// A colour image among the planes of an image, or a plane three times.
struct Colours {
    Colours(const Image& image, int number) {
        const int n = image.c == 3 ? number : number / image.c;
        for (int c = 0; c < 3; ++c) planes[c] = plane_of(image, n, image.c == 3 ? c : number % image.c);
    }
    Plane planes[3];
};

// The errors of a tile of two images.
class FlipTile {
public:
    FlipTile(const Colours& first, const Colours& second, const Scale& scale, const FlipView& view, int x, int count)
        : first_(first), second_(second), scale_(scale), view_(view), x_(x), count_(count),
          width_(whole<double>(count)), rows_(std::size_t(FlipRow::count) * width_),
          looks_(std::size_t(2 * FlipLook::count) * width_) {}

    int width() const { return width_; }

    // Calls f(y, errors) for the rows begin .. end - 1 at an exposure.
    template <class F>
    void expose(int begin, int end, double exposure, F&& f) {
        FlipSeen first(view_, first_.planes, scale_.first, exposure, x_, count_);
        FlipSeen second(view_, second_.planes, scale_.second, exposure, x_, count_);
        const Buffer<double> errors(width_);
        for (int y = begin; y < end; ++y) {
            first.filter(y, rows_.data(), width_);
            look(view_.colours, rows_.data(), width_, looks());
            second.filter(y, rows_.data(), width_);
            look(view_.colours, rows_.data(), width_, looks() + FlipLook::count * width_);
            compare(view_.colours.greatest, looks(), width_, errors.data());
            f(y, errors.data());
        }
    }

    // Of the row that f is called for: how both images look, and the filtered rows of the second image.
    double* looks() const { return looks_.data(); }
    const double* filtered() const { return rows_.data(); }

private:
    const Colours& first_;
    const Colours& second_;
    const Scale& scale_;
    const FlipView& view_;
    int x_, count_, width_;
    Buffer<double> rows_, looks_;
};

}  // namespace df
