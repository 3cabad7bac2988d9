// Small planes of float32, such as a region and its surroundings, whose rows are processed in whole vectors. Everything
// is computed in float32 and summed in float64.

#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "image.hpp"
#include "vec.hpp"

namespace df {

// Memory for a small plane. What a plane leaves is kept for the next one of the thread: to allocate a plane takes as
// long as many a measurement.
class Scratch {
public:
    explicit Scratch(std::size_t count) : buffer_(take(count)) {}
    Scratch(Scratch&&) noexcept = default;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        if (buffer_.data() && buffer_.size() == kLeast && list().size() < kMost) list().push_back(std::move(buffer_));
    }
    float* data() const { return buffer_.data(); }

private:
    // 80 rows of 80 values with margins and a vector; 48 such planes have 2.4 MB.
    static constexpr std::size_t kLeast = 12800, kMost = 48;
    static std::vector<Buffer<float>>& list() {
        thread_local std::vector<Buffer<float>> kept;
        return kept;
    }
    static Buffer<float> take(std::size_t count) {
        std::vector<Buffer<float>>& kept = list();
        if (kept.empty() || kept.back().size() < count) return Buffer<float>(std::max(count, kLeast));
        Buffer<float> last = std::move(kept.back());
        kept.pop_back();
        return last;
    }
    Buffer<float> buffer_;
};

// A plane in memory of its own. Rows have room for `margin` values at both ends and for one more vector; values that
// were not written are 0.
class SmallPlane {
public:
    SmallPlane(int h, int w, int margin = 0)
        : h_(h), w_(w), margin_(margin), left_(whole<float>(margin)),
          stride_(left_ + whole<float>(w + margin) + kLanes<float>), values_(static_cast<std::size_t>(h) * stride_) {
        std::fill_n(values_.data(), static_cast<std::size_t>(h) * stride_, 0.0f);
    }
    explicit SmallPlane(const Plane& from, int margin = 0) : SmallPlane(from.h, from.w, margin) {
        for (int y = 0; y < h_; ++y) load_row(from, y, 0, w_, row(y));
    }

    // A copy with another margin.
    SmallPlane(const SmallPlane& from, int margin) : SmallPlane(from.h_, from.w_, margin) {
        for (int y = 0; y < h_; ++y) std::copy_n(from.row(y), w_, row(y));
    }

    int h() const { return h_; }
    int w() const { return w_; }
    float* row(int y) const { return values_.data() + static_cast<std::size_t>(y) * stride_ + left_; }

    SmallPlane turned(int margin = 0) const {
        SmallPlane to(w_, h_, margin);
        for (int y = 0; y < h_; ++y)
            for (int x = 0; x < w_; ++x) to.row(x)[y] = row(y)[x];
        return to;
    }

    // Writes the values as a contiguous array.
    void write(float* to) const {
        for (int y = 0; y < h_; ++y, to += w_) std::copy_n(row(y), w_, to);
    }

    // Extends row y into its margins: by reflection, the pixel at the edge included, or by the pixel at the edge.
    void reflect(int y) const {
        float* at = row(y);
        for (int i = 1; i <= margin_; ++i) at[-i] = at[mirrored(-i, w_)], at[w_ + i - 1] = at[mirrored(w_ + i - 1, w_)];
    }
    void repeat(int y) const {
        float* at = row(y);
        for (int i = 1; i <= margin_; ++i) at[-i] = at[0], at[w_ + i - 1] = at[w_ - 1];
    }

private:
    int h_, w_, margin_, left_, stride_;
    Scratch values_;
};

// Rows top .. bottom - 1 and columns left .. right - 1.
struct Area {
    int top, bottom, left, right;
};

// The smallest area that holds all weights; the whole plane if all weights are 0.
inline Area area_of(const SmallPlane& weights) {
    Area area{weights.h(), 0, weights.w(), 0};
    for (int y = 0; y < weights.h(); ++y) {
        const float *row = weights.row(y), *end = row + weights.w();
        const auto counts = [](float weight) { return weight != 0; };
        const float* first = std::find_if(row, end, counts);
        if (first == end) continue;
        while (!counts(end[-1])) --end;
        area.top = std::min(area.top, y), area.bottom = y + 1;
        area.left = std::min(area.left, static_cast<int>(first - row));
        area.right = std::max(area.right, static_cast<int>(end - row));
    }
    return area.bottom ? area : Area{0, weights.h(), 0, weights.w()};
}

// The rows of an area in which a weight is not 0.
inline std::vector<int> rows_of(const SmallPlane& weights, const Area& area) {
    std::vector<int> rows;
    for (int y = area.top; y < area.bottom; ++y) {
        const float* row = weights.row(y);
        if (std::any_of(row + area.left, row + area.right, [](float weight) { return weight != 0; })) rows.push_back(y);
    }
    return rows;
}

// Calls f(y, x) for the pixels of a plane whose neighbours within `edge` rows and columns all count. Pixels beyond the
// plane do not count.
template <class Counts, class F>
inline void for_inner(int h, int w, int edge, const Counts& counts, F&& f) {
    const int size = 2 * edge + 1;
    std::vector<int> above(w);
    for (int y = 0; y < h; ++y) {
        int before = 0;
        for (int x = 0; x < w; ++x) {
            above[x] = counts(y, x) ? above[x] + 1 : 0;
            before = above[x] >= size ? before + 1 : 0;
            if (before >= size) f(y - edge, x - edge);
        }
    }
}

// A compile-time integer.
template <int kNumber>
using Count = std::integral_constant<int, kNumber>;

// Calls f(x, parts) for the positions from .. to - 1, `parts` vectors at a time: several sums that do not wait for each
// other. The last vector may reach beyond the end.
template <class F>
inline void in_parts(int from, int to, F&& f) {
    constexpr int kStep = kLanes<float>;
    for (; to - from > 3 * kStep; from += 4 * kStep) f(from, Count<4>{});
    if (to - from > 2 * kStep) f(from, Count<3>{});
    else if (to - from > kStep) f(from, Count<2>{});
    else if (to > from) f(from, Count<1>{});
}

// Sums of float32, in float64 lanes that are added in order.
class LaneSum {
public:
    void add(Vec<float> values) {
        Half low, high;
        std::memcpy(&low, &values, sizeof low);
        std::memcpy(&high, reinterpret_cast<const char*>(&values) + sizeof low, sizeof high);
        low_ += __builtin_convertvector(low, Vec<double>);
        high_ += __builtin_convertvector(high, Vec<double>);
    }
    double total() const {
        double sum = 0;
        for (int i = 0; i < kLanes<double>; ++i) sum += low_[i];
        for (int i = 0; i < kLanes<double>; ++i) sum += high_[i];
        return sum;
    }

private:
    using Half [[gnu::vector_size(kVectorBytes / 2)]] = float;
    Vec<double> low_{}, high_{};
};

// The sum of weights, at least 1.
inline double total_of(const SmallPlane& weights) {
    LaneSum sum;
    for (int y = 0; y < weights.h(); ++y) {
        Vec<float> row{};
        for (int x = 0; x < weights.w(); x += kLanes<float>) row += load(weights.row(y) + x);
        sum.add(row);
    }
    return std::max(1.0, sum.total());
}

// The weights of the pixels of a plane, the area that holds them, its rows in which a weight is not 0, and the sum of
// the weights, at least 1.
struct Weights {
    explicit Weights(SmallPlane weights)
        : plane(std::move(weights)), area(area_of(plane)), rows(rows_of(plane, area)), total(total_of(plane)) {}
    explicit Weights(const Plane& weights) : Weights(SmallPlane(weights)) {}
    const float* row(int y) const { return plane.row(y); }

    SmallPlane plane;
    Area area;
    std::vector<int> rows;
    double total;
};

// The rows of a plane blurred by a symmetric window, whose weights belong to the centre and to the neighbours at
// distances 1 .. radius. Edges are reflected, the pixel at the edge included.
class RowBlur {
public:
    RowBlur(const SmallPlane& plane, const std::vector<double>& weights)
        : plane_(plane), weights_(weights.begin(), weights.end()), radius_(static_cast<int>(weights.size()) - 1),
          line_(1, plane.w(), radius_), out_(1, plane.w()), up_(weights.size()), down_(weights.size()) {}

    // Columns left .. right - 1 of row y.
    const float* row(int y, int left, int right) {
        for (int k = 0; k <= radius_; ++k)
            up_[k] = plane_.row(mirrored(y - k, plane_.h())), down_[k] = plane_.row(mirrored(y + k, plane_.h()));
        float* line = line_.row(0);
        in_parts(std::max(0, left - radius_), std::min(plane_.w(), right + radius_), [&](int x, auto parts) {
            sum(line + x, parts, [&](int k) { return std::pair(up_[k] + x, down_[k] + x); });
        });
        line_.reflect(0);
        float* out = out_.row(0);
        in_parts(left, right, [&](int x, auto parts) {
            sum(out + x, parts, [&](int k) { return std::pair(line + x - k, line + x + k); });
        });
        return out;
    }

private:
    template <int kParts, class Rows>
    void sum(float* out, Count<kParts>, const Rows& at) const {
        constexpr int kStep = kLanes<float>;
        Vec<float> sums[kParts];
        for (int p = 0; p < kParts; ++p) sums[p] = weights_[0] * load(at(0).first + p * kStep);
        for (int k = radius_; k > 0; --k) {
            const auto [before, after] = at(k);
            for (int p = 0; p < kParts; ++p)
                sums[p] += weights_[k] * (load(before + p * kStep) + load(after + p * kStep));
        }
        for (int p = 0; p < kParts; ++p) store(out + p * kStep, sums[p]);
    }

    const SmallPlane& plane_;
    std::vector<float> weights_;
    int radius_;
    SmallPlane line_, out_;
    std::vector<const float*> up_, down_;
};

}  // namespace df
