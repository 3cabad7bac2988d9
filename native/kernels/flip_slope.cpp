// The derivative of FLIP's mean error, from the errors back through the filters to the pixels.

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "kernels/flip.hpp"
#include "kernels/flip_look.hpp"

namespace df {

namespace {

constexpr int kRows = 128, kColumns = 256;
constexpr double kRounding = 4e-12;  // a vector of values from 0 to 1 that is shorter may be rounding alone

Wide signed_like(Wide size, Wide sign) { return sign > 0.0 ? size : sign < 0.0 ? -size : Wide{}; }

// A part of a vector over its length, zero where it may be rounding of values from 0 to `span`.
Wide share(Wide part, Wide whole, double span) { return whole > span * kRounding ? part / whole : Wide{}; }

void multiply_transposed(const double (&matrix)[3][3], const Wide (&in)[3], Wide (&out)[3]) {
    for (int k = 0; k < 3; ++k) out[k] = matrix[0][k] * in[0] + matrix[1][k] * in[1] + matrix[2][k] * in[2];
}

// From the derivative with respect to CIELAB with the Hunt effect to that with respect to the blurred planes.
void back_to_planes(const FlipColours& colours, const Wide (&planes)[3], const Wide (&by_lab)[3], Wide (&out)[3]) {
    Wide rgb[3], inside[3], xyz[3], roots[3], bends[3], by_rgb[3];
    multiply(colours.shown, planes, rgb);
    for (int c = 0; c < 3; ++c) inside[c] = clamped(rgb[c]);
    multiply(colours.xyz, inside, xyz);
    for (int c = 0; c < 3; ++c) roots[c] = root_of(xyz[c]), bends[c] = bent(xyz[c], roots[c]);
    const Wide lightness = 116.0 * bends[1] - 16.0, a = 500.0 * (bends[0] - bends[1]),
               b = 200.0 * (bends[1] - bends[2]);
    const Wide by_lightness = by_lab[0] + 0.01 * (a * by_lab[1] + b * by_lab[2]);
    const Wide by_a = 0.01 * lightness * by_lab[1], by_b = 0.01 * lightness * by_lab[2];
    Wide by_xyz[3] = {500.0 * by_a, 116.0 * by_lightness - 500.0 * by_a + 200.0 * by_b, -200.0 * by_b};
    for (int c = 0; c < 3; ++c) by_xyz[c] /= 3.0 * roots[c] * roots[c];
    multiply_transposed(colours.xyz, by_xyz, by_rgb);
    for (int c = 0; c < 3; ++c) by_rgb[c] = FlipScreen::unless_clamped(rgb[c], by_rgb[c]);
    multiply_transposed(colours.shown, by_rgb, out);
}

// Writes the derivative of the weighted errors of a row with respect to its filtered rows (FlipRow).
void slopes_of(const FlipColours& colours, const double* looks, const double* filtered, const double* weights,
               int count, double* out) {
    const FlipScale scale(colours.greatest);
    for (int i = 0; i < count; i += kLanes<double>) {
        const auto from = [&](int k) { return load(filtered + k * count + i); };
        const auto to = [&](int k, Wide v) { store(out + k * count + i, v); };
        const FlipGap gap(looks, count, i);
        const Wide colour = scale.error(gap.powered), weight = load(weights + i);
        const Wide error = weight * power(colour, 1.0 - gap.feature);
        const Wide by_colour = colour > 0.0 ? (1.0 - gap.feature) * error / colour : Wide{};
        const Wide by_feature = colour > 0.0 ? error * log2_of(colour) * -0.6931471805599453 : Wide{};
        const Wide rising = gap.distance > 0.0 ? kColourPower * gap.powered / gap.distance : Wide{};
        const Wide by_distance = by_colour * scale.slope(gap.powered) * rising;
        const Wide planes[3] = {from(FlipRow::y), from(FlipRow::cx), from(FlipRow::cz)};
        const Wide by_lab[3] = {signed_like(by_distance, gap.lightness), by_distance * share(gap.a, gap.chroma, 100),
                                by_distance * share(gap.b, gap.chroma, 100)};
        Wide by_planes[3];
        back_to_planes(colours, planes, by_lab, by_planes);
        to(FlipRow::y, by_planes[0]), to(FlipRow::cx, by_planes[1]), to(FlipRow::cz, by_planes[2]);
        const Wide by_greatest =
            gap.greatest > kWhite * kRounding ? by_feature * 0.5 / (gap.feature * (kWhite * std::sqrt(2.0))) : Wide{};
        const Wide edges = absolute(gap.edge), points = absolute(gap.point);
        const Wide by_edge = signed_like(edges >= points ? by_greatest : Wide{}, gap.edge);
        const Wide by_point = signed_like(edges >= points ? Wide{} : by_greatest, gap.point);
        const double* sizes = looks + FlipLook::count * count + i;
        const Wide edge = load(sizes + FlipLook::edge * count), point = load(sizes + FlipLook::point * count);
        to(FlipRow::edge_x, by_edge * share(from(FlipRow::edge_x), edge, kWhite));
        to(FlipRow::edge_y, by_edge * share(from(FlipRow::edge_y), edge, kWhite));
        to(FlipRow::point_x, by_point * share(from(FlipRow::point_x), point, kWhite));
        to(FlipRow::point_y, by_point * share(from(FlipRow::point_y), point, kWhite));
    }
}

// The transpose of the filters for a range of columns: first along rows, then along columns. Only the rows that the
// filters reach are held.
class FlipBack {
public:
    FlipBack(const FlipFilters& filters, int h, int w, int x, int count)
        : filters_(filters), h_(h), w_(w), x_(x), count_(count), reach_(static_cast<int>(filters.bell.size()) - 1),
          held_(2 * reach_ + 1), width_(whole<double>(whole<double>(count) + 2 * reach_)),
          rows_(std::size_t(kSignals) * held_ * width_), wide_(width_ + 2 * reach_ + kLanes<double>),
          weights_(std::size_t(kSignals) * held_) {}

    // Adds a row of derivatives with respect to the filtered rows, `stride` values apart, of the columns x to
    // x + count - 1. Beyond them they are zero.
    void add(int y, const double* slopes, int stride, int x, int count) {
        const auto& f = filters_;
        const auto filter = [&](int row, int signal, const std::vector<double>& taps, bool odd, bool more) {
            std::fill(wide_.begin(), wide_.end(), 0.0);
            std::copy_n(slopes + row * stride, count, wide_.data() + (x - (x_ - 2 * reach_)));
            across(taps, odd, more, at(signal, y));
        };
        filter(FlipRow::y, kY, f.sensitivity[0].across, false, false);
        filter(FlipRow::edge_x, kBell, f.edge, true, false);
        filter(FlipRow::point_x, kBell, f.point, false, true);
        filter(FlipRow::edge_y, kEdge, f.bell, false, false);
        filter(FlipRow::point_y, kPoint, f.bell, false, false);
        filter(FlipRow::cx, kCx, f.sensitivity[1].across, false, false);
        filter(FlipRow::cz, kCz, f.sensitivity[2].across, false, false);
        filter(FlipRow::cz, kCz2, f.sensitivity[3].across, false, false);
        for (int s = 0; s < kSignals; ++s) fold(at(s, y));
    }

    // Writes the derivative of row y with respect to the three planes.
    void down(int y, double* const (&out)[3]) {
        const int first = std::max(0, y - reach_), last = std::min(h_ - 1, y + reach_);
        for (int row = first; row <= last; ++row) weigh(row, y, weights_.data() + std::size_t(row - first) * kSignals);
        for (int i = 0; i < count_; i += kLanes<double>) {
            Wide planes[3] = {};
            for (int row = first; row <= last; ++row) {
                const double* w = weights_.data() + std::size_t(row - first) * kSignals;
                const auto part = [&](int s) { return w[s] * load(at(s, row) + reach_ + i); };
                planes[0] += part(kY) + part(kBell) + part(kEdge) + part(kPoint);
                planes[1] += part(kCx);
                planes[2] += part(kCz) + part(kCz2);
            }
            for (int c = 0; c < 3; ++c) store(out[c] + i, planes[c]);
        }
    }

private:
    enum { kY, kBell, kEdge, kPoint, kCx, kCz, kCz2, kSignals };

    double* at(int signal, int y) { return rows_.data() + (std::size_t(signal) * held_ + y % held_) * width_; }

    // The columns from x - reach on, with what falls outside the image.
    void across(const std::vector<double>& taps, bool odd, bool more, double* out) const {
        const double* from = wide_.data() + reach_;
        const double sign = odd ? -1 : 1;
        for (int i = 0; i < width_; i += kLanes<double>) {
            Wide sum = taps[0] * load(from + i);
            if (more) sum += load(out + i);
            for (int k = 1; k <= reach_; ++k) sum += taps[k] * (load(from + i - k) + sign * load(from + i + k));
            store(out + i, sum);
        }
    }

    // The pixels at the edges were repeated.
    void fold(double* row) const {
        if (x_ == 0)
            for (int i = 0; i < reach_; ++i) row[reach_] += row[i];
        if (x_ + count_ == w_)
            for (int i = 0; i < reach_; ++i) row[reach_ + count_ - 1] += row[reach_ + count_ + i];
    }

    // How much each filter takes of row y for the result of `row`; rows at the edges were repeated.
    void weigh(int row, int y, double* out) const {
        std::fill_n(out, kSignals, 0.0);
        const int low = y == 0 ? -reach_ : std::max(-reach_, y - row);
        const int high = y == h_ - 1 ? reach_ : std::min(reach_, y - row);
        for (int k = low; k <= high; ++k) {
            const int far = std::abs(k);
            out[kY] += filters_.sensitivity[0].down[far], out[kCx] += filters_.sensitivity[1].down[far];
            out[kCz] += filters_.sensitivity[2].down[far], out[kCz2] += filters_.sensitivity[3].down[far];
            out[kBell] += filters_.bell[far], out[kPoint] += filters_.point[far];
            out[kEdge] += k < 0 ? -filters_.edge[far] : filters_.edge[far];
        }
    }

    const FlipFilters& filters_;
    int h_, w_, x_, count_, reach_, held_, width_;
    std::vector<double> rows_, wide_, weights_;
};

// A tile of the derivative, and the pixels around it whose errors depend on it.
class SlopeTile {
public:
    SlopeTile(const Colours& first, const Colours& second, const Scale& scale, const FlipView& view, int x, int count,
              int begin, int end)
        : second_(second), scale_(scale), view_(view), h_(second.planes[0].h), w_(second.planes[0].w), x_(x),
          count_(count), begin_(begin), end_(end), reach_(static_cast<int>(view.filters.bell.size()) - 1),
          top_(std::max(0, begin - reach_)), bottom_(std::min(h_, end + reach_)), left_(std::max(0, x - reach_)),
          columns_(std::min(w_, x + count + reach_) - left_), width_(whole<double>(count)),
          seen_(first, second, scale, view, left_, columns_) {}

    // Returns the derivatives of the errors, each times `factor`: three planes of `rows()` rows of `width()` values.
    const std::vector<double>& measure(double factor) {
        slopes_.assign(std::size_t(3) * rows() * width_, 0.0);
        const int many = static_cast<int>(view_.exposures.size());
        const std::vector<int> worst = many > 1 ? worst_exposures() : std::vector<int>();
        for (int k = 0; k < many; ++k)
            if (many == 1 || std::find(worst.begin(), worst.end(), k) != worst.end()) add(k, worst, factor);
        return slopes_;
    }

    int rows() const { return end_ - begin_; }
    int width() const { return width_; }

private:
    // The exposure with the greatest error, of each pixel.
    std::vector<int> worst_exposures() {
        const std::size_t stride = seen_.width(), size = stride * (bottom_ - top_);
        std::vector<double> greatest(size, -1);
        std::vector<int> worst(size);
        for (int k = 0; k < static_cast<int>(view_.exposures.size()); ++k)
            seen_.expose(top_, bottom_, view_.exposures[k], [&](int y, const double* errors) {
                const std::size_t row = (y - top_) * stride;
                for (std::size_t i = 0; i < stride; ++i)
                    if (errors[i] > greatest[row + i]) greatest[row + i] = errors[i], worst[row + i] = k;
            });
        return worst;
    }

    // Adds the derivative of the errors of the pixels with exposure k.
    void add(int k, const std::vector<int>& worst, double factor) {
        const int stride = seen_.width();
        FlipBack back(view_.filters, h_, w_, x_, count_);
        FlipScreen screen(view_, scale_.second, view_.exposures[k]);
        const Buffer<double> slopes(std::size_t(FlipRow::count) * stride);
        std::vector<double> weights(stride, factor);
        int next = begin_;
        seen_.expose(top_, bottom_, view_.exposures[k], [&](int y, const double*) {
            if (!worst.empty())
                for (int i = 0; i < stride; ++i)
                    weights[i] = worst[std::size_t(y - top_) * stride + i] == k ? factor : 0;
            slopes_of(view_.colours, seen_.looks(), seen_.filtered(), weights.data(), stride, slopes.data());
            back.add(y, slopes.data(), stride, left_, columns_);
            for (; next < end_ && std::min(h_ - 1, next + reach_) <= y; ++next) finish(back, screen, next);
        });
    }

    void finish(FlipBack& back, const FlipScreen& screen, int y) {
        std::vector<double> room(std::size_t(3) * width_);
        double* rows[3] = {room.data(), room.data() + width_, room.data() + 2 * width_};
        back.down(y, rows);
        for (int i = 0; i < width_; i += kLanes<double>) {
            const Wide planes[3] = {load(rows[0] + i), load(rows[1] + i), load(rows[2] + i)};
            Wide rgb[3];
            multiply_transposed(view_.colours.seen, planes, rgb);
            for (int c = 0; c < 3; ++c) store(rows[c] + i, rgb[c]);
        }
        screen.slope(second_.planes, y, x_, count_, rows);
        for (int c = 0; c < 3; ++c) {
            double* out = slopes_.data() + (std::size_t(c) * this->rows() + (y - begin_)) * width_;
            for (int i = 0; i < count_; ++i) out[i] += rows[c][i];
        }
    }

    const Colours& second_;
    const Scale& scale_;
    const FlipView& view_;
    int h_, w_, x_, count_, begin_, end_, reach_, top_, bottom_, left_, columns_, width_;
    FlipTile seen_;
    std::vector<double> slopes_;
};

template <class T>
void write(const SlopeTile& tile, const std::vector<double>& slopes, const Image& image, int number, int x, int count,
           int begin) {
    const bool grey = image.c != 3;
    const std::size_t plane = std::size_t(tile.rows()) * tile.width();
    for (int c = 0; c < (grey ? 1 : 3); ++c) {
        const Plane to = grey ? plane_of(image, number / image.c, number % image.c) : plane_of(image, number, c);
        for (int y = 0; y < tile.rows(); ++y) {
            T* out = const_cast<T*>(static_cast<const T*>(to.data)) + (begin + y) * to.sh + x;
            const double* from = slopes.data() + c * plane + std::size_t(y) * tile.width();
            for (int i = 0; i < count; ++i)
                out[i] = static_cast<T>(grey ? from[i] + from[plane + i] + from[2 * plane + i] : from[i]);
        }
    }
}

}  // namespace

void flip_slope(const Image& reference, const Image& candidate, const Scale& scale, const FlipView& view, double factor,
                const Image& slope, Team& team) {
    const int h = reference.h, w = reference.w, many = reference.c == 3 ? reference.n : reference.n * reference.c;
    const int bands = (h + kRows - 1) / kRows, strips = (w + kColumns - 1) / kColumns;
    team.run(many * bands * strips, [&](int task, int) {
        const int x = task % strips * kColumns, count = std::min(kColumns, w - x), number = task / strips / bands;
        const int begin = task / strips % bands * kRows, end = std::min(h, begin + kRows);
        const Colours first(reference, number), second(candidate, number);
        SlopeTile tile(first, second, scale, view, x, count, begin, end);
        const std::vector<double>& slopes = tile.measure(factor);
        if (slope.type == Type::f64) write<double>(tile, slopes, slope, number, x, count, begin);
        else write<float>(tile, slopes, slope, number, x, count, begin);
    });
}

}  // namespace df
