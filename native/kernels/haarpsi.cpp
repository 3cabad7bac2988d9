#include "kernels/haarpsi.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/haar_rows.hpp"
#include "kernels/power.hpp"
#include "sums.hpp"

namespace df {

namespace {

constexpr int kRows = 64, kUp = 4,
              kDown = 4;  // rows of a band; rows that coefficients reach, up (with the own) and down
constexpr double kYiq[3][3] = {{0.299, 0.587, 0.114}, {0.596, -0.274, -0.322}, {0.211, -0.523, 0.312}};

// One image as planes of rows: one, or Y, I and Q, averaged in blocks if asked for. Rows beyond the edges are zeros.
class SmallRows {
public:
    SmallRows(const Image& image, int n, int c, double factor, const HaarView& view)
        : image_(image), n_(n), c_(c), factor_(factor), view_(view), h_(halved(image.h, view.halve)),
          w_(halved(image.w, view.halve)), wide_(2 * (static_cast<std::size_t>(image.w) + 1)), small_(w_) {
        for (int k = 0; k < std::max(1, view.mixed); ++k) planes_.emplace_back(w_, 16);
    }

    const PaddedRows& plane(int k) const { return planes_[k]; }

    void make(int y) {
        for (const PaddedRows& plane : planes_) plane.clear(y);
        if (y < 0 || y >= h_) return;
        if (!view_.mixed) return average(c_, y, planes_[0].row(y));
        for (int c = 0; c < 3; ++c) {
            average(c, y, small_.data());
            for (int k = 0; k < view_.mixed; ++k) {
                double* to = planes_[k].row(y);
                for (int x = 0; x < w_; ++x) to[x] += kYiq[k][c] * small_[x];
            }
        }
    }

private:
    void average(int c, int y, double* out) {
        const Plane plane = plane_of(image_, n_, c);
        if (!view_.halve) return load_row(plane, y, 0, w_, factor_, out);
        double *up = wide_.data(), *down = up + image_.w + 1;
        load_row(plane, 2 * y, 0, image_.w, up);
        if (2 * y + 1 < image_.h) load_row(plane, 2 * y + 1, 0, image_.w, down);
        else std::fill_n(down, image_.w, 0.0);
        up[image_.w] = down[image_.w] = 0;
        const double share = factor_ / 4;
        for (int x = 0; x < w_; ++x) out[x] = (up[2 * x] + up[2 * x + 1] + down[2 * x] + down[2 * x + 1]) * share;
    }

    const Image& image_;
    int n_, c_;
    double factor_;
    const HaarView& view_;
    int h_, w_;
    Buffer<double> wide_, small_;
    std::vector<PaddedRows> planes_;
};

Wide size_of_coefficient(Wide v) { return v < 0 ? -v : v; }

// exp(x) - 1 for x between -100 and 100, with all digits of the result where x is small.
Wide expm1_of(Wide x) {
    constexpr double kPerLog = 1.4426950408889634, kInteger = 0x1.8p52;
    const Wide shifted = x * kPerLog + kInteger, r = x - (shifted - kInteger) * 0.6931471805599453;
    Wide sum = splat(1.0 / 6227020800);
    double factorial = 6227020800;
    for (int i = 13; i > 1; --i) factorial /= i, sum = sum * r + 1 / factorial;
    const Wide part = sum * r;
    const Wide scale =
        reinterpret_cast<Wide>((reinterpret_cast<WideBits>(shifted) << 52) + std::uint64_t{0x3ff0000000000000});
    return (scale - 1.0) + scale * part;
}

// The comparison of two coefficients, one minus the similarity, and its derivative with respect to the second.
struct Compared {
    Wide loss, slope;

    Compared(Wide a, Wide b, double constant) {
        const Wide size = size_of_coefficient(b), gap = size - size_of_coefficient(a);
        const Wide share = 1.0 / (a * a + b * b + constant), part = gap * share;
        loss = gap * part;
        const Wide steep = 2.0 * part * (1.0 - part * size);
        slope = b > 0 ? steep : b < 0 ? -steep : Wide{};
    }
};

// The logistic function of 1 minus that of 1 - loss, and the derivative of this with respect to the loss.
struct Logistic {
    explicit Logistic(double alpha) : alpha_(alpha), top_(std::exp(alpha)), best_(1 / (1 + std::exp(-alpha))) {}

    void of(Wide loss, Wide& shortfall, Wide& slope) const {
        const Wide less = expm1_of(loss * -alpha_), odds = (less + 1.0) * top_, share = 1.0 / (odds + 1.0);
        shortfall = less * share * -best_;
        slope = odds * share * share * alpha_;
    }

    // The index of a place whose weighted shortfall is known.
    double index(double missing) const {
        const double level = 1 + (std::log1p(-missing / best_) - std::log1p(missing * (1 + top_))) / alpha_;
        return level * level;
    }

private:
    double alpha_, top_, best_;
};

// The comparison of the rows of two images.
class Comparison {
public:
    Comparison(const Image& reference, const Image& candidate, int n, int c, const HaarView& view)
        : w_(halved(reference.w, view.halve)), view_(view), logistic_(view.alpha),
          first_(reference, n, c, view.first, view), second_(candidate, n, c, view.second, view), one_(w_), two_(w_),
          lacking_(w_, 1), weight_(w_, 1), chroma_{{w_, 2}, {w_, 2}} {}

    // Prepares the rows before those that row y adds.
    void start(int y) {
        for (int at = y - kUp + 1; at < y + kDown; ++at) first_.make(at), second_.make(at);
    }

    // Compares row y; rows are asked for in order. Turns the coefficients of the second image into derivatives if there
    // is a slope.
    void compare(int y, const HaarSlope* slope) {
        first_.make(y + kDown), second_.make(y + kDown);
        one_.make(first_.plane(0), y), two_.make(second_.plane(0), y);
        each_vector(w_, [&](int x) { at(x, y, slope); });
        const auto end = [&](double* row) { std::fill_n(row + w_, kHaarReach, 0.0); };
        end(lacking_.row(0)), end(weight_.row(0));
        if (!slope) return;
        for (int k = 0; k < 3; ++k) end(two_.down(k)), end(two_.across(k));
        if (view_.mixed == 3)
            for (const PaddedRows& plane : chroma_) end(plane.row(y));
    }

    HaarSums sums() const {
        HaarSums found;
        for (int x = 0; x < w_; x += kSumBlock) {
            const int count = std::min(kSumBlock, w_ - x);
            found.lacking += sum_block(lacking_.row(0) + x, count),
                found.weight += sum_block(weight_.row(0) + x, count);
        }
        return found;
    }

    double index(int x) const {
        const double weight = weight_.row(0)[x];
        return weight == 0 ? 1 : logistic_.index(lacking_.row(0)[x] / weight);
    }

    const HaarRow& slopes() const { return two_; }
    const PaddedRows& chroma(int k) const { return chroma_[k]; }

private:
    void at(int x, int y, const HaarSlope* slope) {
        Wide lacking{}, total{}, by_weight[3], weights[2];
        const Wide factor = splat(slope ? slope->factor : 0.0), missing = splat(slope ? slope->missing : 0.0);
        const auto include = [&](Wide loss, Wide weight, int kind) {
            Wide shortfall, steep;
            logistic_.of(loss, shortfall, steep);
            lacking += shortfall * weight, total += weight;
            by_weight[kind] = factor * (shortfall - missing);
            return factor * weight * steep * 0.5;  // a loss is the mean of two
        };
        for (int turn = 0; turn < 2; ++turn) {
            double *a[3], *b[3];
            for (int k = 0; k < 3; ++k) {
                a[k] = (turn ? one_.across(k) : one_.down(k)) + x;
                b[k] = (turn ? two_.across(k) : two_.down(k)) + x;
            }
            const Compared fine(load(a[0]), load(b[0]), view_.constant), next(load(a[1]), load(b[1]), view_.constant);
            const Wide one = size_of_coefficient(load(a[2])), two = size_of_coefficient(load(b[2]));
            weights[turn] = one > two ? one : two;
            const Wide by_loss = include((fine.loss + next.loss) * 0.5, weights[turn], turn);
            if (slope) store(b[0], by_loss * fine.slope), store(b[1], by_loss * next.slope);
        }
        by_weight[2] = Wide{};
        if (view_.mixed == 3) {
            const Compared i = chroma(1, x, y), q = chroma(2, x, y);
            const Wide by_loss = include((i.loss + q.loss) * 0.5, (weights[0] + weights[1]) * 0.5, 2);
            if (slope) {
                store(chroma_[0].row(y) + x, by_loss * i.slope * 0.25);
                store(chroma_[1].row(y) + x, by_loss * q.slope * 0.25);
            }
        }
        store(lacking_.row(0) + x, lacking), store(weight_.row(0) + x, total);
        if (!slope) return;
        for (int turn = 0; turn < 2; ++turn) {
            double* coefficient = (turn ? two_.across(2) : two_.down(2)) + x;
            const Wide a = load((turn ? one_.across(2) : one_.down(2)) + x), b = load(coefficient);
            const Wide one = size_of_coefficient(a), two = size_of_coefficient(b), none{};
            const Wide share = two > one ? none + 1.0 : two == one ? none + 0.5 : none;
            const Wide steep = share * (by_weight[turn] + by_weight[2] * 0.5);
            store(coefficient, b > 0 ? steep : b < 0 ? -steep : none);
        }
    }

    // Colour differences are compared as means of 2 x 2 places.
    Compared chroma(int k, int x, int y) const {
        const auto mean = [&](const SmallRows& image) {
            const double *up = image.plane(k).row(y) + x, *down = image.plane(k).row(y + 1) + x;
            return (load(up) + load(up + 1) + load(down) + load(down + 1)) * 0.25;
        };
        return {mean(first_), mean(second_), view_.constant};
    }

    int w_;
    const HaarView& view_;
    Logistic logistic_;
    SmallRows first_, second_;
    HaarRow one_, two_;
    PaddedRows lacking_, weight_, chroma_[2];
};

template <class T>
void write(const double* from, int w, bool halve, double factor, bool first, T* to) {
    for (int x = 0; x < w; ++x) {
        const double slope = from[halve ? x / 2 : x] * factor;
        to[x] = static_cast<T>(first ? slope : static_cast<double>(to[x]) + slope);
    }
}

// The derivatives of a band of rows, of all its planes.
class Band {
public:
    Band(const Image& reference, const Image& candidate, int n, int c, const HaarView& view, const Image& gradient)
        : n_(n), c_(c), h_(halved(reference.h, view.halve)), w_(halved(reference.w, view.halve)), view_(view),
          gradient_(gradient), rows_(reference, candidate, n, c, view), luma_(w_, 16), transpose_(w_) {}

    void run(int begin, int end, const HaarSlope& slope) {
        const int first = begin - kDown, last = end + kUp - 1;
        rows_.start(first);
        for (int y = first - kUp; y < first + kDown; ++y) luma_.clear(y);
        for (int y = first; y < last; ++y) {
            luma_.clear(y + kDown);
            rows_.compare(y, &slope);
            if (y >= 0 && y < h_) transpose_.add(rows_.slopes(), y, luma_);
            if (view_.mixed == 3 && y >= begin && y < end) gather_chroma(y);
            if (y - kUp + 1 >= begin) finish(y - kUp + 1);
        }
    }

private:
    // The transpose of the means of 2 x 2 places, kept until the luma of the row is complete.
    void gather_chroma(int y) {
        for (int k = 0; k < 2; ++k) {
            const double *up = rows_.chroma(k).row(y - 1), *here = rows_.chroma(k).row(y);
            double* to = kept_[k].data() + static_cast<std::size_t>(y % kUp) * w_;
            for (int x = 0; x < w_; ++x) to[x] = here[x] + here[x - 1] + (y > 0 ? up[x] + up[x - 1] : 0.0);
        }
    }

    void finish(int y) {
        const double share = view_.second / (view_.halve ? 4 : 1);
        const int first = view_.halve ? 2 * y : y, last = view_.halve ? std::min(2 * y + 2, gradient_.h) : y + 1;
        for (int c = view_.mixed ? 0 : c_; c < (view_.mixed ? 3 : c_ + 1); ++c)
            for (int k = 0; k < std::max(1, view_.mixed); ++k) {
                const double* from = k ? kept_[k - 1].data() + static_cast<std::size_t>(y % kUp) * w_ : luma_.row(y);
                for (int at = first; at < last; ++at) add(from, c, at, share * (view_.mixed ? kYiq[k][c] : 1), k == 0);
            }
    }

    void add(const double* from, int c, int y, double factor, bool first) const {
        const Plane to = plane_of(gradient_, n_, c);
        if (to.type == Type::f64)
            write(from, to.w, view_.halve, factor, first,
                  const_cast<double*>(static_cast<const double*>(to.data)) + y * to.sh);
        else
            write(from, to.w, view_.halve, factor, first,
                  const_cast<float*>(static_cast<const float*>(to.data)) + y * to.sh);
    }

    int n_, c_, h_, w_;
    const HaarView& view_;
    const Image& gradient_;
    Comparison rows_;
    PaddedRows luma_;
    HaarTranspose transpose_;
    Buffer<double> kept_[2] = {Buffer<double>(static_cast<std::size_t>(kUp) * w_),
                               Buffer<double>(static_cast<std::size_t>(kUp) * w_)};
};

}  // namespace

std::vector<HaarSums> haarpsi(const Image& reference, const Image& candidate, const HaarView& view, const Image* map,
                              Team& team) {
    const int h = halved(reference.h, view.halve), w = halved(reference.w, view.halve), bands = (h + kRows - 1) / kRows;
    const int apart = view.mixed ? 1 : reference.c, parts = reference.n * apart;
    std::vector<HaarSums> rows(static_cast<std::size_t>(parts) * h), all(parts);
    team.run(parts * bands, [&](int task, int) {
        const int part = task / bands, begin = task % bands * kRows, end = std::min(h, begin + kRows);
        Comparison compared(reference, candidate, part / apart, part % apart, view);
        compared.start(begin);
        for (int y = begin; y < end; ++y) {
            compared.compare(y, nullptr);
            rows[static_cast<std::size_t>(part) * h + y] = compared.sums();
            if (!map) continue;
            const Plane plane = plane_of(*map, part / apart, part % apart);
            const auto fill = [&](auto* out) {
                for (int x = 0; x < w; ++x)
                    out[x] = static_cast<std::remove_reference_t<decltype(*out)>>(compared.index(x));
            };
            if (plane.type == Type::f64)
                fill(const_cast<double*>(static_cast<const double*>(plane.data)) + y * plane.sh);
            else fill(const_cast<float*>(static_cast<const float*>(plane.data)) + y * plane.sh);
        }
    });
    for (std::size_t i = 0; i < rows.size(); ++i)
        all[i / h].lacking += rows[i].lacking, all[i / h].weight += rows[i].weight;
    return all;
}

void haarpsi_slope(const Image& reference, const Image& candidate, const HaarView& view,
                   const std::vector<HaarSlope>& slopes, const Image& gradient, Team& team) {
    const int h = halved(reference.h, view.halve), bands = (h + kRows - 1) / kRows;
    const int apart = view.mixed ? 1 : reference.c;
    team.run(reference.n * apart * bands, [&](int task, int) {
        const int part = task / bands, begin = task % bands * kRows;
        Band band(reference, candidate, part / apart, part % apart, view, gradient);
        band.run(begin, std::min(h, begin + kRows), slopes[part]);
    });
}

}  // namespace df
