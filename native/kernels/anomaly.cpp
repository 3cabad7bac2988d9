#include <algorithm>
#include <bit>
#include <cmath>

#include "kernels/anomaly.hpp"
#include "vec.hpp"

namespace df {

namespace {

constexpr int kSteps = 256, kTile = 1024;

// Natural logarithm of a positive number to 1e-7: with x = m 2^e and m near 1, log m = 2 artanh((m - 1) / (m + 1)).
inline float logarithm(float x) {
    const std::int32_t bits = std::bit_cast<std::int32_t>(x), shift = (bits - 0x3f3504f3) >> 23;
    const float m = std::bit_cast<float>(bits - shift * 0x800000);
    const float s = (m - 1) / (m + 1), q = s * s;
    const float series = 1 + q * (0.33333333f + q * (0.2f + q * (0.14285714f + q * 0.11111111f)));
    return static_cast<float>(shift) * 0.69314718f + 2 * s * series;
}

// Energies that are not zero.
struct Positive {
    float floor;
    float operator()(float energy) const { return (energy > 0 ? energy : 0.0f) + floor; }
    float ratio(float one, float other) const { return logarithm((*this)(one) / (*this)(other)); }
};

// What a measure usually is at places of like activity.
class Usual {
public:
    Usual(int area, const std::vector<std::int32_t>& sample, const Judgement& how)
        : sample_(sample), how_(how), area_(area), step_(area), order_(sample.size()), seen_(sample.size()) {}

    // ``levels``: logarithms of energies.
    void set_levels(const float* levels) {
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

    // The exponential of what is usual at the steps, of values that were added last, for every block.
    void typical(float* out) const {
        float table[kSteps];
        for (int step = 0; step < kSteps; ++step) table[step] = std::exp(usual_[step]);
        const std::uint8_t* step = step_.data();
        const int area = area_;
        for (int i = 0; i < area; ++i) out[i] = table[step[i]];
    }

    // Adds the power of how far values are from the usual ones; both ways or upwards alone, less what is forgiven.
    void add(const float* values, double least, bool both_ways, const float* ends, float forgiven, float* total) {
        find(values, least);
        float usual[kSteps], per_spread[kSteps], away[kTile], power[kTile];  // on the stack nothing else writes to them
        std::copy_n(usual_, kSteps, usual), std::copy_n(per_spread_, kSteps, per_spread);
        for (int begin = 0; begin < area_; begin += kTile) {
            const int count = std::min(kTile, area_ - begin);
            const std::uint8_t* step = step_.data() + begin;
            const float* value = values + begin;
            for (int i = 0; i < count; ++i) away[i] = value[i] - usual[step[i]];
            if (both_ways)
                for (int i = 0; i < count; ++i) away[i] = std::abs(away[i]);
            if (ends)
                for (int i = 0; i < count; ++i) away[i] -= forgiven * ends[begin + i];
            for (int i = 0; i < count; ++i) {
                const float upwards = away[i] > 0 ? away[i] : 0.0f;
                away[i] = power[i] = upwards * per_spread[step[i]];
            }
            for (int k = 1; k < how_.power; ++k)
                for (int i = 0; i < count; ++i) power[i] *= away[i];
            for (int i = 0; i < count; ++i) total[begin + i] += power[i];
        }
    }

private:
    // Sorts the sample by classes of activity of nearly equal size.
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
            if (seen && seen * (how_.classes - static_cast<long>(centres_.size())) >= left) {
                centres_.push_back(sum / static_cast<double>(seen));
                firsts_.push_back(firsts_.back() + seen);
                left -= seen, seen = 0, sum = 0;
            }
        }
        std::vector<std::size_t> next(firsts_.begin(), firsts_.end() - 1);
        for (const std::int32_t i : sample_) order_[next[class_of[step_[i]]]++] = i;
    }

    void find(const float* values, double least) {
        for (std::size_t i = 0; i < sample_.size(); ++i) seen_[i] = values[order_[i]];
        std::vector<double> medians, spreads;
        for (std::size_t k = 0; k < centres_.size(); ++k) {
            float *from = seen_.data() + firsts_[k], *to = seen_.data() + firsts_[k + 1];
            const float median = middle(from, to);
            for (float* p = from; p < to; ++p) *p = std::abs(*p - median);
            medians.push_back(static_cast<double>(median));
            spreads.push_back(std::max(1.4826 * static_cast<double>(middle(from, to)), least));
        }
        for (int step = 0; step < kSteps; ++step) {
            usual_[step] = static_cast<float>(between(medians, step));
            per_spread_[step] = 1 / static_cast<float>(between(spreads, step));
        }
    }

    static float middle(float* from, float* to) {
        float* at = from + (to - from) / 2;
        std::nth_element(from, at, to);
        return *at;
    }

    double between(const std::vector<double>& found, double step) const {
        if (step <= centres_.front()) return found.front();
        if (step >= centres_.back()) return found.back();
        const std::size_t k = std::upper_bound(centres_.begin(), centres_.end(), step) - centres_.begin();
        const double part = (step - centres_[k - 1]) / (centres_[k] - centres_[k - 1]);
        return found[k - 1] + part * (found[k] - found[k - 1]);
    }

    const std::vector<std::int32_t>& sample_;
    const Judgement& how_;
    int area_;
    Buffer<std::uint8_t> step_;
    std::vector<std::int32_t> order_;
    std::vector<std::size_t> firsts_;
    std::vector<double> centres_;
    Buffer<float> seen_;
    float usual_[kSteps], per_spread_[kSteps];
};

// The measures of one width, those of one band or the shifts.
class Judge {
public:
    Judge(const float* planes, int area, const std::vector<std::int32_t>& sample, const Judgement& how)
        : planes_(planes), how_(how), area_(area), products_(how.three ? 6 : 3),
          positive_{static_cast<float>(how.floor)}, usual_(area, sample, how), values_(area), typical_(area) {}

    void band(int k, float* total) {
        const Positive positive = positive_;
        const float *mm = plane(products_ * k), *gg = mm + area_, *gm = gg + area_;
        set([=](int i) { return logarithm(positive(mm[i])); });
        usual_.set_levels(values_.data());
        set([=](int i) { return logarithm(positive(gg[i])); });
        usual_.add(values_.data(), how_.least_log, false, nullptr, 0, total);
        usual_.typical(typical_.data());
        const float* usual = typical_.data();
        set([=](int i) {
            const float base = mm[i] + gg[i] / 4 + usual[i];
            return positive.ratio(base + gm[i], base - gm[i]);
        });
        usual_.add(values_.data(), how_.least_ratio, true, ends(), how_.cut_ratio, total);
        if (!how_.three) return;
        const float *tt = gm + area_, *gt = tt + area_, *mt = gt + area_;
        set([=](int i) {
            const float errors = mm[i] + gg[i] / 4 + usual[i] + tt[i] - 2 * mt[i];
            return positive.ratio(errors + gm[i] - gt[i], errors - gm[i] + gt[i]);
        });
        usual_.add(values_.data(), how_.least_ratio, true, ends(), how_.cut_ratio, total);
        set([=](int i) { return logarithm(positive(tt[i])); });
        usual_.set_levels(values_.data());
        set([=](int i) { return gt[i] / std::sqrt(positive(tt[i])); });
        usual_.add(values_.data(), how_.least_shift, true, nullptr, 0, total);
    }

    void shifts(float* total) {
        std::fill_n(values_.data(), area_, 0.0f);
        for (int k = 0; k < how_.bands; ++k) {
            const float *band = plane(products_ * k), *sum = values_.data();
            set([=](int i) { return sum[i] + band[i]; });
        }
        std::copy_n(values_.data(), area_, typical_.data());
        const Positive positive = positive_;
        const float *sum = typical_.data(), colourful = how_.colourful;
        for (int c = 0; c < how_.colours; ++c) {
            if (c == 0) {
                set([=](int i) { return logarithm(positive(sum[i])); });
            } else {
                const float* contrast = plane(products_ * how_.bands + how_.colours * (how_.three ? 2 : 1) + c - 1);
                set([=](int i) { return logarithm(positive(sum[i] + colourful * contrast[i])); });
            }
            usual_.set_levels(values_.data());
            const float* shift = plane(products_ * how_.bands + c);
            usual_.add(shift, how_.least_shift, true, ends(), how_.cut_shift, total);
            if (!how_.three) continue;
            const float* first = shift + std::size_t(how_.colours) * area_;
            set([=](int i) { return std::abs(first[i] + shift[i]) - std::abs(first[i]); });
            usual_.add(values_.data(), how_.least_shift, true, ends(), how_.cut_shift, total);
        }
    }

private:
    const float* plane(int k) const { return planes_ + std::size_t(k) * area_; }
    const float* ends() const { return plane(products_ * how_.bands + how_.colours * (how_.three ? 3 : 2) - 1); }

    template <class F>
    void set(F&& value) {
        float* to = values_.data();
        const int area = area_;
        for (int i = 0; i < area; ++i) to[i] = value(i);
    }

    const float* planes_;
    const Judgement& how_;
    int area_, products_;
    Positive positive_;
    Usual usual_;
    Buffer<float> values_, typical_;
};

}  // namespace

void judged(const float* planes, int h, int w, const std::vector<std::int32_t>& sample, const Judgement& how,
            float* out, Team& team) {
    const int area = h * w, parts = how.bands + 1, tasks = how.widths * parts;
    const int kinds = how.three ? 2 : 1, each = (how.three ? 6 : 3) * how.bands + (kinds + 1) * how.colours;
    const Buffer<float> totals(std::size_t(tasks) * area);
    team.run(tasks, [&](int task, int) {
        float* total = totals.data() + std::size_t(task) * area;
        std::fill_n(total, area, 0.0f);
        Judge judge(planes + std::size_t(task / parts) * each * area, area, sample, how);
        if (task % parts < how.bands)
            judge.band(task % parts, total);
        else
            judge.shifts(total);
    });
    const int measures = how.widths * (how.bands * (how.three ? 4 : 2) + kinds * how.colours);
    const float share = 1.0f / static_cast<float>(measures), root = 1.0f / static_cast<float>(how.power);
    team.run((area + kTile - 1) / kTile, [&](int tile, int) {
        const int begin = tile * kTile, count = std::min(kTile, area - begin);
        float sum[kTile] = {};
        for (int task = 0; task < tasks; ++task) {
            const float* from = totals.data() + std::size_t(task) * area + begin;
            for (int i = 0; i < count; ++i) sum[i] += from[i];
        }
        for (int i = 0; i < count; ++i) {
            const float mean = sum[i] * share;
            out[begin + i] = how.power == 3 ? std::cbrt(mean) : std::pow(mean, root);
        }
    });
}

}  // namespace df
