#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/anomaly.hpp"
#include "vec.hpp"

namespace df {

namespace {

constexpr int kSteps = 256, kTile = 1024;

// The natural logarithm of a positive number to 1e-7: with x = m 2^e and m near 1, log m = 2 artanh((m - 1) / (m + 1)).
inline float logarithm(float x) {
    std::int32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    const std::int32_t shift = (bits - 0x3f3504f3) >> 23, mantissa = bits - shift * 0x800000;
    float m;
    std::memcpy(&m, &mantissa, sizeof m);
    const float s = (m - 1) / (m + 1), q = s * s;
    const float series = 1 + q * (0.33333333f + q * (0.2f + q * (0.14285714f + q * 0.11111111f)));
    return static_cast<float>(shift) * 0.69314718f + 2 * s * series;
}

// Makes energies positive, so that they have a logarithm.
struct Positive {
    float floor;
    float operator()(float energy) const { return (energy > 0 ? energy : 0.0f) + floor; }
    float ratio(float one, float other) const { return logarithm((*this)(one) / (*this)(other)); }
};

// The typical value and the spread of a measure, as a function of local activity: the median and the median absolute
// deviation in classes of blocks with similar activity, interpolated between the classes.
class Typical {
public:
    Typical(int area, const std::vector<std::int32_t>& sample, const AnomalySettings& settings)
        : sample_(sample), settings_(settings), area_(area), step_(area), order_(sample.size()), seen_(sample.size()),
          keys_(sample.size()) {}

    // Sets the activity of the blocks, as logarithms of energies.
    void set_activity(const float* levels) {
        float low = levels[sample_[0]], high = low;
        for (const std::int32_t i : sample_) low = std::min(low, levels[i]), high = std::max(high, levels[i]);
        const float scale = high > low ? static_cast<float>(kSteps - 1) / (high - low) : 0.0f;
        std::uint8_t* step = step_.data();
        const int area = area_;
        for (int i = 0; i < area; ++i) {
            const float place = (levels[i] - low) * scale + 0.5f, most = static_cast<float>(kSteps - 1);
            const float inside = place < 0 ? 0.0f : place > most ? most : place;
            step[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(inside));
        }
        sort();
    }

    // The exponential of the typical value of the measure that was added last, for every block.
    void exponential(float* out) const {
        float table[kSteps];
        for (int step = 0; step < kSteps; ++step) table[step] = std::exp(typical_[step]);
        const std::uint8_t* step = step_.data();
        const int area = area_;
        for (int i = 0; i < area; ++i) out[i] = table[step[i]];
    }

    // Adds a power of the robust z-scores of a measure to the total. With `two_sided` false, only values above the
    // typical one count. `tolerance` times the clipped fraction is subtracted from the deviation.
    void add(const float* values, double min_spread, bool two_sided, const float* clipped, float tolerance,
             float* total) {
        estimate(values, min_spread);
        // Local copies, which the compiler knows that no store can change.
        float typical[kSteps], per_spread[kSteps], away[kTile], power[kTile];
        std::copy_n(typical_, kSteps, typical), std::copy_n(per_spread_, kSteps, per_spread);
        for (int begin = 0; begin < area_; begin += kTile) {
            const int count = std::min(kTile, area_ - begin);
            const std::uint8_t* step = step_.data() + begin;
            const float* value = values + begin;
            for (int i = 0; i < count; ++i) away[i] = value[i] - typical[step[i]];
            if (two_sided)
                for (int i = 0; i < count; ++i) away[i] = std::abs(away[i]);
            if (clipped)
                for (int i = 0; i < count; ++i) away[i] -= tolerance * clipped[begin + i];
            for (int i = 0; i < count; ++i) {
                const float excess = away[i] > 0 ? away[i] : 0.0f;
                away[i] = power[i] = excess * per_spread[step[i]];
            }
            for (int k = 1; k < settings_.power; ++k)
                for (int i = 0; i < count; ++i) power[i] *= away[i];
            for (int i = 0; i < count; ++i) total[begin + i] += power[i];
        }
    }

private:
    // Sorts the sample into classes of activity of nearly equal size.
    void sort() {
        int counts[kSteps] = {}, class_of[kSteps];
        for (const std::int32_t i : sample_) ++counts[step_[i]];
        firsts_.assign(1, 0);
        centres_.clear();
        long left = static_cast<long>(sample_.size()), seen = 0;
        double sum = 0;
        for (int step = 0; step < kSteps; ++step) {
            class_of[step] = static_cast<int>(centres_.size());
            seen += counts[step];
            sum += static_cast<double>(step) * counts[step];
            if (seen && seen * (settings_.classes - static_cast<long>(centres_.size())) >= left) {
                centres_.push_back(sum / static_cast<double>(seen));
                firsts_.push_back(firsts_.back() + seen);
                left -= seen, seen = 0, sum = 0;
            }
        }
        std::vector<std::size_t> next(firsts_.begin(), firsts_.end() - 1);
        for (const std::int32_t i : sample_) order_[next[class_of[step_[i]]]++] = i;
    }

    void estimate(const float* values, double min_spread) {
        for (std::size_t i = 0; i < sample_.size(); ++i) seen_[i] = values[order_[i]];
        std::vector<double> medians, spreads;
        for (std::size_t k = 0; k < centres_.size(); ++k) {
            float *from = seen_.data() + firsts_[k], *to = seen_.data() + firsts_[k + 1];
            const float median = upper_median(from, to);
            for (float* p = from; p < to; ++p) *p = std::abs(*p - median);
            medians.push_back(static_cast<double>(median));
            spreads.push_back(std::max(1.4826 * static_cast<double>(upper_median(from, to)), min_spread));
        }
        for (int step = 0; step < kSteps; ++step) {
            typical_[step] = static_cast<float>(interpolate(medians, step));
            per_spread_[step] = 1 / static_cast<float>(interpolate(spreads, step));
        }
    }

    // The median, the upper one of an even number, by bisection: each step counts in vectors.
    float upper_median(const float* from, const float* to) {
        const int count = static_cast<int>(to - from), rank = count / 2;
        std::int32_t *keys = keys_.data(), low = INT32_MAX, high = INT32_MIN;
        std::memcpy(keys, from, count * sizeof *keys);
        for (int i = 0; i < count; ++i) {
            keys[i] ^= (keys[i] >> 31) & INT32_MAX;  // in the order of the numbers
            low = std::min(low, keys[i]), high = std::max(high, keys[i]);
        }
        while (low < high) {
            const auto middle = static_cast<std::int32_t>((std::int64_t{low} + high) >> 1);
            std::int32_t within = 0;
            for (int i = 0; i < count; ++i) within += keys[i] <= middle;
            if (within > rank) high = middle;
            else low = middle + 1;
        }
        low ^= (low >> 31) & INT32_MAX;
        float median;
        std::memcpy(&median, &low, sizeof median);
        return median;
    }

    double interpolate(const std::vector<double>& found, double step) const {
        if (step <= centres_.front()) return found.front();
        if (step >= centres_.back()) return found.back();
        const std::size_t k = std::upper_bound(centres_.begin(), centres_.end(), step) - centres_.begin();
        const double part = (step - centres_[k - 1]) / (centres_[k] - centres_[k - 1]);
        return found[k - 1] + part * (found[k] - found[k - 1]);
    }

    const std::vector<std::int32_t>& sample_;
    const AnomalySettings& settings_;
    int area_;
    Buffer<std::uint8_t> step_;
    std::vector<std::int32_t> order_;
    std::vector<std::size_t> firsts_;
    std::vector<double> centres_;
    Buffer<float> seen_;
    Buffer<std::int32_t> keys_;
    float typical_[kSteps], per_spread_[kSteps];
};

// Adds up the z-scores of the measures of one averaging width: those of one band, or those of the shifts.
class Measures {
public:
    Measures(const float* planes, int area, const std::vector<std::int32_t>& sample, const AnomalySettings& settings)
        : planes_(planes), settings_(settings), area_(area), products_(settings.three ? 6 : 3),
          positive_{static_cast<float>(settings.floor)}, typical_(area, sample, settings), values_(area), other_(area) {
    }

    void band(int k, float* total) {
        const Positive positive = positive_;
        const float *mm = plane(products_ * k), *dd = mm + area_, *dm = dd + area_;
        set([=](int i) { return logarithm(positive(mm[i])); });
        typical_.set_activity(values_.data());
        set([=](int i) { return logarithm(positive(dd[i])); });
        typical_.add(values_.data(), settings_.min_log, false, nullptr, 0, total);
        typical_.exponential(other_.data());
        const float* typical = other_.data();
        set([=](int i) {
            const float base = mm[i] + dd[i] / 4 + typical[i];
            return positive.ratio(base + dm[i], base - dm[i]);
        });
        typical_.add(values_.data(), settings_.min_ratio, true, clipped(), settings_.ratio_tolerance, total);
        if (!settings_.three) return;
        const float *tt = dm + area_, *dt = tt + area_, *mt = dt + area_;
        set([=](int i) {
            const float errors = mm[i] + dd[i] / 4 + typical[i] + tt[i] - 2 * mt[i];
            return positive.ratio(errors + dm[i] - dt[i], errors - dm[i] + dt[i]);
        });
        typical_.add(values_.data(), settings_.min_ratio, true, clipped(), settings_.ratio_tolerance, total);
        set([=](int i) { return logarithm(positive(tt[i])); });
        typical_.set_activity(values_.data());
        set([=](int i) { return dt[i] / std::sqrt(positive(tt[i])); });
        typical_.add(values_.data(), settings_.min_shift, true, nullptr, 0, total);
    }

    void shifts(float* total) {
        std::fill_n(values_.data(), area_, 0.0f);
        for (int k = 0; k < settings_.bands; ++k) {
            const float *band = plane(products_ * k), *sum = values_.data();
            set([=](int i) { return sum[i] + band[i]; });
        }
        std::copy_n(values_.data(), area_, other_.data());
        const Positive positive = positive_;
        const float *sum = other_.data(), weight = settings_.colour_weight;
        for (int c = 0; c < settings_.colours; ++c) {
            if (c == 0) {
                set([=](int i) { return logarithm(positive(sum[i])); });
            } else {
                const float* contrast =
                    plane(products_ * settings_.bands + settings_.colours * (settings_.three ? 2 : 1) + c - 1);
                set([=](int i) { return logarithm(positive(sum[i] + weight * contrast[i])); });
            }
            typical_.set_activity(values_.data());
            const float* shift = plane(products_ * settings_.bands + c);
            typical_.add(shift, settings_.min_shift, true, clipped(), settings_.shift_tolerance, total);
            if (!settings_.three) continue;
            const float* first = shift + std::size_t(settings_.colours) * area_;
            set([=](int i) { return std::abs(first[i] + shift[i]) - std::abs(first[i]); });
            typical_.add(values_.data(), settings_.min_shift, true, clipped(), settings_.shift_tolerance, total);
        }
    }

private:
    const float* plane(int k) const { return planes_ + std::size_t(k) * area_; }
    const float* clipped() const {
        return plane(products_ * settings_.bands + settings_.colours * (settings_.three ? 3 : 2) - 1);
    }

    template <class F>
    void set(F&& value) {
        float* to = values_.data();
        const int area = area_;
        for (int i = 0; i < area; ++i) to[i] = value(i);
    }

    const float* planes_;
    const AnomalySettings& settings_;
    int area_, products_;
    Positive positive_;
    Typical typical_;
    Buffer<float> values_, other_;
};

}  // namespace

void anomaly_scores(const float* planes, int h, int w, const std::vector<std::int32_t>& sample,
                    const AnomalySettings& settings, float* out, Team& team) {
    const int area = h * w, parts = settings.bands + 1, tasks = settings.widths * parts;
    const int kinds = settings.three ? 2 : 1,
              each = (settings.three ? 6 : 3) * settings.bands + (kinds + 1) * settings.colours;
    const Buffer<float> totals(std::size_t(tasks) * area);
    team.run(tasks, [&](int task, int) {
        float* total = totals.data() + std::size_t(task) * area;
        std::fill_n(total, area, 0.0f);
        Measures measures(planes + std::size_t(task / parts) * each * area, area, sample, settings);
        if (task % parts < settings.bands) measures.band(task % parts, total);
        else measures.shifts(total);
    });
    const int count_of_measures =
        settings.widths * (settings.bands * (settings.three ? 4 : 2) + kinds * settings.colours);
    const float share = 1.0f / static_cast<float>(count_of_measures), root = 1.0f / static_cast<float>(settings.power);
    team.run((area + kTile - 1) / kTile, [&](int tile, int) {
        const int begin = tile * kTile, count = std::min(kTile, area - begin);
        float sum[kTile] = {};
        for (int task = 0; task < tasks; ++task) {
            const float* from = totals.data() + std::size_t(task) * area + begin;
            for (int i = 0; i < count; ++i) sum[i] += from[i];
        }
        for (int i = 0; i < count; ++i) {
            const float mean = sum[i] * share;
            out[begin + i] = settings.power == 3 ? std::cbrt(mean) : std::pow(mean, root);
        }
    });
}

}  // namespace df
