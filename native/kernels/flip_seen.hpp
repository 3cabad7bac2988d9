// An image as FLIP's viewer sees it, row by row, in float64.

#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/flip.hpp"
#include "kernels/power.hpp"

namespace df {

// The rows that the filters write: Y, Cx and Cz as the contrast sensitivity of the eye blurs them, and the horizontal
// and vertical first and second derivative of Y.
struct FlipRow {
    enum { y, cx, cz, edge_x, edge_y, point_x, point_y, count };
};

// The rows that are compared: CIELAB of the blurred image with the Hunt effect, and the sizes of edges and points.
struct FlipLook {
    enum { lightness, a, b, edge, point, count };
};

inline void multiply(const double (&matrix)[3][3], const Wide (&in)[3], Wide (&out)[3]) {
    for (int k = 0; k < 3; ++k) out[k] = matrix[k][0] * in[0] + matrix[k][1] * in[1] + matrix[k][2] * in[2];
}

inline Wide at_most(Wide v, double most) { return most < v ? splat(most) : v; }
inline Wide clamped(Wide v) { return at_most(at_least(v, Wide{}), 1.0); }

// Linear RGB from 0 to 1 of the stored values of a row.
class FlipScreen {
public:
    FlipScreen(const FlipView& view, double divisor, double exposure)
        : view_(view), divisor_(divisor), gain_(std::exp2(exposure)) {
        if (view.encoding == FlipView::radiance) return;
        for (int i = 0; i < 256; ++i) bytes_[i] = i;
        show_values(bytes_, 256);
    }

    // Converts `count` values of row y of three planes, from column x on. The rows hold whole vectors.
    void row(const Plane (&planes)[3], int y, int x, int count, double* const (&out)[3]) const {
        const bool by_table = view_.encoding != FlipView::radiance;
        for (int c = 0; c < 3; ++c) {
            if (by_table && planes[c].type == Type::u8) {
                const auto* from = static_cast<const std::uint8_t*>(planes[c].data) + y * planes[c].sh;
                for (int i = 0; i < count; ++i) out[c][i] = bytes_[from[(x + i) * planes[c].sw]];
                continue;
            }
            load_row(planes[c], y, x, count, out[c]);
            if (by_table) show_values(out[c], count);
        }
        if (!by_table) show_radiance(count, out);
    }

    // Replaces the derivatives with respect to linear RGB by those with respect to the values on the common scale.
    void slope(const Plane (&planes)[3], int y, int x, int count, double* const (&slopes)[3]) const {
        std::vector<double> values(3 * whole<double>(count));
        double* rows[3];
        for (int c = 0; c < 3; ++c) {
            rows[c] = values.data() + c * whole<double>(count);
            load_row(planes[c], y, x, count, rows[c]);
        }
        if (view_.encoding == FlipView::radiance) return slope_of_radiance(count, rows, slopes);
        for (int c = 0; c < 3; ++c)
            for (int i = 0; i < count; i += kLanes<double>) {
                const Wide v = load(rows[c] + i) / divisor_ / view_.range, inside = clamped(v);
                Wide out = load(slopes[c] + i) / view_.range;
                if (view_.encoding == FlipView::srgb) {
                    const Wide bent = power((at_least(inside, splat(0.04045)) + 0.055) * (1 / 1.055), 1.4);
                    out *= inside <= 0.04045 ? splat(1 / 12.92) : bent * (2.4 / 1.055);
                }
                store(slopes[c] + i, unless_clamped(v, out));
            }
    }

    // The derivative with respect to values before they were clamped; rounding may move values out of the range.
    static Wide unless_clamped(Wide v, Wide slope) {
        constexpr double kRounding = 1e-6;
        return (v < -kRounding) | (v > 1 + kRounding) ? Wide{} : slope;
    }

private:
    // A function of its own, so that the bytes of the table and other values are rounded alike.
    [[gnu::noinline]] void show_values(double* values, int count) const {
        const bool srgb = view_.encoding == FlipView::srgb, scaled = divisor_ != 1 || view_.range != 1;
        for (int i = 0; i < count; i += kLanes<double>) {
            Wide v = load(values + i);
            if (scaled) v = v / divisor_ / view_.range;
            v = clamped(v);
            if (srgb) {
                const Wide bent = power((at_least(v, splat(0.04045)) + 0.055) * (1 / 1.055), 2.4);
                v = v <= 0.04045 ? v * (1 / 12.92) : bent;
            }
            store(values + i, v);
        }
    }

    Wide light_of(Wide stored) const { return at_most(gain_ * at_least(stored / divisor_, Wide{}), kGlare); }
    Wide over(Wide x) const { return (view_.curve.k[0] * x + view_.curve.k[1]) * x + view_.curve.k[2]; }
    Wide under(Wide x) const { return (view_.curve.k[3] * x + view_.curve.k[4]) * x + view_.curve.k[5]; }

    Wide luminance_of(const Wide (&light)[3]) const {
        const double* share = view_.colours.luminance;
        return share[0] * light[0] + share[1] * light[1] + share[2] * light[2];
    }

    void show_radiance(int count, double* const (&rows)[3]) const {
        for (int i = 0; i < count; i += kLanes<double>) {
            const Wide light[3] = {light_of(load(rows[0] + i)), light_of(load(rows[1] + i)),
                                   light_of(load(rows[2] + i))};
            const Wide whole = under(luminance_of(light));
            for (int c = 0; c < 3; ++c)
                store(rows[c] + i,
                      clamped(view_.curve.by_luminance ? light[c] / whole : over(light[c]) / under(light[c])));
        }
    }

    void slope_of_radiance(int count, double* const (&rows)[3], double* const (&slopes)[3]) const {
        const double* k = view_.curve.k;
        for (int i = 0; i < count; i += kLanes<double>) {
            const Wide light[3] = {light_of(load(rows[0] + i)), light_of(load(rows[1] + i)),
                                   light_of(load(rows[2] + i))};
            const Wide luminance = luminance_of(light), whole = under(luminance);
            Wide out[3], along{};
            for (int c = 0; c < 3; ++c) {
                const Wide x = light[c], below = under(x), slope = load(slopes[c] + i);
                if (view_.curve.by_luminance) {
                    out[c] = unless_clamped(x / whole, slope);
                    along += out[c] * x * (2 * k[3] * luminance + k[4]) / (whole * whole);
                    out[c] /= whole;
                } else {
                    const Wide rising = (2 * k[0] * x + k[1]) * below - over(x) * (2 * k[3] * x + k[4]);
                    out[c] = unless_clamped(over(x) / below, slope) * rising / (below * below);
                }
            }
            for (int c = 0; c < 3; ++c) {
                if (view_.curve.by_luminance) out[c] -= view_.colours.luminance[c] * along;
                const Wide dark = load(rows[c] + i);
                store(slopes[c] + i, (dark < 0.0) | (light[c] >= kGlare) ? Wide{} : gain_ * out[c]);
            }
        }
    }

    static constexpr double kGlare = 1e60;  // from here on a curve is at its end, and the fourth power is finite
    const FlipView& view_;
    double divisor_, gain_;
    double bytes_[256];
};

// The filtered rows of a range of columns of one image. Only the rows that the filters reach are held.
class FlipSeen {
public:
    FlipSeen(const FlipView& view, const Plane (&planes)[3], double divisor, double exposure, int x, int count)
        : view_(view), screen_(view, divisor, exposure), planes_{planes[0], planes[1], planes[2]}, x_(x),
          count_(whole<double>(count)), reach_(static_cast<int>(view.filters.bell.size()) - 1), held_(2 * reach_ + 1),
          width_(whole<double>(count_ + 2 * reach_) + kLanes<double>), rows_(std::size_t(3) * held_ * width_, 0.0),
          columns_(std::size_t(kSignals) * width_, 0.0), at_(held_) {}

    // Writes FlipRow::count rows, `stride` values apart, for the columns. Rows must be asked for in order.
    void filter(int y, double* out, std::ptrdiff_t stride) {
        const int h = planes_[0].h, last = std::min(h - 1, y + reach_);
        if (next_ < 0) next_ = std::max(0, y - reach_);
        for (; next_ <= last; ++next_) add(next_);
        for (int k = -reach_; k <= reach_; ++k)
            at_[k + reach_] = std::size_t(std::clamp(y + k, 0, h - 1) % held_) * width_;
        down();
        across(out, stride);
    }

private:
    enum { kY, kBell, kEdge, kPoint, kCx, kCz, kCz2, kSignals };  // what is filtered along columns

    double* plane(int c) { return rows_.data() + std::size_t(c) * held_ * width_; }
    double* signal(int s) { return columns_.data() + std::size_t(s) * width_; }

    // Converts a row, and repeats the pixels at the edges.
    void add(int y) {
        const int low = std::max(0, x_ - reach_), high = std::min(planes_[0].w, x_ + count_ + reach_);
        const int before = low - (x_ - reach_), count = high - low;
        double* rows[3];
        for (int c = 0; c < 3; ++c) rows[c] = plane(c) + std::size_t(y % held_) * width_;
        screen_.row(planes_, y, low, count, rows);
        for (int i = 0; i < count; i += kLanes<double>) {
            const Wide rgb[3] = {load(rows[0] + i), load(rows[1] + i), load(rows[2] + i)};
            Wide seen[3];
            multiply(view_.colours.seen, rgb, seen);
            for (int c = 0; c < 3; ++c) store(rows[c] + i, seen[c]);
        }
        for (double* row : rows) {
            if (before) std::copy_backward(row, row + count, row + before + count);
            std::fill_n(row, before, row[before]);
            std::fill(row + before + count, row + width_, row[before + count - 1]);
        }
    }

    // One pass over the columns of a plane for each group of filters, which share their inputs.
    void down() {
        const auto& f = view_.filters;
        const int length = count_ + 2 * reach_;
        for (int i = 0; i < length; i += kLanes<double>) {
            const double* from = plane(0) + i;
            const Wide centre = load(from + at_[reach_]);
            Wide y = f.sensitivity[0].down[0] * centre, bell = f.bell[0] * centre, point = f.point[0] * centre, edge{};
            for (int k = 1; k <= reach_; ++k) {
                const Wide up = load(from + at_[reach_ - k]), below = load(from + at_[reach_ + k]), sum = up + below;
                y += f.sensitivity[0].down[k] * sum;
                bell += f.bell[k] * sum;
                point += f.point[k] * sum;
                edge += f.edge[k] * (below - up);
            }
            store(signal(kY) + i, y), store(signal(kBell) + i, bell);
            store(signal(kEdge) + i, edge), store(signal(kPoint) + i, point);
        }
        for (int i = 0; i < length; i += kLanes<double>) {
            const double *red = plane(1) + i, *blue = plane(2) + i;
            const Wide r = load(red + at_[reach_]), b = load(blue + at_[reach_]);
            Wide cx = f.sensitivity[1].down[0] * r, cz = f.sensitivity[2].down[0] * b;
            Wide cz2 = f.sensitivity[3].down[0] * b;
            for (int k = 1; k <= reach_; ++k) {
                const std::size_t up = at_[reach_ - k], below = at_[reach_ + k];
                const Wide sum = load(blue + up) + load(blue + below);
                cx += f.sensitivity[1].down[k] * (load(red + up) + load(red + below));
                cz += f.sensitivity[2].down[k] * sum;
                cz2 += f.sensitivity[3].down[k] * sum;
            }
            store(signal(kCx) + i, cx), store(signal(kCz) + i, cz), store(signal(kCz2) + i, cz2);
        }
    }

    void across(double* out, std::ptrdiff_t stride) {
        const auto& f = view_.filters;
        const auto to = [&](int row) { return out + row * stride; };
        even(signal(kY), f.sensitivity[0].across, to(FlipRow::y));
        even(signal(kCx), f.sensitivity[1].across, to(FlipRow::cx));
        const double *first = signal(kCz) + reach_, *second = signal(kCz2) + reach_;
        const double *one = f.sensitivity[2].across.data(), *two = f.sensitivity[3].across.data();
        for (int i = 0; i < count_; i += kLanes<double>) {
            Wide sum = one[0] * load(first + i) + two[0] * load(second + i);
            for (int k = 1; k <= reach_; ++k)
                sum += one[k] * (load(first + i - k) + load(first + i + k)) +
                       two[k] * (load(second + i - k) + load(second + i + k));
            store(to(FlipRow::cz) + i, sum);
        }
        const double* bell = signal(kBell) + reach_;
        for (int i = 0; i < count_; i += kLanes<double>) {
            Wide point = f.point[0] * load(bell + i), edge{};
            for (int k = 1; k <= reach_; ++k) {
                const Wide left = load(bell + i - k), right = load(bell + i + k);
                point += f.point[k] * (left + right);
                edge += f.edge[k] * (right - left);
            }
            store(to(FlipRow::edge_x) + i, edge), store(to(FlipRow::point_x) + i, point);
        }
        even(signal(kEdge), f.bell, to(FlipRow::edge_y));
        even(signal(kPoint), f.bell, to(FlipRow::point_y));
    }

    void even(const double* from, const std::vector<double>& taps, double* out) const {
        from += reach_;
        for (int i = 0; i < count_; i += kLanes<double>) {
            Wide sum = taps[0] * load(from + i);
            for (int k = 1; k <= reach_; ++k) sum += taps[k] * (load(from + i - k) + load(from + i + k));
            store(out + i, sum);
        }
    }

    const FlipView& view_;
    FlipScreen screen_;
    Plane planes_[3];
    int x_, count_, reach_, held_, width_, next_ = -1;
    std::vector<double> rows_, columns_;
    std::vector<std::size_t> at_;  // where the rows begin that the filters reach
};

}  // namespace df
