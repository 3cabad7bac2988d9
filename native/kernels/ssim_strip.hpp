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

// Rows that were used last, each found by its number: some signals side by side, `width` apart.
template <class T>
class Ring {
public:
    Ring(int rows, int signals, int width)
        : rows_(rows), step_(signals * width), data_(static_cast<std::size_t>(rows) * step_) {
        std::fill_n(data_.data(), data_.size(), T(0));
    }
    T* operator[](int row) const { return data_.data() + static_cast<std::size_t>(row % rows_) * step_; }
    int step() const { return step_; }

private:
    int rows_, step_;
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
    Strip(const SsimSettings& settings, int columns, int seconds, bool gradient)
        : settings_(settings), half_(settings.half()), width_(whole<T>(columns + 6 * half_ + 64 + kLanes<T>)),
          taps_weights_(settings.weights.begin(), settings.weights.end()), taps_{taps_weights_.data(), half_},
          x_(1, 1, width_), raw_(1, 1, width_), nothing_(1, BackRow::count, width_),
          pointers_(2 * (2 * half_ + kTogether)) {
        for (int k = 0; k < seconds; ++k) seconds_.emplace_back(half_, width_, gradient);
    }

    // All works have the same first plane.
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
        const int end = gradient_ ? part.bottom : last;
        for (int row = first; row < std::min(first + 2 * half_, height_); ++row) read(row, count);
        for (int row = first; row < end; row += kTogether) {
            const int filled = std::min(row + kTogether, last);
            for (int k = row; k < filled; ++k) read(k + 2 * half_, count);
            if (row < last) {
                for (int k = 0; k < count; ++k) at_windows(row, filled, k, ahead(works_[k].pair, filled + 2 * half_));
            }
            if (gradient_ && row + kTogether > part.top)
                for (int k = 0; k < count; ++k) write_gradient(row, k);
        }
    }

    double reach() const { return static_cast<double>(reach_); }

private:
    // Buffers for one second image. Only a gradient needs the source of earlier rows.
    struct Second {
        Second(int half, int width, bool gradient)
            : source(gradient ? 3 * half + kTogether : 1, Source::count, width),
              statistics(2 * half + kTogether, RowStatistics::count, width),
              terms(kTogether, WindowTerms::count, width),
              back(gradient ? 2 * half + kTogether : 1, BackRow::count, width), sums(width / kSumBlock + 2) {}
        Ring<T> source, statistics, terms, back;
        std::vector<double> sums;
    };

    int origin() const { return part_.left - halo_; }
    int span() const { return part_.right - origin(); }

    // Loads a padded row of a plane, from the column of the origin on, multiplied by a factor. Values outside the image
    // do not affect the result, but must be finite because they are multiplied by zeros.
    void load_padded(const Plane& plane, int row, T factor, T outside, T* out) const {
        const int begin = std::max(origin(), 0), end = std::min(part_.right + 2 * half_, plane.w + 2 * margin_);
        const int y = margin_ ? mirrored(row - margin_, plane.h, settings_.padding) : row;
        const int from = std::max(begin, margin_), to = std::min(end, plane.w + margin_);
        if (to > from) load_row(plane, y, from - margin_, to - from, factor, out + (from - origin()));
        const auto mirror = [&](int c) {
            const int x = mirrored(c - margin_, plane.w, settings_.padding);
            load_row(plane, y, x, 1, factor, out + (c - origin()));
        };
        for (int c = begin; c < std::min(from, end); ++c) mirror(c);
        for (int c = std::max(to, begin); c < end; ++c) mirror(c);
        std::fill(out, out + (begin - origin()), outside);
        std::fill(out + (end - origin()), out + read_width(), outside);
    }

    // The number of values that are read of a row: whole vectors.
    int read_width() const { return whole<T>(span() + 2 * half_); }

    // The addresses of the rows of both planes that are read next.
    Ahead ahead(const PlanePair& pair, int row) const {
        Ahead next;
        const Plane* planes[] = {&pair.first, &pair.second};
        for (int image = 0; image < 2; ++image) {
            const Plane& plane = *planes[image];
            visit(plane.type, plane.data, [&](auto* data) {
                next.bytes[image] = plane.sw * std::ptrdiff_t{sizeof *data};
                for (int k = 0; k < kTogether; ++k) {
                    const int y = std::clamp(row + k - margin_, 0, plane.h - 1);
                    const auto* begin = data + y * plane.sh + (origin() - margin_) * plane.sw;
                    next.rows[image][k] = reinterpret_cast<const char*>(begin);
                }
            });
        }
        return next;
    }

    void read(int row, int count) {
        const PlanePair& pair = works_[0].pair;
        T *x = x_[0], *raw = raw_[0];
        const T offset = T(pair.offset), scale = T(pair.scale);
        load_padded(pair.first, row, T(pair.first_factor), offset, raw);
        Vec<T> reach = splat<T>(reach_);
        for (int i = 0; i < read_width(); i += kLanes<T>) {
            const Vec<T> value = (load(raw + i) - offset) * scale;
            store(x + i, value);
            reach = farther(reach, value);
        }
        keep_reach(reach);
        for (int k = 0; k < count; ++k) {
            read_second(row, k);
            const T* gap = seconds_[k].source[row] + Source::gap * width_;
            statistics_along_row<T, kHalf>(taps_, x, gap, width_, span(), seconds_[k].statistics[row]);
        }
    }

    // The largest magnitude. NaN is ignored here because it shows in the score.
    static Vec<T> farther(Vec<T> reach, Vec<T> value) {
        const Vec<T> size = value < Vec<T>{} ? -value : value;
        return size <= reach ? reach : size;
    }

    void keep_reach(Vec<T> reach) {
        for (int k = 0; k < kLanes<T>; ++k) reach_ = reach[k] <= reach_ ? reach_ : reach[k];
    }

    void read_second(int row, int k) {
        const PlanePair& pair = works_[k].pair;
        const T *x = x_[0], *raw = raw_[0], scale = T(pair.scale);
        T *y = seconds_[k].source[row] + Source::y * width_, *d = seconds_[k].source[row] + Source::gap * width_;
        Vec<T> reach = splat<T>(reach_);
        const auto finish = [&](auto gap_at) {
            for (int i = 0; i < read_width(); i += kLanes<T>) {
                const Vec<T> gap = gap_at(i) * scale;
                store(d + i, gap);
                if (gradient_) store(y + i, load(x + i) + gap);
                reach = farther(reach, gap);
            }
        };
        if (pair.second_is_difference) {
            load_padded(pair.second, row, T(1), T(0), d);
            finish([&](int i) { return load(d + i); });
        } else {
            load_padded(pair.second, row, T(pair.second_factor), T(pair.offset), d);
            finish([&](int i) { return load(d + i) - load(raw + i); });
        }
        keep_reach(reach);
    }

    // Pointers to `count` consecutive rows, which row_at returns by their number.
    template <class F>
    const T* const* rows_from(int begin, int count, int place, F&& row_at) {
        const T** found = pointers_.data() + place * (2 * half_ + kTogether);
        for (int k = 0; k < count; ++k) found[k] = row_at(begin + k);
        return found;
    }

    void at_windows(int row, int filled, int k, const Ahead& next) {
        if (works_[k].luminance) fill_windows<true>(row, k, next);
        else fill_windows<false>(row, k, next);
        for (int at = row; at < filled; ++at) {
            T* terms = seconds_[k].terms[at - row];
            if (gradient_) carry_back(at, k, terms);
            if (at >= part_.top) keep(at, k, terms + WindowTerms::similarity * width_ + halo_);
        }
    }

    template <bool kLuminance>
    void fill_windows(int row, int k, const Ahead& next) {
        if (gradient_) fill_windows<kLuminance, true>(row, k, next);
        else fill_windows<kLuminance, false>(row, k, next);
    }

    template <bool kLuminance, bool kGradient>
    void fill_windows(int row, int k, const Ahead& next) {
        const PlanePair& pair = works_[k].pair;
        Second& second = seconds_[k];
        const double square = pair.unit * pair.unit;
        const Constants<T> constants{T(pair.ground), T(settings_.c1 * square), T(settings_.c2 * square)};
        const T* centres[kTogether];
        for (int r = 0; r < kTogether; ++r) centres[r] = second.source[row + half_ + r] + half_;
        const T* const* under = rows_from(row, 2 * half_ + kTogether, 0, [&](int at) { return second.statistics[at]; });
        windows<T, kHalf, kLuminance, kGradient>(taps_, constants, under, centres, width_, span(), second.terms[0],
                                                 second.terms.step(), next);
    }

    void carry_back(int row, int k, T* terms) {
        Second& second = seconds_[k];
        clear_outside(terms);
        row_back<T, kHalf>(taps_, terms, second.source[row + half_], width_, part_.right - part_.left,
                           second.back[row]);
    }

    // Windows that are not inside the image do not contribute to the gradient.
    void clear_outside(T* terms) const {
        const int before = std::max(0, -origin()), end = std::max(0, std::min(part_.right, window_columns_) - origin());
        const int all = std::max(end, whole<T>(span()) + kLanes<T>);
        for (const int signal : {WindowTerms::by_mean, WindowTerms::by_square, WindowTerms::by_gap}) {
            T* of = terms + signal * width_;
            std::fill(of, of + before, T(0));
            std::fill(of + end, of + all, T(0));
        }
    }

    // Adds the similarities of the windows of this part to the sums and writes them to the map.
    void keep(int row, int k, const T* similarity) {
        const SsimWork<T>& work = works_[k];
        const int count = std::min(part_.right, window_columns_) - part_.left;
        if (count <= 0) return;
        if (work.map)
            std::copy_n(similarity, count, work.map + static_cast<std::size_t>(row) * window_columns_ + part_.left);
        if (!work.sums) return;
        std::vector<double>& row_sums = seconds_[k].sums;
        sum_row(similarity, count, row_sums.data());
        double* sums =
            work.sums + static_cast<std::size_t>(row / kSumRows) * sum_blocks(window_columns_) + part_.left / kSumBlock;
        const bool begin = row % kSumRows == 0;
        for (int b = 0; b < sum_blocks(count); ++b) sums[b] = begin ? row_sums[b] : sums[b] + row_sums[b];
    }

    // Writes those of the rows processed at once that belong to this part.
    void write_gradient(int row, int k) {
        Second& second = seconds_[k];
        const int rows = 2 * half_ + kTogether;
        const T* const* back = rows_from(row - 2 * half_, rows, 0, [&](int at) -> const T* {
            return at >= 0 && at < window_rows_ ? second.back[at] : nothing_[0];
        });
        const T* const* sources = rows_from(row - half_, rows, 1, [&](int at) -> const T* {
            return at >= 0 && at < height_ ? second.source[at] + halo_ : nothing_[0];
        });
        const int count = part_.right - part_.left, step = second.terms.step();
        columns_back<T, kHalf>(taps_, back, sources, T(works_[k].factor), width_, count, second.terms[0], step);
        for (int at = std::max(row, part_.top); at < std::min(row + kTogether, part_.bottom); ++at)
            write_gradient_row(at, second.terms[at - row], count, k);
    }

    void write_gradient_row(int row, T* out, int count, int k) {
        const Plane& plane = works_[k].pair.first;
        T* image = works_[k].gradient;
        // A gradient may be large, but must be finite.
        if (!finite(out, count)) reach_ = std::numeric_limits<T>::infinity();
        if (!margin_) {
            std::copy_n(out, count, image + static_cast<std::size_t>(row) * plane.w + part_.left);
            return;
        }
        fold(row, out, image, plane, k);
    }

    static bool finite(const T* values, int count) {
        Vec<T> nothing{};
        int i = 0;
        for (; i + kLanes<T> <= count; i += kLanes<T>) nothing += load(values + i) - load(values + i);
        T all = 0;
        for (int k = 0; k < kLanes<T>; ++k) all += nothing[k];
        for (; i < count; ++i) all += values[i] - values[i];
        return all == 0;
    }

    // Adds the gradient of the reflected margin to the pixels that it repeats.
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
    Ring<T> x_, raw_, nothing_;
    std::vector<Second> seconds_;
    std::vector<const T*> pointers_;
    std::vector<char> written_;
    const SsimWork<T>* works_ = nullptr;
    Part part_{};
    int margin_ = 0, height_ = 0, window_rows_ = 0, window_columns_ = 0, halo_ = 0;
    bool gradient_ = false;
    T reach_ = 0;
};

}  // namespace df
