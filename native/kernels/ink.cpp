#include "kernels/ink.hpp"

#include <cstring>

#include "kernels/small_plane.hpp"

namespace df {

namespace {

// The colours of all pixels of a sample, one after another.
class Colours {
public:
    explicit Colours(const Image& image)
        : channels(image.c), count(image.h * image.w), values_(static_cast<std::size_t>(count) * image.c) {
        std::vector<float> row(image.w);
        for (int c = 0; c < image.c; ++c)
            for (int y = 0; y < image.h; ++y) {
                load_row(plane_of(image, 0, c), y, 0, image.w, row.data());
                float* to = values_.data() + static_cast<std::size_t>(y) * image.w * channels + c;
                // The sum makes a negative zero positive, whose bytes differ.
                for (int x = 0; x < image.w; ++x) to[static_cast<std::size_t>(x) * channels] = row[x] + 0.0f;
            }
    }
    const float* at(int pixel) const { return values_.data() + static_cast<std::size_t>(pixel) * channels; }
    bool equal(int pixel, const float* colour) const {
        bool same = true;
        for (int c = 0; c < channels; ++c) same &= at(pixel)[c] == colour[c];
        return same;
    }
    float distance(int pixel, const float* colour) const {
        float most = 0;
        for (int c = 0; c < channels; ++c) most = std::max(most, std::abs(at(pixel)[c] - colour[c]));
        return most;
    }

    int channels, count;

private:
    std::vector<float> values_;
};

// A pixel of the most frequent colour among the pixels that count; of equally frequent colours, the least. A hash table
// with open addressing counts the colours.
template <class Counts>
int most_frequent(const Colours& colours, const Counts& counts) {
    std::size_t size = 64;
    while (size < 2 * static_cast<std::size_t>(colours.count)) size *= 2;
    struct Entry {
        int pixel, count;
    };
    std::vector<Entry> table(size, Entry{0, 0});
    const auto entry_of = [&](int pixel) -> Entry& {
        std::uint32_t hash = 2166136261u;
        for (int c = 0; c < colours.channels; ++c) {
            std::uint32_t bits;
            std::memcpy(&bits, colours.at(pixel) + c, sizeof bits);
            hash = (hash ^ bits ^ bits >> 15) * 2654435761u;
        }
        std::size_t at = (hash ^ hash >> 16) & (size - 1);
        while (table[at].count > 0 && !colours.equal(table[at].pixel, colours.at(pixel))) at = (at + 1) & (size - 1);
        if (table[at].count == 0) table[at].pixel = pixel;
        return table[at];
    };
    Entry* last = nullptr;
    const Entry* best = nullptr;
    for (int pixel = 0; pixel < colours.count; ++pixel) {
        if (!counts(pixel)) continue;
        if (last == nullptr || !colours.equal(last->pixel, colours.at(pixel))) last = &entry_of(pixel);
        ++last->count;
    }
    for (const Entry& entry : table) {
        if (entry.count == 0) continue;
        const float* colour = colours.at(entry.pixel);
        if (best == nullptr || entry.count > best->count ||
            (entry.count == best->count &&
             std::lexicographical_compare(colour, colour + colours.channels, colours.at(best->pixel),
                                          colours.at(best->pixel) + colours.channels)))
            best = &entry;
    }
    return best->pixel;
}

// Where a byte within `radius` rows and columns is not 0.
std::vector<std::uint8_t> grown(const Plane& mask, int radius) {
    const SmallPlane from(mask);
    std::vector<std::uint8_t> to(static_cast<std::size_t>(mask.h) * mask.w);
    for (int y = 0; y < mask.h; ++y)
        for (int x = 0; x < mask.w; ++x) {
            if (from.row(y)[x] == 0) continue;
            const int left = std::max(0, x - radius), right = std::min(mask.w, x + radius + 1);
            for (int at = std::max(0, y - radius); at < std::min(mask.h, y + radius + 1); ++at)
                std::fill_n(to.data() + static_cast<std::size_t>(at) * mask.w + left, right - left, std::uint8_t{1});
        }
    return to;
}

bool is_thin(const std::uint8_t* mask, int h, int w, int stroke) {
    bool thin = true;
    for_inner(
        h, w, stroke, [&](int y, int x) { return mask[static_cast<std::size_t>(y) * w + x] != 0; },
        [&](int, int) { thin = false; });
    return thin;
}

}  // namespace

InkCounts measure_ink(const Image& first, const Image& second, const Plane& inside, const InkRule& rule,
                      const InkPlanes& to) {
    const Colours one(first), other(second);
    const std::vector<std::uint8_t> region = grown(inside, 0), near = grown(inside, rule.near);
    InkCounts found;
    bool any_around = false;
    for (int pixel = 0; pixel < one.count; ++pixel) {
        const bool changed = !one.equal(pixel, other.at(pixel));
        to.changed[pixel] = changed;
        found.all_changed &= changed;
        any_around |= !changed && !region[pixel];
    }
    const auto around = [&](int pixel) { return !any_around || !(to.changed[pixel] || region[pixel]); };
    const float* background = one.at(most_frequent(one, around));
    const float* other_background = found.all_changed ? other.at(most_frequent(other, around)) : background;
    const float least = static_cast<float>(rule.least);
    for (int pixel = 0; pixel < one.count; ++pixel) {
        to.coverage[pixel] = one.distance(pixel, background);
        const bool a = (to.coverage[pixel] >= least) & (near[pixel] != 0),
                   b = (other.distance(pixel, other_background) >= least) & (near[pixel] != 0),
                   changed = to.changed[pixel] & near[pixel];
        to.first[pixel] = a, to.second[pixel] = b, to.changed[pixel] = changed;
        found.both += a & b, found.either += a | b, found.first += a & changed, found.second += b & changed;
    }
    found.thin = is_thin(to.first, first.h, first.w, rule.stroke) && is_thin(to.second, first.h, first.w, rule.stroke);
    return found;
}

double flat_share(const Image& image) {
    if (image.w < 2) return 0;
    const Colours colours(image);
    int equal = 0;
    for (int y = 0; y < image.h; ++y)
        for (int x = 0; x + 1 < image.w; ++x) equal += colours.equal(y * image.w + x, colours.at(y * image.w + x + 1));
    return equal / (static_cast<double>(image.h) * (image.w - 1));
}

double energy_beyond(const Plane& plane, const Plane& other, const Plane& counts, int radius) {
    const SmallPlane values(plane), range(other), counted(counts);
    double sum = 0;
    for (int y = 0; y < plane.h; ++y)
        for (int x = 0; x < plane.w; ++x) {
            if (counted.row(y)[x] == 0) continue;
            float low = range.row(y)[x], high = low;
            for (int i = std::max(0, y - radius); i < std::min(plane.h, y + radius + 1); ++i)
                for (int j = std::max(0, x - radius); j < std::min(plane.w, x + radius + 1); ++j)
                    low = std::min(low, range.row(i)[j]), high = std::max(high, range.row(i)[j]);
            const float value = values.row(y)[x];
            const double beyond = static_cast<double>(std::max({value - high, low - value, 0.0f}));
            sum += beyond * beyond;
        }
    return sum;
}

}  // namespace df
