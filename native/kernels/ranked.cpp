// The median and other values of a rank, without sorting. A sample tells between which two values the rank lies; one
// pass counts what is under the lower one and collects the few between them.

#include <algorithm>
#include <cmath>

#include "kernels/chosen.hpp"

namespace df {

namespace {

// A range of keys in which a rank is thought to lie, with what was found there.
template <class K>
struct Range {
    K low, high;
    std::int64_t under = 0, at_low = 0, at_high = 0;
    std::vector<K> between;
};

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

template <class K>
void sift(const K* keys, int count, Range<K>& range) {
    using Count = std::conditional_t<sizeof(K) == 4, std::int32_t, std::int64_t>;  // as wide as a key, for vectors
    constexpr int kGroup = 16;
    const K low = range.low, high = range.high;
    Count under = 0, at_low = 0, at_high = 0;
    for (int i = 0; i < count; ++i) {
        under += keys[i] < low;
        at_low += keys[i] == low;
        at_high += keys[i] == high;
    }
    range.under += under, range.at_low += at_low, range.at_high += at_high;
    K kept[kTile];
    int size = 0;
    for (int i = 0; i < count; i += kGroup) {
        const int end = std::min(kGroup, count - i);
        const K* group = keys + i;
        Count any = 0;
        if (end == kGroup)
            for (int k = 0; k < kGroup; ++k) any += (group[k] > low) & (group[k] < high);
        if (!any && end == kGroup) continue;
        for (int k = 0; k < end; ++k) {
            kept[size] = group[k];
            size += (group[k] > low) & (group[k] < high);
        }
    }
    range.between.insert(range.between.end(), kept, kept + size);
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
        for (int y = first; y < last; ++y)
            tiles(chosen, y, values, usable, [&](const T* v, const std::uint8_t* use, int count) {
                keys_of(chosen, v, some ? use : nullptr, count, keys);
                sift(keys, count, found[task]);
            });
    });
    for (Range<K>& one : found) {
        range.under += one.under, range.at_low += one.at_low, range.at_high += one.at_high;
        range.between.insert(range.between.end(), one.between.begin(), one.between.end());
        one.between = {};
    }
}

// The key of a rank in the range, where it is there.
template <class K>
std::optional<K> key_at(Range<K>& range, std::int64_t rank) {
    rank -= range.under;
    if (rank < 0) return std::nullopt;
    if (rank < range.at_low) return range.low;
    rank -= range.at_low;
    const auto between = static_cast<std::int64_t>(range.between.size());
    if (rank < between) {
        std::nth_element(range.between.begin(), range.between.begin() + rank, range.between.end());
        return range.between[rank];
    }
    // Where the ends are one number, it was counted at the low one.
    return rank - between < range.at_high && range.low < range.high ? std::optional(range.high) : std::nullopt;
}

// The key of the next rank, after that of ``rank`` was found.
template <class K>
std::optional<K> key_after(Range<K>& range, std::int64_t rank) {
    const std::int64_t place = rank - range.under - range.at_low;
    if (place < 0 || place + 1 >= static_cast<std::int64_t>(range.between.size())) return key_at(range, rank + 1);
    return *std::min_element(range.between.begin() + place + 1, range.between.end());
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

// The ends between which the rank of a share is thought to lie.
template <class K>
Range<K> guess(std::vector<K>& keys, double share, double room) {
    constexpr K kEndless = std::numeric_limits<K>::infinity();
    const auto size = static_cast<std::int64_t>(keys.size());
    const auto pick = [&](double part) {
        const auto nth = keys.begin() + std::clamp<std::int64_t>(std::llround(part * size), 0, size - 1);
        std::nth_element(keys.begin(), nth, keys.end());
        return *nth;
    };
    Range<K> range{-kEndless, kEndless, 0, 0, 0, {}};
    if (room < 1 && share - room > 0) range.low = pick(share - room);
    if (room < 1 && share + room < 1) range.high = pick(share + room);
    return range;
}

template <class T, class K>
Ranked ranked_as(const Chosen& chosen, std::int64_t rank, std::int64_t count, Team& team) {
    constexpr int kSample = 32768, kLeastSample = 512;
    rank = std::clamp<std::int64_t>(rank, 0, std::max<std::int64_t>(0, count - 1));
    const double share = static_cast<double>(rank) / static_cast<double>(std::max<std::int64_t>(1, count));
    std::vector<K> keys;
    if (static_cast<std::int64_t>(chosen.values.h) * chosen.values.w > 4 * kSample)
        keys = sample<T, K>(chosen, kSample);
    const auto size = static_cast<double>(keys.size());
    // The share of a sample under a value is that of the image to about 0.5 / sqrt(size). Four of these on either side
    // hold the rank; where they do not, a wider range is looked at. The answer is exact in any case.
    for (double room = size < kLeastSample ? 1 : 2 / std::sqrt(size);; room *= 4) {
        Range<K> range = guess(keys, share, room);
        look<T, K>(chosen, range, team);
        const auto value = key_at(range, rank), next = rank + 1 < count ? key_after(range, rank) : value;
        if (value && next) return {static_cast<double>(*value), static_cast<double>(*next)};
        if (room >= 1) return {std::nan(""), std::nan("")};
    }
}

}  // namespace

Ranked ranked(const Chosen& chosen, std::int64_t rank, std::int64_t count, Team& team) {
    if (chosen.values.type == Type::f64) return ranked_as<double, double>(chosen, rank, count, team);
    const Chosen same = rounded<float>(chosen);
    return chosen.centre ? ranked_as<float, double>(same, rank, count, team)
                         : ranked_as<float, float>(same, rank, count, team);
}

}  // namespace df
