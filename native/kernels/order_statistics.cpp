// Medians and other order statistics of a map.

#include <algorithm>
#include <cmath>

#include "kernels/counted_values.hpp"
#include "kernels/selection.hpp"

namespace df {

namespace {

// The keys of a tile, with NaN for values that are not counted, because every comparison with NaN is false.
template <class T, class K>
void keys_of(const CountedValues& all, const T* values, const std::uint8_t* counted, int count, K* keys) {
    if (all.centre) {
        const K centre = static_cast<K>(*all.centre);
        for (int i = 0; i < count; ++i) keys[i] = std::abs(static_cast<K>(values[i]) - centre);
    } else {
        for (int i = 0; i < count; ++i) keys[i] = static_cast<K>(values[i]);
    }
    if (counted)
        for (int i = 0; i < count; ++i) keys[i] = counted[i] ? keys[i] : std::numeric_limits<K>::quiet_NaN();
}

// Counts the keys below, at and between the ends of the range, and collects those between.
template <class T, class K>
void collect(const CountedValues& all, Range<K>& range, Team& team) {
    std::vector<Range<K>> found(bands_of(all.values), Range<K>{range.low, range.high, 0, 0, 0, {}});
    const bool some = all.mask.data || std::isfinite(all.above) || std::isfinite(all.upto);
    by_band(all.values, team, [&](int task, int first, int last) {
        T values[kTile];
        K keys[kTile];
        std::uint8_t counted[kTile];
        for (int y = first; y < last; ++y) {
            if constexpr (std::is_same_v<T, K>) {
                if (!some && !all.centre && all.values.sw == 1) {  // the values are the keys
                    sift(static_cast<const T*>(all.values.data) + y * all.values.sh, all.values.w, found[task]);
                    continue;
                }
            }
            tiles(all, y, values, counted, [&](const T* v, const std::uint8_t* use, int count) {
                keys_of(all, v, some ? use : nullptr, count, keys);
                sift(keys, count, found[task]);
            });
        }
    });
    for (Range<K>& one : found) {
        range.below += one.below, range.at_low += one.at_low, range.at_high += one.at_high;
        range.between.insert(range.between.end(), one.between.begin(), one.between.end());
        one.between = {};
    }
}

// Draws some of the keys with a fixed pseudo-random sequence.
template <class T, class K>
std::vector<K> sample(const CountedValues& all, int count) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
    const Plane &values = all.values, &mask = all.mask;
    std::vector<K> keys;
    keys.reserve(count);
    for (std::uint64_t i = 1; i <= static_cast<std::uint64_t>(count); ++i) {
        std::uint64_t mixed = i * kGolden;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
        mixed ^= mixed >> 32;
        // Scales each half of the number, which is below 2^32, to a row or a column.
        const auto y = static_cast<int>(((mixed >> 32) * static_cast<std::uint64_t>(values.h)) >> 32);
        const auto x = static_cast<int>(((mixed & 0xFFFFFFFF) * static_cast<std::uint64_t>(values.w)) >> 32);
        if (mask.data && !static_cast<const std::uint8_t*>(mask.data)[y * mask.sh + x * mask.sw]) continue;
        const T value = static_cast<const T*>(values.data)[y * values.sh + x * values.sw];
        const auto wide = static_cast<double>(value);
        K key;
        if (wide > all.above && wide <= all.upto) keys_of(all, &value, nullptr, 1, &key), keys.push_back(key);
    }
    return keys;
}

template <class T, class K>
OrderStatistics order_statistics_as(const CountedValues& all, std::int64_t rank, std::int64_t count, Team& team) {
    constexpr int kSample = 16384;
    if (count < 1) return {std::nan(""), std::nan("")};
    std::vector<K> some;
    if (static_cast<std::int64_t>(all.values.h) * all.values.w > 4 * kSample) some = sample<T, K>(all, kSample);
    const auto found = search(some, count, std::clamp<std::int64_t>(rank, 0, count - 1),
                              [&](Range<K>& range) { collect<T, K>(all, range, team); });
    return {static_cast<double>(found.first), static_cast<double>(found.second)};
}

}  // namespace

OrderStatistics order_statistics(const CountedValues& all, std::int64_t rank, std::int64_t count, Team& team) {
    if (all.values.type == Type::f64) return order_statistics_as<double, double>(all, rank, count, team);
    const CountedValues same = rounded<float>(all);
    return all.centre ? order_statistics_as<float, double>(same, rank, count, team)
                      : order_statistics_as<float, float>(same, rank, count, team);
}

}  // namespace df
