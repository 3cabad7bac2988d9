// The arithmetic of structural similarity, row by row.
//
// Variances are computed around the centre pixel of each window, first along rows and then along columns, and
// derivatives are propagated back in the same way. Rounding errors are then relative to the contrast within a window
// instead of the level of the image: in float32 the gradient is accurate to about 1e-7 of its maximum, whereas
// filtering squared values gives 1e-4 on images of text.
//
// Columns are processed for several rows of windows at once, which share most of their inputs.

#pragma once

#include <algorithm>

#include "sliding.hpp"
#include "vec.hpp"

namespace df {

// The number of rows of windows that are processed at once; it does not affect the arithmetic.
inline constexpr int kTogether = 4;

// Indices of the signals that are stored for a row, each `width` values after the one before it.
struct FirstRow {
    enum { mean, variance, count };
};
struct GapStatistics {
    enum { mean, variance, covariance, count };
};
struct Source {
    enum { y, gap, count };  // the second image, and second - first
};
struct FirstWindow {
    enum { mean, lean, variance, count };  // lean: the mean minus the mean of the centre row
};
struct WindowTerms {
    enum { similarity, by_mean, by_square, by_gap, count };
};
struct BackRow {
    enum { value, square, gap, count };
};

// Row statistics of the first image: the local mean, the local mean minus the centre pixel, and the local variance.
template <class T, int kHalf>
void row_of_first(Taps<T, kHalf> taps, const T* x, int width, int count, T* lean, T* out) {
    const auto h = taps.half();
    Sliding<T> xs(x);
    for (int i = 0; i < count; i += kLanes<T>, xs.next()) {
        xs.look();
        const Vec<T> centre = xs[h];
        Vec<T> m{}, v{};
        each_tap(taps, [&](auto t) {
            const Vec<T> a = xs[h - t] - centre, b = xs[h + t] - centre;
            const T w = taps.weights[t];
            m += w * (a + b);
            v += w * (a * a + b * b);
        });
        store(lean + i, m);
        store(out + FirstRow::mean * width + i, centre + m);
        store(out + FirstRow::variance * width + i, v - m * m);
    }
}

// Row statistics of one or two differences (second - first): local mean, local variance, and covariance with the first
// image.
template <class T, int kHalf, int kGaps>
void row_of_gaps(Taps<T, kHalf> taps, const T* x, const T* lean, int width, int count, const T* const* gaps,
                 T* const* out) {
    const auto h = taps.half();
    Sliding<T> xs(x), ds[kGaps];
    for (int k = 0; k < kGaps; ++k) ds[k] = Sliding<T>(gaps[k]);
    for (int i = 0; i < count; i += kLanes<T>) {
        xs.look();
        const Vec<T> x0 = xs[h];
        Vec<T> d0[kGaps], m[kGaps], v[kGaps], c[kGaps];
        for (int k = 0; k < kGaps; ++k) {
            ds[k].look();
            d0[k] = ds[k][h];
            m[k] = v[k] = c[k] = Vec<T>{};
        }
        each_tap(taps, [&](auto t) {
            const Vec<T> e = xs[h - t] - x0, f = xs[h + t] - x0;
            const T w = taps.weights[t];
#pragma GCC unroll 2
            for (int k = 0; k < kGaps; ++k) {
                const Vec<T> a = ds[k][h - t] - d0[k], b = ds[k][h + t] - d0[k];
                m[k] += w * (a + b);
                v[k] += w * (a * a + b * b);
                c[k] += w * (a * e + b * f);
            }
        });
        xs.next();
        for (int k = 0; k < kGaps; ++k) {
            ds[k].next();
            store(out[k] + GapStatistics::mean * width + i, d0[k] + m[k]);
            store(out[k] + GapStatistics::variance * width + i, v[k] - m[k] * m[k]);
            store(out[k] + GapStatistics::covariance * width + i, c[k] - m[k] * load(lean + i));
        }
    }
}

// The rows covered by kTogether rows of windows. If their number is a constant, the addresses are copied, because the
// compiler would have to assume that stores change the given ones.
template <class T, int kHalf>
class Under {
public:
    explicit Under(const T* const* rows) : given_(rows) {
        if constexpr (kHalf > 0) std::copy_n(rows, kCount, held_);
    }
    const T* operator[](int row) const {
        if constexpr (kHalf > 0) return held_[row];
        else return given_[row];
    }

private:
    static constexpr int kCount = kHalf > 0 ? 2 * kHalf + kTogether : 1;
    const T* const* given_;
    const T* held_[kCount];
};

// Prefetches the rows that are needed next, whose addresses the hardware prefetcher cannot predict.
struct Ahead {
    const char* rows[kTogether] = {};
    std::ptrdiff_t bytes = 0;  // of one value

    void ask(int column) const {
        for (const char* row : rows) __builtin_prefetch(row + column * bytes);
    }
};

// The same along columns, for kTogether rows of windows, whose outputs are `step` values apart.
template <class T, int kHalf>
void columns_of_first(Taps<T, kHalf> taps, const T* const* under, int width, int count, T* out, int step, Ahead ahead) {
    constexpr int kRows = kTogether;
    const int h = taps.half(), variances = FirstRow::variance * width;
    const Under<T, kHalf> rows(under);
    static_assert(FirstRow::mean == 0);
    for (int i = 0; i < count; i += kLanes<T>) {
        ahead.ask(i);
        Vec<T> centre[kRows], m[kRows], v[kRows];
        for (int r = 0; r < kRows; ++r) {
            centre[r] = load(rows[h + r] + i);
            m[r] = Vec<T>{};
            v[r] = taps.weights[0] * load(rows[h + r] + variances + i);
        }
        each_tap(taps, [&](int t) {
            const T w = taps.weights[t];
#pragma GCC unroll 4
            for (int r = 0; r < kRows; ++r) {
                const T *above = rows[h - t + r] + i, *below = rows[h + t + r] + i;
                const Vec<T> a = load(above) - centre[r], b = load(below) - centre[r];
                m[r] += w * (a + b);
                v[r] += w * (load(above + variances) + load(below + variances) + a * a + b * b);
            }
        });
        for (int r = 0; r < kRows; ++r) {
            T* to = out + r * step + i;
            store(to + FirstWindow::mean * width, centre[r] + m[r]);
            store(to + FirstWindow::lean * width, m[r]);
            store(to + FirstWindow::variance * width, v[r] - m[r] * m[r]);
        }
    }
}

template <class T>
struct Constants {
    T ground, c1, c2;
};

// The similarity s of windows and the terms of its derivative: with G_i the weight of the window at pixel i, and y0 and
// d0 its centre pixel (at `centre`),
//     ds/dy_i = G_i (by_mean + by_square (y_i - y0) + by_gap (d_i - d0)).
// The similarity is (B1 - m^2) (B2 - V) / (B1 B2), computed by the same operations with and without a gradient, so that
// it is identical.
template <class T, bool kLuminance, bool kGradient>
inline void window_terms(Constants<T> k, Vec<T> x, Vec<T> gap, Vec<T> v, Vec<T> spread, const T* centre, int width,
                         T* out) {
    const Vec<T> zero{}, one = splat<T>(1);
    v = at_least(v, zero);
    const Vec<T> b2 = at_least(spread, zero) + k.c2;
    const Vec<T> mean_x = x + k.ground, mean_y = mean_x + gap;
    Vec<T> b1 = one, all = b2, above = b2 - v;
    if constexpr (kLuminance) {
        b1 = mean_x * mean_x + mean_y * mean_y + k.c1;
        all = b1 * b2;
        // B1 - m^2 = 2 mean_x mean_y + C1. The right side is more accurate if the means are far apart, but only the
        // left side is exactly B1 if they are equal.
        const Vec<T> square = gap * gap;
        above = (square + square > b1 ? mean_x * mean_y * T(2) + k.c1 : b1 - square) * above;
    }
    store(out + WindowTerms::similarity * width, above / all);
    if constexpr (kGradient) {
        const Vec<T> per = one / all, per_b2 = b1 * per, quotient = v * per_b2;
        Vec<T> luminance = one, ratio{};
        if constexpr (kLuminance) {
            ratio = gap * (b2 * per);
            luminance = one - gap * ratio;
        }
        const Vec<T> by_gap = T(-2) * luminance * per_b2, by_square = -by_gap * quotient;
        const Vec<T> y0 = load(centre + Source::y * width), d0 = load(centre + Source::gap * width);
        Vec<T> by_mean = by_square * (y0 - (x + gap)) + by_gap * (d0 - gap);
        if constexpr (kLuminance) by_mean += T(2) * (one - quotient) * ratio * (mean_y * ratio - one);
        store(out + WindowTerms::by_mean * width, by_mean);
        store(out + WindowTerms::by_square * width, by_square);
        store(out + WindowTerms::by_gap * width, by_gap);
    }
}

// The similarities and derivative terms of kTogether rows of windows. `under_first` and `under_gap` are row statistics,
// `first` is the output of columns_of_first, and `centres` is the source at the centres of each row of windows.
template <class T, int kHalf, bool kLuminance, bool kGradient>
void windows(Taps<T, kHalf> taps, Constants<T> constants, const T* const* under_first, const T* const* under_gap,
             const T* first, int first_step, const T* const* centres, int width, int count, T* out, int step,
             Ahead ahead) {
    constexpr int kRows = kTogether;
    const int h = taps.half(), variances = GapStatistics::variance * width,
              covariances = GapStatistics::covariance * width;
    const Under<T, kHalf> means(under_first), rows(under_gap);
    static_assert(GapStatistics::mean == 0 && FirstRow::mean == 0);
    for (int i = 0; i < count; i += kLanes<T>) {
        ahead.ask(i);
        Vec<T> x0[kRows], d0[kRows], m[kRows], v[kRows], c[kRows];
        for (int r = 0; r < kRows; ++r) {
            const T *centre = rows[h + r] + i, w0 = taps.weights[0];
            x0[r] = load(means[h + r] + i);
            d0[r] = load(centre);
            m[r] = Vec<T>{};
            v[r] = w0 * load(centre + variances);
            c[r] = w0 * load(centre + covariances);
        }
        each_tap(taps, [&](int t) {
            const T w = taps.weights[t];
#pragma GCC unroll 4
            for (int r = 0; r < kRows; ++r) {
                const Vec<T> e = load(means[h - t + r] + i) - x0[r], f = load(means[h + t + r] + i) - x0[r];
                const T *above = rows[h - t + r] + i, *below = rows[h + t + r] + i;
                const Vec<T> a = load(above) - d0[r], b = load(below) - d0[r];
                m[r] += w * (a + b);
                v[r] += w * (load(above + variances) + load(below + variances) + a * a + b * b);
                c[r] += w * (load(above + covariances) + load(below + covariances) + a * e + b * f);
            }
        });
        for (int r = 0; r < kRows; ++r) {
            const T* at = first + r * first_step + i;
            const Vec<T> x = load(at + FirstWindow::mean * width), lean = load(at + FirstWindow::lean * width);
            const Vec<T> variance = load(at + FirstWindow::variance * width);
            const Vec<T> var = v[r] - m[r] * m[r], cov = c[r] - m[r] * lean;
            const Vec<T> spread = T(2) * (variance + cov) + var;  // var x + var y
            window_terms<T, kLuminance, kGradient>(constants, x, d0[r] + m[r], var, spread, centres[r] + i, width,
                                                   out + r * step + i);
        }
    }
}

// Propagates the derivatives of a row of windows back to the pixels of their centre row. The terms and the source begin
// one window size minus one before the first pixel of the output.
template <class T, int kHalf>
void row_back(Taps<T, kHalf> taps, const T* terms, const T* source, int width, int count, T* out) {
    const auto h = taps.half();
    const auto centre = h + h;
    Sliding<T> by_mean(terms + WindowTerms::by_mean * width), by_square(terms + WindowTerms::by_square * width);
    Sliding<T> by_gap(terms + WindowTerms::by_gap * width), y(source + Source::y * width),
        d(source + Source::gap * width);
    for (int i = 0; i < count; i += kLanes<T>) {
        by_mean.look(), by_square.look(), by_gap.look(), y.look(), d.look();
        const Vec<T> y0 = y[centre], d0 = d[centre];
        const T w0 = taps.weights[0];
        Vec<T> sum = w0 * by_mean[h], s = w0 * by_square[h], g = w0 * by_gap[h];
        each_tap(taps, [&](auto t) {
            const Vec<T> s1 = by_square[h - t], s2 = by_square[h + t], g1 = by_gap[h - t], g2 = by_gap[h + t];
            const T w = taps.weights[t];
            sum += w * (by_mean[h - t] + by_mean[h + t] + s1 * (y0 - y[centre - t]) + s2 * (y0 - y[centre + t]) +
                        g1 * (d0 - d[centre - t]) + g2 * (d0 - d[centre + t]));
            s += w * (s1 + s2);
            g += w * (g1 + g2);
        });
        by_mean.next(), by_square.next(), by_gap.next(), y.next(), d.next();
        store(out + BackRow::value * width + i, sum);
        store(out + BackRow::square * width + i, s);
        store(out + BackRow::gap * width + i, g);
    }
}

// The same along columns, for kTogether rows of pixels. `under` are the outputs of row_back, `sources` the rows of
// their centres, starting at the first pixel.
template <class T, int kHalf>
void columns_back(Taps<T, kHalf> taps, const T* const* under, const T* const* sources, T factor, int width, int count,
                  T* out, int step) {
    constexpr int kRows = kTogether;
    const int h = taps.half(), squares = BackRow::square * width, by_gaps = BackRow::gap * width,
              ds = Source::gap * width;
    const Under<T, kHalf> rows(under), centres(sources);
    static_assert(BackRow::value == 0 && Source::y == 0);
    for (int i = 0; i < count; i += kLanes<T>) {
        Vec<T> y0[kRows], d0[kRows], sum[kRows];
        for (int r = 0; r < kRows; ++r) {
            y0[r] = load(centres[h + r] + i);
            d0[r] = load(centres[h + r] + ds + i);
            sum[r] = taps.weights[0] * load(rows[h + r] + i);
        }
        each_tap(taps, [&](int t) {
            const T w = taps.weights[t];
#pragma GCC unroll 4
            for (int r = 0; r < kRows; ++r) {
                const T *p = rows[h - t + r] + i, *q = rows[h + t + r] + i;
                const T *above = centres[h - t + r] + i, *below = centres[h + t + r] + i;
                sum[r] +=
                    w * (load(p) + load(q) + load(p + squares) * (y0[r] - load(above)) +
                         load(q + squares) * (y0[r] - load(below)) + load(p + by_gaps) * (d0[r] - load(above + ds)) +
                         load(q + by_gaps) * (d0[r] - load(below + ds)));
            }
        });
        for (int r = 0; r < kRows; ++r) store(out + r * step + i, sum[r] * factor);
    }
}

}  // namespace df
