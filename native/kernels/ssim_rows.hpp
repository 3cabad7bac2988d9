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
inline constexpr int kTogether = 3;

// Indices of the signals that are stored for a row, each `width` values after the one before it.
struct RowStatistics {
    enum { mean, gap, variance, product, count };  // of the first image, of the difference; variance of the difference
};
struct Source {
    enum { y, gap, count };  // the second image, and second - first
};
struct WindowTerms {
    enum { similarity, by_mean, by_square, by_gap, count };
};
struct BackRow {
    enum { value, square, gap, count };
};

// Row statistics of the first image x and of the difference d = second - first: both local means, the local variance of
// d, and the local covariance of x and x + d. Twice the last plus the variance of d is the sum of the variances of both
// images.
template <class T, int kHalf>
void statistics_along_row(Taps<T, kHalf> taps, const T* x, const T* gap, int width, int count, T* out) {
    const auto h = taps.half();
    Sliding<T> xs(x), ds(gap);
    for (int i = 0; i < count; i += kLanes<T>) {
        xs.look(), ds.look();
        const Vec<T> x0 = xs[h], d0 = ds[h];
        Vec<T> lean{}, m{}, v{}, p{};
        each_tap(taps, [&](auto t) {
            const Vec<T> e = xs[h - t] - x0, f = xs[h + t] - x0, a = ds[h - t] - d0, b = ds[h + t] - d0;
            const T w = taps.weights[t];
            lean += w * (e + f);
            m += w * (a + b);
            v += w * (a * a + b * b);
            p += w * (e * (e + a) + f * (f + b));
        });
        xs.next(), ds.next();
        store(out + RowStatistics::mean * width + i, x0 + lean);
        store(out + RowStatistics::gap * width + i, d0 + m);
        store(out + RowStatistics::variance * width + i, v - m * m);
        store(out + RowStatistics::product * width + i, p - lean * (lean + m));
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

// Prefetches the rows of both images that are needed next, whose addresses the hardware prefetcher cannot predict.
struct Ahead {
    const char* rows[2][kTogether] = {};
    std::ptrdiff_t bytes[2] = {};  // of one value

    void ask(int column) const {
        for (int image = 0; image < 2; ++image)
            for (const char* row : rows[image]) __builtin_prefetch(row + column * bytes[image]);
    }
};

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

// The similarities and derivative terms of kTogether rows of windows, whose outputs are `step` values apart. `under`
// are row statistics, and `centres` is the source at the centres of each row of windows.
template <class T, int kHalf, bool kLuminance, bool kGradient>
void windows(Taps<T, kHalf> taps, Constants<T> constants, const T* const* under, const T* const* centres, int width,
             int count, T* out, int step, Ahead ahead) {
    constexpr int kRows = kTogether;
    const int h = taps.half(), gaps = RowStatistics::gap * width, variances = RowStatistics::variance * width,
              products = RowStatistics::product * width;
    const Under<T, kHalf> rows(under);
    static_assert(RowStatistics::mean == 0);
    for (int i = 0; i < count; i += kLanes<T>) {
        ahead.ask(i);
        Vec<T> x0[kRows], d0[kRows], lean[kRows], m[kRows], v[kRows], p[kRows];
        for (int r = 0; r < kRows; ++r) {
            const T *centre = rows[h + r] + i, w0 = taps.weights[0];
            x0[r] = load(centre);
            d0[r] = load(centre + gaps);
            lean[r] = m[r] = Vec<T>{};
            v[r] = w0 * load(centre + variances);
            p[r] = w0 * load(centre + products);
        }
        each_tap(taps, [&](int t) {
            const T w = taps.weights[t];
#pragma GCC unroll 4
            for (int r = 0; r < kRows; ++r) {
                const T *above = rows[h - t + r] + i, *below = rows[h + t + r] + i;
                const Vec<T> e = load(above) - x0[r], f = load(below) - x0[r];
                const Vec<T> a = load(above + gaps) - d0[r], b = load(below + gaps) - d0[r];
                lean[r] += w * (e + f);
                m[r] += w * (a + b);
                v[r] += w * (load(above + variances) + load(below + variances) + a * a + b * b);
                p[r] += w * (load(above + products) + load(below + products) + e * (e + a) + f * (f + b));
            }
        });
        for (int r = 0; r < kRows; ++r) {
            const Vec<T> variance = v[r] - m[r] * m[r], product = p[r] - lean[r] * (lean[r] + m[r]);
            const Vec<T> spread = T(2) * product + variance;  // the sum of both variances
            window_terms<T, kLuminance, kGradient>(constants, x0[r] + lean[r], d0[r] + m[r], variance, spread,
                                                   centres[r] + i, width, out + r * step + i);
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
