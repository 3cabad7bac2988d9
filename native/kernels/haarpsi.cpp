#include "kernels/haarpsi.hpp"

#include <algorithm>

#include "kernels/haar_compare.hpp"
#include "kernels/haar_rows.hpp"
#include "sums.hpp"

namespace df {

namespace {

constexpr int kRows = 96, kUp = 4,
              kDown = 4;   // rows of a band; rows that coefficients reach, up (with the own) and down
constexpr int kKept = 16;  // rows in memory
constexpr double kYiq[3][3] = {{0.299, 0.587, 0.114}, {0.596, -0.274, -0.322}, {0.211, -0.523, 0.312}};

template <class F>
void with_row(const Image& image, int n, int c, int y, F&& f) {
    const Plane plane = plane_of(image, n, c);
    if (plane.type == Type::f64) f(const_cast<double*>(static_cast<const double*>(plane.data)) + y * plane.sh);
    else f(const_cast<float*>(static_cast<const float*>(plane.data)) + y * plane.sh);
}

// One image as planes of rows: one, or Y, I and Q, averaged in blocks if asked for. Rows beyond the edges are zeros.
template <class T>
class SmallRows {
public:
    SmallRows(const Image& image, int n, int c, double factor, const HaarView& view)
        : image_(image), n_(n), c_(c), factor_(factor), view_(view), h_(halved(image.h, view.halve)),
          w_(halved(image.w, view.halve)), up_(image.w), down_(image.w), small_{room(), room(), room()} {
        for (int k = 0; k < std::max(1, view.mixed); ++k) planes_.emplace_back(w_, kKept);
    }

    const PaddedRows<T>& plane(int k) const { return planes_[k]; }

    void make(int y) {
        if (y < 0 || y >= h_) {
            for (const PaddedRows<T>& plane : planes_) plane.clear(y);
            return;
        }
        if (!view_.mixed) return average(c_, y, planes_[0].row(y));
        for (int c = 0; c < 3; ++c) average(c, y, small_[c].data());
        const T *red = small_[0].data(), *green = small_[1].data(), *blue = small_[2].data();
        for (int k = 0; k < view_.mixed; ++k) {
            const T r = T(kYiq[k][0]), g = T(kYiq[k][1]), b = T(kYiq[k][2]);
            T* to = planes_[k].row(y);
            for (int x = 0; x < w_; ++x) to[x] = r * red[x] + g * green[x] + b * blue[x];
        }
    }

private:
    Buffer<T> room() const { return Buffer<T>(static_cast<std::size_t>(w_)); }

    void average(int c, int y, T* out) const {
        const Plane plane = plane_of(image_, n_, c);
        if (!view_.halve) return load_row(plane, y, 0, w_, T(factor_), out);
        const T *up = row_of(plane, 2 * y, up_.data()), *down = row_of(plane, 2 * y + 1, down_.data());
        const T share = T(factor_ / 4);
        const int w = image_.w;
        for (int x = 0; x < w / 2; ++x) out[x] = (up[2 * x] + up[2 * x + 1] + down[2 * x] + down[2 * x + 1]) * share;
        if (w % 2) out[w_ - 1] = (up[w - 1] + down[w - 1]) * share;
    }

    // A row where it lies, or a copy of type T; zeros beyond the last row.
    static const T* row_of(const Plane& plane, int y, T* room) {
        const Type own = sizeof(T) == 4 ? Type::f32 : Type::f64;
        if (y >= plane.h) std::fill_n(room, plane.w, T(0));
        else if (plane.type == own && plane.sw == 1) return static_cast<const T*>(plane.data) + y * plane.sh;
        else load_row(plane, y, 0, plane.w, room);
        return room;
    }

    const Image& image_;
    int n_, c_;
    double factor_;
    const HaarView& view_;
    int h_, w_;
    Buffer<T> up_, down_, small_[3];
    std::vector<PaddedRows<T>> planes_;
};

// The comparison of the rows of two images. With slopes, the coefficients of the second image become the derivatives of
// the sum of what is lacking, and one more of each turn the derivative of the sum of the weights.
template <class T, bool slopes>
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

    // Compares row y; rows are asked for in order.
    void compare(int y) {
        first_.make(y + kDown), second_.make(y + kDown);
        one_.make(first_.plane(0), y), two_.make(second_.plane(0), y);
        if (view_.mixed == 3) each_vector<T>(w_, [&](int x) { at<true>(x, y); });
        else each_vector<T>(w_, [&](int x) { at<false>(x, y); });
        if (!slopes) return;
        two_.end();
        for (const PaddedRows<T>& plane : chroma_) plane.end(y);
    }

    HaarSums sums() const {
        HaarSums found;
        for (int x = 0; x < w_; x += kSumBlock) {
            const int count = std::min(kSumBlock, w_ - x);
            found.lacking += sum_block(lacking_.row(0) + x, count);
            found.weight += sum_block(weight_.row(0) + x, count);
        }
        return found;
    }

    double index(int x) const {
        const double weight = weight_.row(0)[x];
        return weight == 0 ? 1 : logistic_.index(lacking_.row(0)[x] / weight);
    }

    const HaarRow<T>& derivatives() const { return two_; }
    const PaddedRows<T>& chroma(int k) const { return chroma_[k]; }

private:
    template <bool coloured>
    void at(int x, int y) {
        Vec<T> lacking{}, total{}, shortfalls[3] = {}, weights[2];
        // Takes the loss of one kind of structure and its weight; returns the derivative by each of two losses.
        const auto include = [&](Vec<T> loss, Vec<T> weight, int kind) {
            Vec<T> steep;
            logistic_.of(loss, shortfalls[kind], steep);
            lacking += shortfalls[kind] * weight, total += weight;
            return weight * steep * T(0.5);
        };
        const T constant = T(view_.constant);
        for (int turn = 0; turn < 2; ++turn) {
            const auto pair = [&](int k) {
                return Compared<T>(load(one_.row(turn, k) + x), load(two_.row(turn, k) + x), constant);
            };
            const Compared<T> fine = pair(0), next = pair(1);
            const Vec<T> a = without_sign<T>(load(one_.row(turn, 2) + x)),
                         b = without_sign<T>(load(two_.row(turn, 2) + x));
            weights[turn] = a > b ? a : b;
            const Vec<T> by_loss = include((fine.loss + next.loss) * T(0.5), weights[turn], turn);
            if constexpr (slopes) {
                store(two_.row(turn, 0) + x, by_loss * fine.slope);
                store(two_.row(turn, 1) + x, by_loss * next.slope);
            }
        }
        if constexpr (coloured) {
            const Compared<T> i = colour(1, x, y), q = colour(2, x, y);
            const Vec<T> by_loss = include((i.loss + q.loss) * T(0.5), (weights[0] + weights[1]) * T(0.5), 2);
            if constexpr (slopes) {
                store(chroma_[0].row(y) + x, by_loss * i.slope * T(0.25));
                store(chroma_[1].row(y) + x, by_loss * q.slope * T(0.25));
            }
        }
        store(lacking_.row(0) + x, lacking), store(weight_.row(0) + x, total);
        if constexpr (slopes)
            for (int turn = 0; turn < 2; ++turn) {
                const Vec<T> share = share_of_greater(one_.row(turn, 2) + x, two_.row(turn, 2) + x);
                const Vec<T> shortfall = coloured ? shortfalls[turn] + shortfalls[2] * T(0.5) : shortfalls[turn];
                store(two_.row(turn, 2) + x, share * shortfall);
                store(two_.row(turn, 3) + x, coloured ? share * T(1.5) : share);
            }
    }

    // The derivative of the greater of two sizes with respect to the second coefficient; of equal sizes it is half.
    static Vec<T> share_of_greater(const T* first, const T* second) {
        const Vec<T> a = without_sign<T>(load(first)), b = load(second), size = without_sign<T>(b), none{};
        const Vec<T> share = size > a ? splat(T(1)) : size == a ? splat(T(0.5)) : none;
        return b > 0 ? share : b < 0 ? -share : none;
    }

    // Colour differences are compared as means of 2 x 2 places.
    Compared<T> colour(int k, int x, int y) const {
        const auto mean = [&](const SmallRows<T>& image) {
            const T *up = image.plane(k).row(y) + x, *down = image.plane(k).row(y + 1) + x;
            return (load(up) + load(up + 1) + load(down) + load(down + 1)) * T(0.25);
        };
        return {mean(first_), mean(second_), T(view_.constant)};
    }

    int w_;
    const HaarView& view_;
    Logistic<T> logistic_;
    SmallRows<T> first_, second_;
    HaarRow<T> one_, two_;
    PaddedRows<T> lacking_, weight_, chroma_[2];
};

// The derivatives of the sums of a band of rows, of all its planes.
template <class T>
class Band {
public:
    Band(const Image& reference, const Image& candidate, int n, int c, const HaarView& view, const Image& derivatives,
         int part)
        : h_(derivatives.h), w_(derivatives.w), view_(view), derivatives_(derivatives), part_(part),
          rows_(reference, candidate, n, c, view), luma_(w_, kKept), mass_(w_, kKept) {}

    // Adds the sums of each row to those from `sums` on.
    void run(int begin, int end, HaarSums* sums) {
        const int first = begin - kDown, last = end + kUp - 1;
        rows_.start(first);
        for (int y = first - kUp; y < first + kDown; ++y) luma_.clear(y), mass_.clear(y);
        for (int y = first; y < last; ++y) {
            luma_.clear(y + kDown), mass_.clear(y + kDown);
            rows_.compare(y);
            if (y >= 0 && y < h_) rows_.derivatives().transpose(y, luma_, mass_);
            if (y >= begin && y < end) {
                sums[y] = rows_.sums();
                if (view_.mixed == 3) gather_chroma(y);
            }
            if (const int done = y - kUp + 1; done >= begin) {
                std::copy_n(luma_.row(done), w_, row(HaarPart::luma, done));
                std::copy_n(mass_.row(done), w_, row(HaarPart::weight, done));
            }
        }
    }

private:
    T* row(int plane, int y) const {
        return const_cast<T*>(static_cast<const T*>(derivatives_.data)) + part_ * derivatives_.sn +
               plane * derivatives_.sc + y * derivatives_.sh;
    }

    // The transpose of the means of 2 x 2 places.
    void gather_chroma(int y) {
        for (int k = 0; k < 2; ++k) {
            const T *up = rows_.chroma(k).row(y - 1), *here = rows_.chroma(k).row(y);
            T* to = row(HaarPart::i + k, y);
            for (int x = 0; x < w_; ++x) to[x] = here[x] + here[x - 1];
            if (y > 0)
                for (int x = 0; x < w_; ++x) to[x] += up[x] + up[x - 1];
        }
    }

    int h_, w_;
    const HaarView& view_;
    const Image& derivatives_;
    int part_;
    Comparison<T, true> rows_;
    PaddedRows<T> luma_, mass_;
};

// Writes rows of the gradient of the values of a picture from the derivatives of the sums.
template <class T>
class Finish {
public:
    Finish(const Image& derivatives, const HaarView& view, const Image& gradient)
        : from_(derivatives), view_(view), to_(gradient), mixed_(derivatives.w) {}

    void run(int part, int n, int c, int y, HaarSlope slope) {
        const double share = slope.factor * view_.second / (view_.halve ? 4 : 1);
        const T *luma = row(part, HaarPart::luma, y), *weight = row(part, HaarPart::weight, y);
        const T missing = T(slope.missing);
        T* mixed = mixed_.data();
        for (int channel = view_.mixed ? 0 : c; channel < (view_.mixed ? 3 : c + 1); ++channel) {
            const T first = T(share * (view_.mixed ? kYiq[0][channel] : 1)), i = T(share * kYiq[1][channel % 3]),
                    q = T(share * kYiq[2][channel % 3]);
            if (view_.mixed == 3) {
                const T *one = row(part, HaarPart::i, y), *two = row(part, HaarPart::q, y);
                for (int x = 0; x < from_.w; ++x)
                    mixed[x] = first * (luma[x] - missing * weight[x]) + i * one[x] + q * two[x];
            } else {
                for (int x = 0; x < from_.w; ++x) mixed[x] = first * (luma[x] - missing * weight[x]);
            }
            enlarge(n, channel, y);
        }
    }

private:
    const T* row(int part, int plane, int y) const {
        return static_cast<const T*>(from_.data) + part * from_.sn + plane * from_.sc + y * from_.sh;
    }

    void enlarge(int n, int c, int y) const {
        const T* from = mixed_.data();
        const int w = to_.w;
        if (!view_.halve) return with_row(to_, n, c, y, [&](auto* to) { std::copy_n(from, w, to); });
        with_row(to_, n, c, 2 * y, [&](auto* to) {
            using G = std::remove_reference_t<decltype(*to)>;
            for (int x = 0; x < w / 2; ++x) to[2 * x] = to[2 * x + 1] = static_cast<G>(from[x]);
            if (w % 2) to[w - 1] = static_cast<G>(from[w / 2]);
            if (2 * y + 1 < to_.h) std::copy_n(to, w, to + to_.sh);
        });
    }

    const Image& from_;
    const HaarView& view_;
    const Image& to_;
    Buffer<T> mixed_;
};

int bands_of(int h) { return (h + kRows - 1) / kRows; }

std::vector<HaarSums> sums_of_rows(const std::vector<HaarSums>& rows, int h) {
    std::vector<HaarSums> all(rows.size() / h);
    for (std::size_t i = 0; i < rows.size(); ++i)
        all[i / h].lacking += rows[i].lacking, all[i / h].weight += rows[i].weight;
    return all;
}

template <class T>
std::vector<HaarSums> sums_of(const Image& reference, const Image& candidate, const HaarView& view, const Image* map,
                              Team& team) {
    const int h = halved(reference.h, view.halve), w = halved(reference.w, view.halve), bands = bands_of(h);
    const int apart = view.mixed ? 1 : reference.c, parts = reference.n * apart;
    std::vector<HaarSums> rows(static_cast<std::size_t>(parts) * h);
    team.run(parts * bands, [&](int task, int) {
        const int part = task / bands, begin = task % bands * kRows, end = std::min(h, begin + kRows);
        Comparison<T, false> compared(reference, candidate, part / apart, part % apart, view);
        compared.start(begin);
        for (int y = begin; y < end; ++y) {
            compared.compare(y);
            rows[static_cast<std::size_t>(part) * h + y] = compared.sums();
            if (!map) continue;
            with_row(*map, part / apart, part % apart, y, [&](auto* out) {
                using Out = std::remove_reference_t<decltype(*out)>;
                for (int x = 0; x < w; ++x) out[x] = static_cast<Out>(compared.index(x));
            });
        }
    });
    return sums_of_rows(rows, h);
}

template <class T>
std::vector<HaarSums> derivatives_of(const Image& reference, const Image& candidate, const HaarView& view,
                                     const Image& derivatives, Team& team) {
    const int h = derivatives.h, bands = bands_of(h), apart = view.mixed ? 1 : reference.c;
    std::vector<HaarSums> rows(static_cast<std::size_t>(derivatives.n) * h);
    team.run(derivatives.n * bands, [&](int task, int) {
        const int part = task / bands, begin = task % bands * kRows;
        Band<T> band(reference, candidate, part / apart, part % apart, view, derivatives, part);
        band.run(begin, std::min(h, begin + kRows), rows.data() + static_cast<std::size_t>(part) * h);
    });
    return sums_of_rows(rows, h);
}

template <class T>
void slopes_of(const Image& derivatives, const HaarView& view, const std::vector<HaarSlope>& slopes,
               const Image& gradient, Team& team) {
    const int h = derivatives.h, bands = bands_of(h), apart = view.mixed ? 1 : gradient.c;
    team.run(derivatives.n * bands, [&](int task, int) {
        const int part = task / bands, begin = task % bands * kRows;
        Finish<T> finish(derivatives, view, gradient);
        for (int y = begin; y < std::min(h, begin + kRows); ++y)
            finish.run(part, part / apart, part % apart, y, slopes[part]);
    });
}

}  // namespace

std::vector<HaarSums> haarpsi(const Image& reference, const Image& candidate, const HaarView& view, const Image* map,
                              Team& team) {
    return view.wide ? sums_of<double>(reference, candidate, view, map, team)
                     : sums_of<float>(reference, candidate, view, map, team);
}

std::vector<HaarSums> haarpsi_derivatives(const Image& reference, const Image& candidate, const HaarView& view,
                                          const Image& derivatives, Team& team) {
    return view.wide ? derivatives_of<double>(reference, candidate, view, derivatives, team)
                     : derivatives_of<float>(reference, candidate, view, derivatives, team);
}

void haarpsi_slope(const Image& derivatives, const HaarView& view, const std::vector<HaarSlope>& slopes,
                   const Image& gradient, Team& team) {
    if (view.wide) slopes_of<double>(derivatives, view, slopes, gradient, team);
    else slopes_of<float>(derivatives, view, slopes, gradient, team);
}

}  // namespace df
