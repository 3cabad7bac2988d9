// The arithmetic of structural similarity, row by row.
//
// Variances are taken around the centre pixel of each window, first along rows and then along columns, and the
// derivatives are carried back in the same way. So rounding is relative to what a window holds, not to the level of
// the image: in float32 the gradient is right to some 1e-7 of its greatest value, where blurs of squares give 1e-4
// on text.

#pragma once

#include "vec.hpp"

namespace df {

// Weights of a symmetric window; kHalf is half its size where the compiler may know it, else 0.
template <class T, int kHalf>
struct Taps {
    const T* weights;
    int half_;
    int half() const { return kHalf ? kHalf : half_; }
};

// Row statistics of the first image: its local mean, that mean less the centre pixel, and the local variance.
template <class T, int kHalf>
void row_of_first(Taps<T, kHalf> taps, const T* x, int count, T* mean, T* lean, T* variance) {
    const int h = taps.half();
    for (int i = 0; i < count; i += kLanes<T>) {
        const Vec<T> centre = load(x + i + h);
        Vec<T> m{}, v{};
#pragma GCC unroll 8
        for (int t = 1; t <= h; ++t) {
            const Vec<T> a = load(x + i + h - t) - centre, b = load(x + i + h + t) - centre;
            const T w = taps.weights[t];
            m += w * (a + b);
            v += w * (a * a + b * b);
        }
        store(mean + i, centre + m);
        store(lean + i, m);
        store(variance + i, v - m * m);
    }
}

// Row statistics of one or two gaps: the local mean, the local variance, and the covariance with the first image.
template <class T>
struct GapRow {
    const T* d;
    T *mean, *variance, *covariance;
};

template <class T, int kHalf, int kGaps>
void row_of_gaps(Taps<T, kHalf> taps, const T* x, const T* lean, int count, const GapRow<T>* gaps) {
    const int h = taps.half();
    for (int i = 0; i < count; i += kLanes<T>) {
        const Vec<T> x0 = load(x + i + h);
        Vec<T> d0[kGaps], m[kGaps], v[kGaps], c[kGaps];
        for (int k = 0; k < kGaps; ++k) d0[k] = load(gaps[k].d + i + h), m[k] = v[k] = c[k] = Vec<T>{};
#pragma GCC unroll 8
        for (int t = 1; t <= h; ++t) {
            const Vec<T> e = load(x + i + h - t) - x0, f = load(x + i + h + t) - x0;
            const T w = taps.weights[t];
#pragma GCC unroll 2
            for (int k = 0; k < kGaps; ++k) {
                const Vec<T> a = load(gaps[k].d + i + h - t) - d0[k], b = load(gaps[k].d + i + h + t) - d0[k];
                m[k] += w * (a + b);
                v[k] += w * (a * a + b * b);
                c[k] += w * (a * e + b * f);
            }
        }
        for (int k = 0; k < kGaps; ++k) {
            store(gaps[k].mean + i, d0[k] + m[k]);
            store(gaps[k].variance + i, v[k] - m[k] * m[k]);
            store(gaps[k].covariance + i, c[k] - m[k] * load(lean + i));
        }
    }
}

// The same along columns: rows[k] is the k-th row under the window.
template <class T, int kHalf>
void columns_of_first(Taps<T, kHalf> taps, T* const* means, T* const* variances, int count, T* mean, T* lean,
                      T* variance) {
    const int h = taps.half();
    for (int i = 0; i < count; i += kLanes<T>) {
        const Vec<T> centre = load(means[h] + i);
        Vec<T> m{}, v = taps.weights[0] * load(variances[h] + i);
#pragma GCC unroll 8
        for (int t = 1; t <= h; ++t) {
            const Vec<T> a = load(means[h - t] + i) - centre, b = load(means[h + t] + i) - centre;
            const T w = taps.weights[t];
            m += w * (a + b);
            v += w * (load(variances[h - t] + i) + load(variances[h + t] + i) + a * a + b * b);
        }
        store(mean + i, centre + m);
        store(lean + i, m);
        store(variance + i, v - m * m);
    }
}

// Statistics of the first image under each window of a row.
template <class T>
struct First {
    const T *mean, *lean, *variance;
};

// Rows of gap statistics under the windows, top to bottom, and what a row of windows gives.
template <class T>
struct GapWindows {
    T *const *mean, *const *variance, *const *covariance;
    const T *y, *d;  // the second image and the gap at the centres of the windows, for the gradient
    T* similarity;
    T *by_mean, *by_square, *by_gap;
};

template <class T>
struct Constants {
    T ground, c1, c2;
};

// Similarity of windows, and what the derivative needs: with s the similarity, G_i the weight of a window at pixel i,
// y0 and d0 its centre pixel,
//     ds/dy_i = G_i (by_mean + by_square (y_i - y0) + by_gap (d_i - d0)).
// The similarity is the product (B1 - m^2) (B2 - V) / (B1 B2); it is computed in the same way whether a gradient is
// wanted or not, so that its bits are the same.
template <class T, bool kLuminance, bool kGradient>
inline void window_terms(Constants<T> k, Vec<T> x, Vec<T> gap, Vec<T> v, Vec<T> spread, const GapWindows<T>& out, int i) {
    const Vec<T> zero{}, one = splat<T>(1);
    v = at_least(v, zero);
    const Vec<T> b2 = at_least(spread, zero) + k.c2;
    const Vec<T> mean_x = x + k.ground, mean_y = mean_x + gap;
    Vec<T> b1 = one, all = b2, above = b2 - v;
    if constexpr (kLuminance) {
        b1 = mean_x * mean_x + mean_y * mean_y + k.c1;
        all = b1 * b2;
        // Equal to 2 mean_x mean_y + C1, which loses no digits where the means are far apart, but is not B1 to the
        // last bit where they are equal.
        const Vec<T> square = gap * gap;
        above = (square + square > b1 ? mean_x * mean_y * T(2) + k.c1 : b1 - square) * above;
    }
    store(out.similarity + i, above / all);
    if constexpr (kGradient) {
        const Vec<T> per = one / all, per_b2 = b1 * per, quotient = v * per_b2;
        Vec<T> luminance = one, ratio{};
        if constexpr (kLuminance) {
            ratio = gap * (b2 * per);
            luminance = one - gap * ratio;
        }
        const Vec<T> by_gap = T(-2) * luminance * per_b2, by_square = -by_gap * quotient;
        Vec<T> by_mean = by_square * (load(out.y + i) - (x + gap)) + by_gap * (load(out.d + i) - gap);
        if constexpr (kLuminance) by_mean += T(2) * (one - quotient) * ratio * (mean_y * ratio - one);
        store(out.by_mean + i, by_mean);
        store(out.by_square + i, by_square);
        store(out.by_gap + i, by_gap);
    }
}

template <class T, int kHalf, int kGaps, bool kLuminance, bool kGradient>
void windows(Taps<T, kHalf> taps, Constants<T> constants, First<T> first, T* const* means, int count,
             const GapWindows<T>* gaps) {
    const int h = taps.half();
    for (int i = 0; i < count; i += kLanes<T>) {
        const Vec<T> x0 = load(means[h] + i);
        const T w0 = taps.weights[0];
        Vec<T> d0[kGaps], m[kGaps], v[kGaps], c[kGaps];
        for (int k = 0; k < kGaps; ++k) {
            d0[k] = load(gaps[k].mean[h] + i);
            m[k] = Vec<T>{};
            v[k] = w0 * load(gaps[k].variance[h] + i);
            c[k] = w0 * load(gaps[k].covariance[h] + i);
        }
#pragma GCC unroll 8
        for (int t = 1; t <= h; ++t) {
            const Vec<T> e = load(means[h - t] + i) - x0, f = load(means[h + t] + i) - x0;
            const T w = taps.weights[t];
#pragma GCC unroll 2
            for (int k = 0; k < kGaps; ++k) {
                const GapWindows<T>& rows = gaps[k];
                const Vec<T> a = load(rows.mean[h - t] + i) - d0[k], b = load(rows.mean[h + t] + i) - d0[k];
                m[k] += w * (a + b);
                v[k] += w * (load(rows.variance[h - t] + i) + load(rows.variance[h + t] + i) + a * a + b * b);
                c[k] += w * (load(rows.covariance[h - t] + i) + load(rows.covariance[h + t] + i) + a * e + b * f);
            }
        }
        const Vec<T> x = load(first.mean + i), lean = load(first.lean + i), variance = load(first.variance + i);
        for (int k = 0; k < kGaps; ++k) {
            const Vec<T> var = v[k] - m[k] * m[k], cov = c[k] - m[k] * lean;
            const Vec<T> spread = T(2) * (variance + cov) + var;  // var x + var y
            window_terms<T, kLuminance, kGradient>(constants, x, d0[k] + m[k], var, spread, gaps[k], i);
        }
    }
}

// Derivatives of a row of windows summed over the windows above and below each pixel's column:
// y and d are the rows at the centres of the windows, from the first pixel on.
template <class T, int kHalf>
void row_back(Taps<T, kHalf> taps, const GapWindows<T>& of, const T* y, const T* d, int count, T* value, T* square, T* gap) {
    const int h = taps.half();
    for (int i = 0; i < count; i += kLanes<T>) {
        const Vec<T> y0 = load(y + i), d0 = load(d + i);
        const T w0 = taps.weights[0];
        Vec<T> sum = w0 * load(of.by_mean + i + h), s = w0 * load(of.by_square + i + h);
        Vec<T> g = w0 * load(of.by_gap + i + h);
#pragma GCC unroll 8
        for (int t = 1; t <= h; ++t) {
            const Vec<T> s1 = load(of.by_square + i + h - t), s2 = load(of.by_square + i + h + t);
            const Vec<T> g1 = load(of.by_gap + i + h - t), g2 = load(of.by_gap + i + h + t);
            const T w = taps.weights[t];
            sum += w * (load(of.by_mean + i + h - t) + load(of.by_mean + i + h + t) + s1 * (y0 - load(y + i - t)) +
                        s2 * (y0 - load(y + i + t)) + g1 * (d0 - load(d + i - t)) + g2 * (d0 - load(d + i + t)));
            s += w * (s1 + s2);
            g += w * (g1 + g2);
        }
        store(value + i, sum);
        store(square + i, s);
        store(gap + i, g);
    }
}

// One window row of what row_back left, for the vertical sum.
template <class T>
struct Back {
    const T *value, *square, *gap, *y, *d;
    T weight;
};

// kHeight is the number of rows where the compiler may know it, else 0.
template <class T, int kHeight>
void columns_back(const Back<T>* rows, int height, const T* y, const T* d, T factor, int count, T* out) {
    const int most = kHeight ? kHeight : height;
    for (int i = 0; i < count; i += kLanes<T>) {
        const Vec<T> y0 = load(y + i), d0 = load(d + i);
        Vec<T> sum{};
#pragma GCC unroll 16
        for (int k = 0; k < most; ++k) {
            const Back<T>& r = rows[k];
            sum += r.weight * (load(r.value + i) + load(r.square + i) * (y0 - load(r.y + i)) +
                               load(r.gap + i) * (d0 - load(r.d + i)));
        }
        store(out + i, sum * factor);
    }
}

}  // namespace df
