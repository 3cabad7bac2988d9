#include "kernels/distortion.hpp"

#include <algorithm>
#include <cmath>

#include "vec.hpp"

namespace df {

namespace {

constexpr int kTogether = 16;  // windows of a task
constexpr int kLanesOf = kLanes<double>;
constexpr int kPitch = (kWindowSide + kLanesOf - 1) / kLanesOf * kLanesOf;  // a row of a window: whole vectors
constexpr int kSize = kWindowSide * kPitch;
constexpr int kWide = kPitch + 2 * kLanesOf;  // a row of a window and the pixels beside it

// One place of a filter with a weight other than 0.
struct Tap {
    int down, right;
    double weight;
};

double dot(const double* a, const double* b) {
    Vec<double> even{}, odd{};
    int i = 0;
    for (; i + 2 * kLanesOf <= kSize; i += 2 * kLanesOf) {
        even += load(a + i) * load(b + i);
        odd += load(a + i + kLanesOf) * load(b + i + kLanesOf);
    }
    for (; i < kSize; i += kLanesOf) even += load(a + i) * load(b + i);
    even += odd;
    double total = 0;
    for (int k = 0; k < kLanesOf; ++k) total += even[k];
    return total;
}

// Fits distortions to pairs of windows. Rows are whole vectors, of which the values beyond the window are 0.
class Fit {
public:
    Fit(const std::vector<Distortion>& distortions, double cost)
        : terms_(static_cast<int>(distortions.size()) + 1), cost_(cost), taps_(terms_),
          profiles_(static_cast<std::size_t>(terms_) * kSize), values_(static_cast<std::size_t>(terms_) * kSize),
          mean_((kWindowSide + 2) * kWide), gap_(kSize), products_((terms_ + 1) * terms_) {
        for (int k = 0; k + 1 < terms_; ++k) {
            for (int i = 0; i < 9; ++i)
                if (distortions[k].filter[i] != 0) taps_[k].push_back({i / 3, i % 3, distortions[k].filter[i]});
            spread(distortions[k].profile, profiles_.data() + k * kSize);
        }
        // The last term is a constant, which is not filtered.
        spread(std::vector<double>(kWindowSide * kWindowSide, 1.0), value(terms_ - 1));
    }

    // The sum of the squared differences of two windows that remains after the best distortion, with its cost. The
    // windows begin one pixel above and to the left of the pixels that are compared.
    double unexplained(const double* first, std::ptrdiff_t first_step, const double* second, std::ptrdiff_t second_step,
                       double contrast) {
        keep(first, first_step, second, second_step);
        for (int k = 0; k + 1 < terms_; ++k) filter(k);
        for (int row = 0; row <= terms_; ++row)
            for (int column = 0; column < std::min(row + 1, terms_); ++column)
                products_[row * terms_ + column] = dot(row < terms_ ? value(row) : gap_.data(), value(column));
        for (int k = 0; k + 1 < terms_; ++k) products_[k * terms_ + k] += cost_ * contrast * contrast;
        return dot(gap_.data(), gap_.data()) - explained();
    }

private:
    double* value(int k) { return values_.data() + k * kSize; }

    static void spread(const std::vector<double>& window, double* out) {
        for (int y = 0; y < kWindowSide; ++y) {
            std::copy_n(window.data() + y * kWindowSide, kWindowSide, out + y * kPitch);
            std::fill(out + y * kPitch + kWindowSide, out + (y + 1) * kPitch, 0.0);
        }
    }

    // Keeps the mean of both windows and their difference.
    void keep(const double* first, std::ptrdiff_t first_step, const double* second, std::ptrdiff_t second_step) {
        for (int y = 0; y < kWindowSide + 2; ++y, first += first_step, second += second_step) {
            double* mean = mean_.data() + y * kWide;
            for (int x = 0; x < kWindowSide + 2; ++x) mean[x] = (first[x] + second[x]) / 2;
            std::fill(mean + kWindowSide + 2, mean + kWide, 0.0);
            if (y == 0 || y == kWindowSide + 1) continue;
            double* gap = gap_.data() + (y - 1) * kPitch;
            for (int x = 0; x < kWindowSide; ++x) gap[x] = second[x + 1] - first[x + 1];
            std::fill(gap + kWindowSide, gap + kPitch, 0.0);
        }
    }

    void filter(int k) {
        const double* profile = profiles_.data() + k * kSize;
        for (int y = 0; y < kWindowSide; ++y)
            for (int x = 0; x < kPitch; x += kLanesOf) {
                Vec<double> sum{};
                for (const Tap& tap : taps_[k])
                    sum += tap.weight * load(mean_.data() + (y + tap.down) * kWide + x + tap.right);
                store(value(k) + y * kPitch + x, sum * load(profile + y * kPitch + x));
            }
    }

    // The part of the squared difference that the terms explain, minus their costs: a Cholesky decomposition of the
    // products in place, of which the right side is the last row.
    double explained() {
        double total = 0;
        for (int row = 0; row <= terms_; ++row) {
            double* factor = products_.data() + row * terms_;
            for (int column = 0; column < std::min(row + 1, terms_); ++column) {
                const double* other = products_.data() + column * terms_;
                for (int i = 0; i < column; ++i) factor[column] -= factor[i] * other[i];
                factor[column] = row == column ? std::sqrt(factor[column]) : factor[column] / other[column];
            }
        }
        for (int k = 0; k < terms_; ++k) total += products_[terms_ * terms_ + k] * products_[terms_ * terms_ + k];
        return total;
    }

    int terms_;
    double cost_;
    std::vector<std::vector<Tap>> taps_;
    Buffer<double> profiles_, values_, mean_, gap_;
    std::vector<double> products_;
};

// A window differs if it does at every movement of one image or the other by up to `radius` pixels.
bool differs(Fit& fit, const Plane& first, const Plane& second, const Windows& windows, std::size_t number,
             int radius) {
    const double contrast = windows.contrasts[number], limit = windows.limits[number] * contrast * contrast;
    const auto corner = [&](const Plane& plane, int down, int right) {
        return static_cast<const double*>(plane.data) + (windows.rows[number] - kWindowHalf - 1 + down) * plane.sh +
               windows.columns[number] - kWindowHalf - 1 + right;
    };
    const auto beyond = [&](const double* a, const double* b) {
        return fit.unexplained(a, first.sh, b, second.sh, contrast) > limit;
    };
    const double *here = corner(first, 0, 0), *there = corner(second, 0, 0);
    if (!beyond(here, there)) return false;
    for (int down = -radius; down <= radius; ++down)
        for (int right = -radius; right <= radius; ++right)
            if ((down || right) &&
                (!beyond(corner(first, down, right), there) || !beyond(here, corner(second, down, right))))
                return false;
    return true;
}

}  // namespace

void differ_after_distortion(const Plane& first, const Plane& second, const Windows& windows, int radius,
                             const std::vector<Distortion>& distortions, double cost, std::uint8_t* out, Team& team) {
    const std::size_t count = windows.rows.size();
    const int tasks = static_cast<int>((count + kTogether - 1) / kTogether);
    std::vector<Fit> fits;
    for (int k = 0; k < std::min(team.size(), tasks); ++k) fits.emplace_back(distortions, cost);
    team.run(tasks, [&](int task, int worker) {
        const std::size_t begin = static_cast<std::size_t>(task) * kTogether;
        for (std::size_t i = begin; i < std::min(begin + kTogether, count); ++i)
            out[i] = differs(fits[worker], first, second, windows, i, radius);
    });
}

}  // namespace df
