#include "kernels/distortion.hpp"

#include <algorithm>
#include <cmath>

#include "vec.hpp"

namespace df {

namespace {

constexpr int kTogether = 16;  // windows of a task

// One place of a filter with a weight other than 0.
struct Tap {
    int down, right;
    double weight;
};

// Rows of a window as whole vectors, of which the values beyond the window are 0.
class Fit {
public:
    Fit(int half, const std::vector<Distortion>& distortions, double cost)
        : side_(2 * half + 1), pitch_(whole<double>(side_)), wide_(pitch_ + whole<double>(2)),
          terms_(static_cast<int>(distortions.size()) + 1), cost_(cost), size_(side_ * pitch_), taps_(terms_),
          profiles_(static_cast<std::size_t>(terms_) * size_), values_(static_cast<std::size_t>(terms_) * size_),
          mean_(static_cast<std::size_t>(side_ + 2) * wide_), gap_(size_), products_(terms_ * (terms_ + 1)) {
        for (int k = 0; k + 1 < terms_; ++k) {
            for (int i = 0; i < 9; ++i)
                if (distortions[k].filter[i] != 0) taps_[k].push_back({i / 3, i % 3, distortions[k].filter[i]});
            spread(distortions[k].profile, profiles_.data() + static_cast<std::size_t>(k) * size_);
        }
        const std::vector<double> ones(static_cast<std::size_t>(side_) * side_, 1.0);
        spread(ones, profiles_.data() + static_cast<std::size_t>(terms_ - 1) * size_);
        std::copy_n(profiles_.data() + static_cast<std::size_t>(terms_ - 1) * size_, size_, value(terms_ - 1));
    }

    // The sum of the squared differences of two windows that remains after the best distortion, with its cost. The
    // windows begin one pixel above and to the left of the pixels that are compared.
    double unexplained(const double* first, std::ptrdiff_t first_step, const double* second, std::ptrdiff_t second_step,
                       double contrast) {
        const double squared = load(first, first_step, second, second_step);
        for (int k = 0; k + 1 < terms_; ++k) filter(k);
        return squared - explained(cost_ * contrast * contrast);
    }

private:
    double* value(int k) { return values_.data() + static_cast<std::size_t>(k) * size_; }
    const double* profile(int k) const { return profiles_.data() + static_cast<std::size_t>(k) * size_; }

    void spread(const std::vector<double>& window, double* out) const {
        for (int y = 0; y < side_; ++y) {
            std::copy_n(window.data() + y * side_, side_, out + y * pitch_);
            std::fill(out + y * pitch_ + side_, out + (y + 1) * pitch_, 0.0);
        }
    }

    // Keeps the mean of both windows and their difference; returns the sum of the squared differences.
    double load(const double* first, std::ptrdiff_t first_step, const double* second, std::ptrdiff_t second_step) {
        for (int y = 0; y < side_ + 2; ++y, first += first_step, second += second_step) {
            double* mean = mean_.data() + y * wide_;
            for (int x = 0; x < side_ + 2; ++x) mean[x] = (first[x] + second[x]) / 2;
            std::fill(mean + side_ + 2, mean + wide_, 0.0);
            if (y == 0 || y == side_ + 1) continue;
            double* gap = gap_.data() + (y - 1) * pitch_;
            for (int x = 0; x < side_; ++x) gap[x] = second[x + 1] - first[x + 1];
            std::fill(gap + side_, gap + pitch_, 0.0);
        }
        return dot(gap_.data(), gap_.data());
    }

    void filter(int k) {
        for (int y = 0; y < side_; ++y)
            for (int x = 0; x < pitch_; x += kLanes<double>) {
                Vec<double> sum{};
                for (const Tap& tap : taps_[k])
                    sum += tap.weight * df::load(mean_.data() + (y + tap.down) * wide_ + x + tap.right);
                store(value(k) + y * pitch_ + x, sum * df::load(profile(k) + y * pitch_ + x));
            }
    }

    double dot(const double* a, const double* b) const {
        Vec<double> sums{};
        for (int i = 0; i < size_; i += kLanes<double>) sums += df::load(a + i) * df::load(b + i);
        double total = 0;
        for (int k = 0; k < kLanes<double>; ++k) total += sums[k];
        return total;
    }

    // The greatest part of the squared difference that the terms explain, minus their costs: by a Cholesky
    // decomposition of their products, row by row, of which the right side is the last row.
    double explained(double cost) {
        double total = 0;
        for (int row = 0; row <= terms_; ++row) {
            const double* right = row < terms_ ? value(row) : gap_.data();
            double* factor = products_.data() + row * terms_;
            for (int column = 0; column < std::min(row + 1, terms_); ++column) {
                const double* other = products_.data() + column * terms_;
                double rest = dot(right, value(column));
                if (row == column && row + 1 < terms_) rest += cost;
                for (int i = 0; i < column; ++i) rest -= factor[i] * other[i];
                factor[column] = row == column ? std::sqrt(rest) : rest / other[column];
                if (row == terms_) total += factor[column] * factor[column];
            }
        }
        return total;
    }

    int side_, pitch_, wide_, terms_;
    double cost_;
    int size_;
    std::vector<std::vector<Tap>> taps_;
    Buffer<double> profiles_, values_, mean_, gap_;
    std::vector<double> products_;
};

// A window differs if it does at every movement of one image or the other by up to `radius` pixels.
bool differs(Fit& fit, const Plane& first, const Plane& second, const Windows& windows, std::size_t number,
             int radius) {
    const double contrast = windows.contrasts[number], limit = windows.limits[number] * contrast * contrast;
    const auto corner = [&](const Plane& plane, int down, int right) {
        return static_cast<const double*>(plane.data) + (windows.rows[number] - windows.half - 1 + down) * plane.sh +
               windows.columns[number] - windows.half - 1 + right;
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
    for (int k = 0; k < std::min(team.size(), tasks); ++k) fits.emplace_back(windows.half, distortions, cost);
    team.run(tasks, [&](int task, int worker) {
        const std::size_t begin = static_cast<std::size_t>(task) * kTogether;
        for (std::size_t i = begin; i < std::min(begin + kTogether, count); ++i)
            out[i] = differs(fits[worker], first, second, windows, i, radius);
    });
}

}  // namespace df
