#include "kernels/dilation.hpp"

#include <cmath>
#include <limits>

#include "image.hpp"

namespace df {

namespace {

// Adds a run to its row and merges it with the runs that it touches or covers.
void merge(int y, int first, int last, std::size_t begin, std::vector<Run>& runs) {
    while (runs.size() > begin && runs.back().last >= first) {
        first = std::min(first, runs.back().first);
        last = std::max(last, runs.back().last);
        runs.pop_back();
    }
    runs.push_back({y, first, last});
}

// Computes distances along the columns first, in two sweeps over a band of rows (Meijster et al. 2000,
// doi:10.1007/0-306-47025-X_36). Then each pixel at distance d from the shape covers the chord of the disc at height d
// in its row.
template <class D>
class Band {
public:
    Band(const Runs& shape, int h, int w, double radius)
        : shape_(shape), h_(h), w_(w), most_(static_cast<int>(radius)), line_(w) {
        for (int d = 0; d <= most_; ++d) {
            auto reach = static_cast<int>(std::sqrt(std::max(0.0, radius * radius - static_cast<double>(d) * d))) + 1;
            while (reach > 0 && std::sqrt(static_cast<double>(reach) * reach + static_cast<double>(d) * d) > radius)
                --reach;
            extents_.push_back(reach);
        }
    }

    void append(int first, int last, std::vector<Run>& runs) {
        if (!any(first - most_, last + most_)) return;
        const Buffer<D> above(static_cast<std::size_t>(last - first) * w_);
        const auto row = [&](int y) { return above.data() + static_cast<std::size_t>(y - first) * w_; };
        sweep(std::max(0, first - most_), last, 1, [&](int y) {
            if (y >= first) std::copy_n(line_.data(), w_, row(y));
        });
        sweep(std::min(h_, last + most_) - 1, first - 1, -1, [&](int y) {
            if (y >= last) return;
            D* up = row(y);
            for (int x = 0; x < w_; ++x) up[x] = line_[x] < up[x] ? line_[x] : up[x];
        });
        for (int y = first; y < last; ++y)
            if (any(y - most_, y + most_ + 1)) cover(y, row(y), runs);
    }

private:
    bool any(int first, int last) const {
        return shape_.starts[std::min(h_, last)] > shape_.starts[std::max(0, first)];
    }

    // Calls f(y) for each row, with the distances to the shape in the rows passed so far in line_, capped at most_ + 1.
    template <class F>
    void sweep(int from, int to, int step, F&& f) {
        const D far = static_cast<D>(most_ + 1);
        std::fill_n(line_.data(), w_, far);
        for (int y = from; y != to; y += step) {
            for (int x = 0; x < w_; ++x) line_[x] = line_[x] < far ? static_cast<D>(line_[x] + 1) : far;
            for (int i = shape_.starts[y]; i < shape_.starts[y + 1]; ++i)
                std::fill(line_.data() + shape_.runs[i].first, line_.data() + shape_.runs[i].last, D(0));
            f(y);
        }
    }

    void cover(int y, const D* distances, std::vector<Run>& runs) {
        constexpr int kGroup = 32;
        const std::size_t begin = runs.size();
        const D most = static_cast<D>(most_);
        for (int x = 0; x < w_; x += kGroup) {
            const int end = std::min(w_, x + kGroup);
            D least = most_ + 1;
            for (int i = x; i < end; ++i) least = distances[i] < least ? distances[i] : least;
            if (least > most) continue;
            for (int i = x; i < end; ++i) {
                if (distances[i] > most) continue;
                const int reach = extents_[distances[i]];
                merge(y, std::max(0, i - reach), std::min(w_, i + reach + 1), begin, runs);
            }
        }
    }

    const Runs& shape_;
    int h_, w_, most_;
    Buffer<D> line_;
    std::vector<int> extents_;
};

}  // namespace

Runs dilate(const Runs& shape, int h, int w, double radius, Team& team) {
    radius = std::min(radius, std::hypot(h, w));
    const int rows =
        std::max(64, static_cast<int>(std::min<double>(radius, h)));  // sweeps begin a radius outside the band
    return gather_runs(h, rows, team, [&](int first, int last, std::vector<Run>& runs) {
        if (radius < std::numeric_limits<std::uint16_t>::max() - 2)
            Band<std::uint16_t>(shape, h, w, radius).append(first, last, runs);
        else Band<std::uint32_t>(shape, h, w, radius).append(first, last, runs);
    });
}

}  // namespace df
