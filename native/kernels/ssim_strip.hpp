// One pass over a part of an image: rows are loaded once, and only those under a window are held.

#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <type_traits>
#include <vector>

#include "kernels/ssim.hpp"
#include "kernels/ssim_rows.hpp"
#include "sums.hpp"

namespace df {

inline constexpr int kSumRows = 16;

// The pixel that stands at place i of a side that is mirrored at both ends.
inline int mirrored(int i, int side, Padding padding) {
    if (i >= 0 && i < side) return i;
    const int turn = padding == Padding::same ? 0 : 1, period = 2 * (side - turn);
    if (period <= 0) return 0;
    i = ((i % period) + period) % period;
    return i < side ? i : period - 1 + turn - i;
}

// Rows that were used last, each found by its number.
template <class T>
class Ring {
public:
    Ring(int rows, int width) : rows_(rows), width_(width), data_(static_cast<std::size_t>(rows) * width) {
        std::fill_n(data_.data(), data_.size(), T(0));
    }
    T* operator[](int row) const { return data_.data() + static_cast<std::size_t>(row % rows_) * width_; }

private:
    int rows_, width_;
    Buffer<T> data_;
};

// The part of an image that one task works on, in padded pixels: where the gradient is wanted, windows begin up to a
// window's size before it.
struct Part {
    int top, bottom, left, right;
};

// Works through a part row by row, holding only the rows under a window.
template <class T, int kHalf>
class Strip {
public:
    Strip(const SsimSettings& settings, int columns, int seconds)
        : settings_(settings),
          half_(settings.half()),
          width_(whole<T>(columns + 6 * half_ + 64 + kLanes<T>)),
          taps_weights_(settings.weights.begin(), settings.weights.end()),
          taps_{taps_weights_.data(), half_},
          x_(1, width_),
          raw_(1, width_),
          lean_(1, width_),
          mean_(2 * half_ + 1, width_),
          variance_(2 * half_ + 1, width_),
          at_window_(3, width_),
          back_(2 * half_ + 1),
          pointers_(8 * (2 * half_ + 1)) {
        for (int k = 0; k < seconds; ++k) seconds_.emplace_back(half_, width_);
    }

    // All works share the first plane.
    void run(const SsimWork<T>* works, int count, Part part) {
        works_ = works;
        part_ = part;
        const Plane& plane = works[0].pair.first;
        const bool padded = settings_.padding != Padding::valid;
        margin_ = padded ? half_ : 0;
        height_ = plane.h + 2 * margin_;
        window_rows_ = height_ - 2 * half_;
        window_columns_ = plane.w + 2 * margin_ - 2 * half_;
        gradient_ = works[0].gradient != nullptr;
        halo_ = gradient_ ? 2 * half_ : 0;
        written_.assign(static_cast<std::size_t>(count) * (part.bottom - part.top), 0);
        const int first = std::max(0, part.top - halo_), last = std::min(part.bottom, window_rows_);
        for (int row = first; row < std::min(first + 2 * half_, height_); ++row) read(row, count);
        for (int row = first; row < (gradient_ ? part.bottom : last); ++row) {
            if (row < last) {
                read(row + 2 * half_, count);
                first_at_windows(row);
                in_twos(count, [&](int k, auto gaps) { seconds_at_windows<gaps()>(row, k); });
            }
            if (gradient_ && row >= part.top)
                for (int k = 0; k < count; ++k) write_gradient(row, k);
        }
    }

    double reach() const { return static_cast<double>(reach_); }

private:
    // Keeps the greatest size. What is not a number shows in the score.
    void note(const T* values, int count) {
        constexpr int kLanesUsed = kLanes<T>;
        Vec<T> most = splat<T>(reach_);
        int i = 0;
        for (; i + kLanesUsed <= count; i += kLanesUsed) {
            const Vec<T> v = load(values + i), size = v < Vec<T>{} ? -v : v;
            most = size <= most ? most : size;
        }
        T lanes[kLanesUsed];
        store(lanes, most);
        for (const T lane : lanes) reach_ = lane <= reach_ ? reach_ : lane;
        for (; i < count; ++i) {
            const T size = std::abs(values[i]);
            reach_ = size <= reach_ ? reach_ : size;
        }
    }

    // What is kept for one second image.
    struct Second {
        Second(int half, int width)
            : gap(3 * half + 2, width),
              y(3 * half + 2, width),
              mean(2 * half + 1, width),
              variance(2 * half + 1, width),
              covariance(2 * half + 1, width),
              signals(4, width),
              value(2 * half + 1, width),
              square(2 * half + 1, width),
              by_gap(2 * half + 1, width),
              sums(width / kSumBlock + 2) {}
        Ring<T> gap, y, mean, variance, covariance, signals, value, square, by_gap;
        std::vector<double> sums;
    };

    int origin() const { return part_.left - halo_; }
    int span() const { return part_.right - origin(); }

    // Loads a padded row of a plane from the column of the origin on.
    void load_padded(const Plane& plane, int row, T offset, T scale, T* out) const {
        const int begin = std::max(origin(), 0);
        const int end = std::min(part_.right + 2 * half_, plane.w + 2 * margin_);
        const int y = margin_ ? mirrored(row - margin_, plane.h, settings_.padding) : row;
        const int inside = std::max(begin, margin_), outside = std::min(end, plane.w + margin_);
        if (outside > inside)
            load_row(plane, y, inside - margin_, outside - inside, offset, scale, out + (inside - origin()));
        for (int c = begin; c < end; ++c) {
            if (c >= inside && c < outside) continue;
            const int x = mirrored(c - margin_, plane.w, settings_.padding);
            load_row(plane, y, x, 1, offset, scale, out + (c - origin()));
        }
        // What lies outside the image must be finite: it is multiplied with nothing, and counts for nothing.
        std::fill(out, out + (begin - origin()), T(0));
        std::fill(out + (end - origin()), out + std::max(end - origin(), span() + 2 * half_), T(0));
    }

    // Asks for the next row while this one is worked on: a strip is too narrow for the processor to foresee it.
    void ask_for(const Plane& plane, int row) const {
        if (row >= plane.h || margin_) return;
        visit(plane.type, plane.data, [&](auto* data) {
            const auto* line = reinterpret_cast<const char*>(data + row * plane.sh + origin() * plane.sw);
            const std::ptrdiff_t bytes = span() * plane.sw * std::ptrdiff_t{sizeof *data};
            for (std::ptrdiff_t at = 0; at < bytes; at += 64) __builtin_prefetch(line + at);
        });
    }

    void read(int row, int count) {
        ask_for(works_[0].pair.first, row + 1);
        for (int k = 0; k < count; ++k) ask_for(works_[k].pair.second, row + 1);
        const PlanePair& pair = works_[0].pair;
        T *x = x_[0], *raw = raw_[0];
        const int width = span() + 2 * half_;
        load_padded(pair.first, row, T(0), T(pair.first_factor), raw);
        const T offset = T(pair.offset), scale = T(pair.scale);
        for (int i = 0; i < width; ++i) x[i] = (raw[i] - offset) * scale;
        note(x, width);
        row_of_first<T, kHalf>(taps_, x, span(), mean_[row], lean_[0], variance_[row]);
        for (int k = 0; k < count; ++k) read_second(row, k, width);
        in_twos(count, [&](int k, auto gaps) {
            GapRow<T> rows[gaps()];
            for (int g = 0; g < gaps(); ++g) {
                Second& second = seconds_[k + g];
                rows[g] = {second.gap[row], second.mean[row], second.variance[row], second.covariance[row]};
            }
            row_of_gaps<T, kHalf, gaps()>(taps_, x, lean_[0], span(), rows);
        });
    }

    // Second images go two by two: they share the differences within the first.
    template <class F>
    static void in_twos(int count, F&& work) {
        int k = 0;
        for (; k + 2 <= count; k += 2) work(k, std::integral_constant<int, 2>{});
        if (k < count) work(k, std::integral_constant<int, 1>{});
    }

    void read_second(int row, int k, int width) {
        const PlanePair& pair = works_[k].pair;
        Second& second = seconds_[k];
        const T *x = x_[0], *raw = raw_[0];
        T *d = second.gap[row], *y = second.y[row];
        if (pair.second_is_gap) {
            load_padded(pair.second, row, T(0), T(pair.scale), d);
        } else {
            const T scale = T(pair.scale);
            load_padded(pair.second, row, T(0), T(pair.second_factor), d);
            for (int i = 0; i < width; ++i) d[i] = (d[i] - raw[i]) * scale;
        }
        note(d, width);
        if (gradient_)
            for (int i = 0; i < width; ++i) y[i] = x[i] + d[i];
    }

    // Pointers to the rows of a ring under the windows that begin at a row.
    T* const* under(const Ring<T>& ring, int row, int place) {
        T** found = pointers_.data() + place * (2 * half_ + 1);
        for (int k = 0; k <= 2 * half_; ++k) found[k] = ring[row + k];
        return found;
    }

    void first_at_windows(int row) {
        columns_of_first<T, kHalf>(taps_, under(mean_, row, 0), under(variance_, row, 1), span(), at_window_[0],
                                   at_window_[1], at_window_[2]);
    }

    template <int kGaps>
    void seconds_at_windows(int row, int k) {
        GapWindows<T> rows[kGaps];
        for (int g = 0; g < kGaps; ++g) {
            Second& second = seconds_[k + g];
            rows[g] = {under(second.mean, row, 1 + 3 * g),
                       under(second.variance, row, 2 + 3 * g),
                       under(second.covariance, row, 3 + 3 * g),
                       second.y[row + half_] + half_,
                       second.gap[row + half_] + half_,
                       second.signals[0],
                       second.signals[1],
                       second.signals[2],
                       second.signals[3]};
        }
        if (works_[k].luminance) fill_windows<kGaps, true>(row, k, rows);
        else fill_windows<kGaps, false>(row, k, rows);
        for (int g = 0; g < kGaps; ++g) {
            if (gradient_) carry_back(row, k + g, rows[g]);
            if (row >= part_.top) keep(row, k + g, rows[g].similarity + halo_);
        }
    }

    template <int kGaps, bool kLuminance>
    void fill_windows(int row, int k, const GapWindows<T>* rows) {
        const PlanePair& pair = works_[k].pair;
        const double square = pair.unit * pair.unit;
        const Constants<T> constants{T(pair.ground), T(settings_.c1 * square), T(settings_.c2 * square)};
        const First<T> first{at_window_[0], at_window_[1], at_window_[2]};
        T* const* means = under(mean_, row, 0);
        if (gradient_) windows<T, kHalf, kGaps, kLuminance, true>(taps_, constants, first, means, span(), rows);
        else windows<T, kHalf, kGaps, kLuminance, false>(taps_, constants, first, means, span(), rows);
    }

    void carry_back(int row, int k, const GapWindows<T>& terms) {
        Second& second = seconds_[k];
        clear_outside(terms);
        row_back<T, kHalf>(taps_, terms, second.y[row + half_] + halo_, second.gap[row + half_] + halo_,
                           part_.right - part_.left, second.value[row], second.square[row], second.by_gap[row]);
    }

    // Windows that are not inside the image have no part in the gradient.
    void clear_outside(const GapWindows<T>& terms) const {
        const int before = std::max(0, -origin()), end = std::max(0, std::min(part_.right, window_columns_) - origin());
        const int all = whole<T>(span()) + kLanes<T>;
        for (T* signal : {terms.by_mean, terms.by_square, terms.by_gap}) {
            std::fill(signal, signal + before, T(0));
            std::fill(signal + end, signal + std::max(end, all), T(0));
        }
    }

    // Adds the similarities of the windows that this part owns to the sums, and writes them to the map.
    void keep(int row, int k, const T* similarity) {
        const SsimWork<T>& work = works_[k];
        const int count = std::min(part_.right, window_columns_) - part_.left;
        if (count <= 0) return;
        if (work.map) std::copy_n(similarity, count, work.map + static_cast<std::size_t>(row) * window_columns_ + part_.left);
        if (!work.sums) return;
        std::vector<double>& row_sums = seconds_[k].sums;
        sum_row(similarity, count, row_sums.data());
        double* sums = work.sums + static_cast<std::size_t>(row / kSumRows) * sum_blocks(window_columns_) + part_.left / kSumBlock;
        const bool begin = row % kSumRows == 0;
        for (int b = 0; b < sum_blocks(count); ++b) sums[b] = begin ? row_sums[b] : sums[b] + row_sums[b];
    }

    void write_gradient(int row, int k) {
        Second& second = seconds_[k];
        int height = 0;
        for (int w = std::max(0, row - 2 * half_); w <= std::min(row, window_rows_ - 1); ++w) {
            const int centre = w + half_;
            back_[height++] = {second.value[w], second.square[w], second.by_gap[w], second.y[centre] + halo_,
                               second.gap[centre] + halo_, taps_weights_[std::abs(row - centre)]};
        }
        const int count = part_.right - part_.left;
        T* out = second.signals[0];
        const T *y = second.y[row] + halo_, *d = second.gap[row] + halo_, factor = T(works_[k].factor);
        if (kHalf && height == 2 * kHalf + 1)
            columns_back<T, kHalf ? 2 * kHalf + 1 : 0>(back_.data(), height, y, d, factor, count, out);
        else
            columns_back<T, 0>(back_.data(), height, y, d, factor, count, out);
        const Plane& plane = works_[k].pair.first;
        T* image = works_[k].gradient;
        // Gradients may be large; only whether they are finite counts.
        T nothing = 0;
        for (int i = 0; i < count; ++i) nothing += out[i] - out[i];
        if (!(nothing == 0)) reach_ = std::numeric_limits<T>::infinity();
        if (!margin_) {
            std::copy_n(out, count, image + static_cast<std::size_t>(row) * plane.w + part_.left);
            return;
        }
        fold(row, out, image, plane, k);
    }

    // Adds what belongs to the mirrored margin to the pixels that it shows.
    void fold(int row, T* out, T* image, const Plane& plane, int k) {
        for (int c = part_.left; c < part_.right; ++c) {
            const int x = c - margin_;
            if (x < 0 || x >= plane.w)
                out[mirrored(x, plane.w, settings_.padding) + margin_ - part_.left] += out[c - part_.left];
        }
        const int y = mirrored(row - margin_, plane.h, settings_.padding);
        char& written = written_[k * (part_.bottom - part_.top) + y + margin_ - part_.top];
        const int begin = std::max(part_.left, margin_), end = std::min(part_.right, plane.w + margin_);
        T* to = image + static_cast<std::size_t>(y) * plane.w - margin_;
        for (int c = begin; c < end; ++c) to[c] = written ? to[c] + out[c - part_.left] : out[c - part_.left];
        written = 1;
    }

    const SsimSettings& settings_;
    int half_, width_;
    std::vector<T> taps_weights_;
    Taps<T, kHalf> taps_;
    Ring<T> x_, raw_, lean_, mean_, variance_, at_window_;
    std::vector<Second> seconds_;
    std::vector<Back<T>> back_;
    std::vector<T*> pointers_;
    std::vector<char> written_;
    const SsimWork<T>* works_ = nullptr;
    Part part_{};
    int margin_ = 0, height_ = 0, window_rows_ = 0, window_columns_ = 0, halo_ = 0;
    bool gradient_ = false;
    T reach_ = 0;
};

}  // namespace df
