// The median and other values of a rank of a map.

#include <algorithm>
#include <cmath>

#include "kernels/counted_values.hpp"
#include "kernels/selection.hpp"

namespace df {

namespace {

// The keys of a tile, not-a-number where a value does not count: then no comparison holds.
template <class T, class K>
void keys_of(const Chosen& chosen, const T* values, const std::uint8_t* usable, int count, K* keys) {
    if (chosen.centre) {
        const K centre = static_cast<K>(*chosen.centre);
        for (int i = 0; i < count; ++i) keys[i] = std::abs(static_cast<K>(values[i]) - centre);
    } else {
        for (int i = 0; i < count; ++i) keys[i] = static_cast<K>(values[i]);
    }
    if (usable)
        for (int i = 0; i < count; ++i) keys[i] = usable[i] ? keys[i] : std::numeric_limits<K>::quiet_NaN();
}

// Counts the keys under, at and between the ends of the range, and keeps those between.
template <class T, class K>
void look(const Chosen& chosen, Range<K>& range, Team& team) {
    std::vector<Range<K>> found(bands_of(chosen.values), Range<K>{range.low, range.high, 0, 0, 0, {}});
    const bool some = chosen.mask.data || std::isfinite(chosen.above) || std::isfinite(chosen.upto);
    by_band(chosen.values, team, [&](int task, int first, int last) {
        T values[kTile];
        K keys[kTile];
        std::uint8_t usable[kTile];
        for (int y = first; y < last; ++y) {
            if constexpr (std::is_same_v<T, K>) {
                if (!some && !chosen.centre && chosen.values.sw == 1) {  // nothing to be done before
                    sift(static_cast<const T*>(chosen.values.data) + y * chosen.values.sh, chosen.values.w, found[task]);
                    continue;
                }
            }
            tiles(chosen, y, values, usable, [&](const T* v, const std::uint8_t* use, int count) {
                keys_of(chosen, v, some ? use : nullptr, count, keys);
                sift(keys, count, found[task]);
            });
        }
    });
    for (Range<K>& one : found) {
        range.under += one.under, range.at_low += one.at_low, range.at_high += one.at_high;
        range.between.insert(range.between.end(), one.between.begin(), one.between.end());
        one.between = {};
    }
}

// Some of the keys, in an order that looks random and is always the same.
template <class T, class K>
std::vector<K> sample(const Chosen& chosen, int count) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
    const Plane &values = chosen.values, &mask = chosen.mask;
    std::vector<K> keys;
    keys.reserve(count);
    for (std::uint64_t i = 1; i <= static_cast<std::uint64_t>(count); ++i) {
        std::uint64_t mixed = i * kGolden;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
        mixed ^= mixed >> 32;
        // Both halves of the number are below 2^32, so that these are a row and a column.
        const auto y = static_cast<int>(((mixed >> 32) * static_cast<std::uint64_t>(values.h)) >> 32);
        const auto x = static_cast<int>(((mixed & 0xFFFFFFFF) * static_cast<std::uint64_t>(values.w)) >> 32);
        if (mask.data && !static_cast<const std::uint8_t*>(mask.data)[y * mask.sh + x * mask.sw]) continue;
        const T value = static_cast<const T*>(values.data)[y * values.sh + x * values.sw];
        const auto wide = static_cast<double>(value);
        K key;
        if (wide > chosen.above && wide <= chosen.upto) keys_of(chosen, &value, nullptr, 1, &key), keys.push_back(key);
    }
    return keys;
}

template <class T, class K>
Ranked ranked_as(const Chosen& chosen, std::int64_t rank, std::int64_t count, Team& team) {
    constexpr int kSample = 16384;
    if (count < 1) return {std::nan(""), std::nan("")};
    std::vector<K> some;
    if (static_cast<std::int64_t>(chosen.values.h) * chosen.values.w > 4 * kSample)
        some = sample<T, K>(chosen, kSample);
    const auto found = search(some, count, std::clamp<std::int64_t>(rank, 0, count - 1),
                              [&](Range<K>& range) { look<T, K>(chosen, range, team); });
    return {static_cast<double>(found.first), static_cast<double>(found.second)};
}

}  // namespace

Ranked ranked(const Chosen& chosen, std::int64_t rank, std::int64_t count, Team& team) {
    if (chosen.values.type == Type::f64) return ranked_as<double, double>(chosen, rank, count, team);
    const Chosen same = rounded<float>(chosen);
    return chosen.centre ? ranked_as<float, double>(same, rank, count, team)
                         : ranked_as<float, float>(same, rank, count, team);
}

}  // namespace df
