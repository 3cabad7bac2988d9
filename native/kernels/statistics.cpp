#include "kernels/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/counted_values.hpp"

namespace df {

namespace {

template <class T>
Summary summary_as(const CountedValues& all, Team& team) {
    constexpr T kInfinity = std::numeric_limits<T>::infinity();
    std::vector<Summary> found(bands_of(all.values));
    by_band(all.values, team, [&](int task, int first, int last) {
        T values[kTile], least = kInfinity, greatest = -kInfinity;
        std::uint8_t counted[kTile];
        std::int64_t total = 0;
        for (int y = first; y < last; ++y)
            tiles(all, y, values, counted, [&](const T* v, const std::uint8_t* use, int count) {
                int seen = 0;
                for (int i = 0; i < count; ++i) seen += use[i];
                total += seen;
                constexpr int kGroup = 32;
                T low[kGroup], high[kGroup];
                std::fill_n(low, kGroup, least), std::fill_n(high, kGroup, greatest);
                for (int i = 0; i < count; i += kGroup)
                    for (int k = 0; k < std::min(kGroup, count - i); ++k) {
                        const T down = use[i + k] ? v[i + k] : kInfinity, up = use[i + k] ? v[i + k] : -kInfinity;
                        low[k] = down < low[k] ? down : low[k];
                        high[k] = up > high[k] ? up : high[k];
                    }
                least = *std::min_element(low, low + kGroup);
                greatest = *std::max_element(high, high + kGroup);
            });
        found[task] = {total, static_cast<double>(least), static_cast<double>(greatest)};
    });
    Summary total{0, kInfinity, -kInfinity};
    for (const Summary& one : found) {
        total.count += one.count;
        total.least = std::min(total.least, one.least);
        total.greatest = std::max(total.greatest, one.greatest);
    }
    return total;
}

template <class T>
std::vector<std::int64_t> histogram_as(const CountedValues& all, int bins, T first, T scale, bool root, Team& team) {
    // Neighbouring values often fall into the same bin. With several counters the increments need not wait for each
    // other.
    constexpr int kCopies = 4;
    std::vector<std::vector<std::int64_t>> found(team.size());
    const int bands = bands_of(all.values);
    team.run(bands, [&](int task, int worker) {
        auto& counts = found[worker];
        counts.resize(static_cast<std::size_t>(kCopies) * (bins + 1));
        T values[kTile];
        std::uint8_t counted[kTile];
        int places[kTile];
        const T most = static_cast<T>(bins - 1);
        for (int y = task * kBandRows; y < std::min(all.values.h, (task + 1) * kBandRows); ++y)
            tiles(all, y, values, counted, [&](T* v, const std::uint8_t* use, int count) {
                if (root)
                    for (int i = 0; i < count; ++i) v[i] = std::sqrt(v[i] > 0 ? v[i] : T(0));
                for (int i = 0; i < count; ++i) {
                    T place = (v[i] - first) * scale;
                    place = place > 0 ? place : T(0);
                    places[i] = use[i] ? static_cast<int>(place < most ? place : most) : bins;
                }
                for (int i = 0; i < count; ++i)
                    ++counts[static_cast<std::size_t>(i % kCopies) * (bins + 1) + places[i]];
            });
    });
    std::vector<std::int64_t> total(bins);
    for (const auto& counts : found)
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (const std::size_t bin = i % (bins + 1); bin < total.size()) total[bin] += counts[i];
    return total;
}

template <class T>
void mark_zeros(const Plane& values, const Plane& mask, T threshold, int y, std::uint8_t* zero, std::uint8_t* use,
                T* row) {
    for (int x = 0; x < values.w; x += kTile) {
        const int count = std::min(kTile, values.w - x);
        load_row(values, y, x, count, row);
        for (int i = 0; i < count; ++i) zero[x + i] = row[i] <= threshold;
    }
    if (!mask.data) return;
    const auto* seen = static_cast<const std::uint8_t*>(mask.data) + y * mask.sh;
    for (int x = 0; x < values.w; ++x) {
        use[x] = seen[x * mask.sw] != 0;
        zero[x] |= use[x] ^ 1;
    }
}

std::int64_t sum_of(const std::uint8_t* values, int count) {
    std::int64_t sum = 0;
    for (int x = 0; x < count; x += kTile) {
        int part = 0;
        for (int i = x; i < std::min(count, x + kTile); ++i) part += values[i];
        sum += part;
    }
    return sum;
}

template <class T>
Zeros zeros_as(const Plane& values, const Plane& mask, T threshold, Team& team) {
    std::vector<Zeros> found(bands_of(values));
    by_band(values, team, [&](int task, int first, int last) {
        const int w = values.w;
        const Buffer<std::uint8_t> zero(3 * static_cast<std::size_t>(w)), use(3 * static_cast<std::size_t>(w)),
            three(w), inside(w);
        std::fill_n(use.data(), use.size(), std::uint8_t(1));
        T row[kTile];
        const auto place = [&](const Buffer<std::uint8_t>& rows, int y) {
            return rows.data() + static_cast<std::size_t>(y % 3) * w;
        };
        const auto mark = [&](int y) { mark_zeros(values, mask, threshold, y, place(zero, y), place(use, y), row); };
        if (first > 0) mark(first - 1);
        mark(first);
        for (int y = first; y < last; ++y) {
            if (y + 1 < values.h) mark(y + 1);
            const std::uint8_t *here = place(zero, y), *seen = place(use, y);
            const std::uint8_t* up = place(zero, std::max(0, y - 1));
            const std::uint8_t* down = place(zero, std::min(values.h - 1, y + 1));
            for (int x = 0; x < w; ++x) three[x] = here[x] & up[x] & down[x];
            for (int x = 0; x < w; ++x) inside[x] = here[x] & seen[x];
            found[task].count += sum_of(seen, w);
            found[task].zeros += sum_of(inside.data(), w);
            inside[0] = three[0] & three[w > 1] & seen[0];
            for (int x = 1; x + 1 < w; ++x) inside[x] = three[x - 1] & three[x] & three[x + 1] & seen[x];
            inside[w - 1] = three[w - 1] & three[w > 1 ? w - 2 : 0] & seen[w - 1];
            found[task].interior += sum_of(inside.data(), w);
        }
    });
    Zeros sum{};
    for (const Zeros& one : found) sum.count += one.count, sum.zeros += one.zeros, sum.interior += one.interior;
    return sum;
}

}  // namespace

float round_down(double number) {
    const float near = static_cast<float>(number);
    return static_cast<double>(near) > number ? std::nextafter(near, -std::numeric_limits<float>::infinity()) : near;
}

Summary summary(const CountedValues& all, Team& team) {
    return all.values.type == Type::f64 ? summary_as<double>(all, team) : summary_as<float>(rounded<float>(all), team);
}

std::vector<std::int64_t> histogram(const CountedValues& all, int bins, double first, double scale, bool root,
                                    Team& team) {
    return all.values.type == Type::f64 ? histogram_as<double>(all, bins, first, scale, root, team)
                                        : histogram_as<float>(rounded<float>(all), bins, static_cast<float>(first),
                                                              static_cast<float>(scale), root, team);
}

Zeros count_zeros(const Plane& values, const Plane& mask, double threshold, Team& team) {
    return values.type == Type::f64 ? zeros_as<double>(values, mask, threshold, team)
                                    : zeros_as<float>(values, mask, round_down(threshold), team);
}

}  // namespace df
