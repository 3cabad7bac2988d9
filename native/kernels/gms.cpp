#include "kernels/gms.hpp"

#include <algorithm>
#include <cmath>

namespace df {

namespace {

constexpr int kRows = 32;

// Downsampled rows of one image, padded with a zero at either end. Only the last `kept` rows are held.
class SmallRows {
public:
    SmallRows(const Plane& plane, bool halve, int kept)
        : plane_(plane), halve_(halve), kept_(kept), h_(halved(plane.h, halve)), w_(halved(plane.w, halve)),
          rows_(static_cast<std::size_t>(kept) * (w_ + 2)), wide_(2 * (static_cast<std::size_t>(plane.w) + 1)) {}

    // Row y, whose first pixel has the index 1. Rows beyond the edges are zeros.
    const double* row(int y) const { return rows_.data() + static_cast<std::size_t>((y + kept_) % kept_) * (w_ + 2); }

    void make(int y) {
        double* out = const_cast<double*>(row(y));
        std::fill_n(out, w_ + 2, 0.0);
        if (y < 0 || y >= h_) return;
        if (!halve_) {
            load_row(plane_, y, 0, w_, out + 1);
            return;
        }
        double *up = wide_.data(), *down = up + plane_.w + 1;
        std::fill_n(up, 2 * (static_cast<std::size_t>(plane_.w) + 1), 0.0);
        load_row(plane_, 2 * y, 0, plane_.w, up);
        if (2 * y + 1 < plane_.h) load_row(plane_, 2 * y + 1, 0, plane_.w, down);
        for (int x = 0; x < w_; ++x) out[x + 1] = (up[2 * x] + up[2 * x + 1] + down[2 * x] + down[2 * x + 1]) / 4;
    }

private:
    Plane plane_;
    bool halve_;
    int kept_, h_, w_;
    Buffer<double> rows_, wide_;
};

// The gradient of one row. The padding shifts the indices of the inputs by one.
void prewitt(const SmallRows& image, int y, int w, double* across, double* down) {
    const double *a = image.row(y - 1), *b = image.row(y), *c = image.row(y + 1);
    for (int x = 0; x < w; ++x) {
        across[x] = ((a[x + 2] - a[x]) + (b[x + 2] - b[x]) + (c[x + 2] - c[x])) / 3;
        down[x] = ((c[x] - a[x]) + (c[x + 1] - a[x + 1]) + (c[x + 2] - a[x + 2])) / 3;
    }
}

// One minus the map, which is accurate where the images are nearly equal.
struct Row {
    explicit Row(int w) : across1(w), down1(w), across2(w), down2(w), loss(w) {}

    void compare(const SmallRows& first, const SmallRows& second, int y, int w, double constant) {
        prewitt(first, y, w, across1.data(), down1.data());
        prewitt(second, y, w, across2.data(), down2.data());
        for (int x = 0; x < w; ++x) {
            const double one = across1[x] * across1[x] + down1[x] * down1[x];
            const double two = across2[x] * across2[x] + down2[x] * down2[x];
            const double gap = std::sqrt(one) - std::sqrt(two);
            loss[x] = gap * gap / (one + two + constant);
        }
    }

    Buffer<double> across1, down1, across2, down2, loss;
};

// The number of values, their mean and the sum of squared deviations from it, which can be merged (Chan et al. 1983,
// doi:10.1080/00031305.1983.10483115). So the map need not be held in memory.
struct Moments {
    double count = 0, mean = 0, squares = 0;

    static double sum(const double* values, int w, double offset, bool square) {
        constexpr int kLanes = 16;
        double lanes[kLanes] = {};
        for (int x = 0; x < w; x += kLanes)
            for (int k = 0; k < std::min(kLanes, w - x); ++k) {
                const double value = values[x + k] - offset;
                lanes[k] += square ? value * value : value;
            }
        double total = 0;
        for (const double lane : lanes) total += lane;
        return total;
    }

    static Moments of(const double* values, int w) {
        const double mean = sum(values, w, 0, false) / w;
        return {static_cast<double>(w), mean, sum(values, w, mean, true)};
    }

    void add(const Moments& other) {
        const double all = count + other.count, gap = other.mean - mean;
        squares += other.squares + gap * gap * count * other.count / all;
        mean += gap * other.count / all;
        count = all;
    }
};

template <class F>
void with_row(const Image& image, int n, int c, int y, F&& f) {
    const Plane plane = plane_of(image, n, c);
    if (plane.type == Type::f64) f(const_cast<double*>(static_cast<const double*>(plane.data)) + y * plane.sh);
    else f(const_cast<float*>(static_cast<const float*>(plane.data)) + y * plane.sh);
}

// The derivative with respect to the candidate, for a band of rows.
class Slope {
public:
    Slope(const Plane& first, const Plane& second, double constant, bool halve)
        : h_(halved(first.h, halve)), w_(halved(first.w, halve)), constant_(constant), first_(first, halve, 3),
          second_(second, halve, 3), row_(w_), across_(3 * (static_cast<std::size_t>(w_) + 2)),
          down_(3 * (static_cast<std::size_t>(w_) + 2)), out_(w_) {}

    // Calls f(y, derivative) for the rows begin .. end - 1; `share` is 1 / (pixels * deviation).
    template <class F>
    void rows(int begin, int end, double mean, double share, F&& f) {
        for (int y = begin - 2; y < begin; ++y) first_.make(y), second_.make(y);
        for (int y = begin - 1; y <= end; ++y) {
            first_.make(y + 1), second_.make(y + 1);
            make(y, mean, share);
            if (y <= begin) continue;
            gather(y - 1);
            f(y - 1, out_.data());
        }
    }

private:
    double* place(const Buffer<double>& rows, int y) {
        return rows.data() + static_cast<std::size_t>((y + 3) % 3) * (w_ + 2);
    }

    // The derivative of the deviation with respect to the gradients of row y, padded with zeros.
    void make(int y, double mean, double share) {
        double *across = place(across_, y), *down = place(down_, y);
        std::fill_n(across, w_ + 2, 0.0), std::fill_n(down, w_ + 2, 0.0);
        if (y < 0 || y >= h_) return;
        row_.compare(first_, second_, y, w_, constant_);
        for (int x = 0; x < w_; ++x) {
            const double ax = row_.across1[x], ay = row_.down1[x], bx = row_.across2[x], by = row_.down2[x];
            const double one = ax * ax + ay * ay, two = bx * bx + by * by;
            const double b = std::sqrt(two), gap = std::sqrt(one) - b, whole = one + two + constant_;
            const double of_loss = -2 * gap * (whole + gap * b) / (whole * whole);
            const double factor = two > 0 ? (row_.loss[x] - mean) * share * of_loss / b : 0;
            across[x + 1] = factor * bx, down[x + 1] = factor * by;
        }
    }

    // The transpose of the Prewitt filter.
    void gather(int y) {
        const double *a = place(across_, y - 1), *b = place(across_, y), *c = place(across_, y + 1);
        const double *up = place(down_, y - 1), *below = place(down_, y + 1);
        for (int x = 0; x < w_; ++x)
            out_[x] = ((a[x] - a[x + 2]) + (b[x] - b[x + 2]) + (c[x] - c[x + 2]) + (up[x] - below[x]) +
                       (up[x + 1] - below[x + 1]) + (up[x + 2] - below[x + 2])) /
                      3;
    }

    int h_, w_;
    double constant_;
    SmallRows first_, second_;
    Row row_;
    Buffer<double> across_, down_, out_;
};

// Computes the moments of each row of a band and writes the map.
void measure(const Image& reference, const Image& candidate, int n, int c, int begin, int end, double constant,
             bool halve, const Image* map, Moments* rows) {
    const int w = halved(reference.w, halve);
    SmallRows first(plane_of(reference, n, c), halve, 3), second(plane_of(candidate, n, c), halve, 3);
    Row row(w);
    for (int y = begin - 1; y < begin + 1; ++y) first.make(y), second.make(y);
    for (int y = begin; y < end; ++y) {
        first.make(y + 1), second.make(y + 1);
        row.compare(first, second, y, w, constant);
        rows[y] = Moments::of(row.loss.data(), w);
        if (!map) continue;
        with_row(*map, n, c, y, [&](auto* out) {
            for (int x = 0; x < w; ++x) out[x] = static_cast<std::remove_reference_t<decltype(*out)>>(1 - row.loss[x]);
        });
    }
}

template <class T>
void enlarge(const double* from, int w, bool halve, T* to) {
    if (halve)
        for (int x = 0; x < w; ++x) to[x] = static_cast<T>(from[x / 2] / 4);
    else
        for (int x = 0; x < w; ++x) to[x] = static_cast<T>(from[x]);
}

}  // namespace

std::vector<Similarity> gms(const Image& reference, const Image& candidate, double constant, bool halve,
                            const Image* map, const Image* slope, Team& team) {
    const int h = halved(reference.h, halve), bands = (h + kRows - 1) / kRows, planes = reference.n * reference.c;
    std::vector<Moments> rows(static_cast<std::size_t>(planes) * h), all(planes);
    team.run(planes * bands, [&](int task, int) {
        const int plane = task / bands, begin = task % bands * kRows;
        measure(reference, candidate, plane / reference.c, plane % reference.c, begin, std::min(h, begin + kRows),
                constant, halve, map, rows.data() + static_cast<std::size_t>(plane) * h);
    });
    std::vector<Similarity> found;
    for (int plane = 0; plane < planes; ++plane) {
        for (int y = 0; y < h; ++y) all[plane].add(rows[static_cast<std::size_t>(plane) * h + y]);
        found.push_back({1 - all[plane].mean, std::sqrt(all[plane].squares / all[plane].count)});
    }
    if (!slope) return found;
    team.run(planes * bands, [&](int task, int) {
        const int plane = task / bands, begin = task % bands * kRows, n = plane / reference.c, c = plane % reference.c;
        const double deviation = found[plane].deviation;
        const double share = deviation > 0 ? 1 / (all[plane].count * deviation) : 0;
        Slope slopes(plane_of(reference, n, c), plane_of(candidate, n, c), constant, halve);
        slopes.rows(begin, std::min(h, begin + kRows), all[plane].mean, share, [&](int y, const double* row) {
            const int first = halve ? 2 * y : y, last = halve ? std::min(2 * y + 2, reference.h) : y + 1;
            for (int at = first; at < last; ++at)
                with_row(*slope, n, c, at, [&](auto* out) { enlarge(row, reference.w, halve, out); });
        });
    });
    return found;
}

}  // namespace df
