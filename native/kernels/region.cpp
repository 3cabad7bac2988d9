#include "kernels/region.hpp"

#include "kernels/small_plane.hpp"

namespace df {

namespace {

// The rows of all channels of an image, one row at a time.
class ChannelRows {
public:
    explicit ChannelRows(const Image& image) : image_(image), rows_(image.c, image.w) {}

    void load(int y) const {
        for (int c = 0; c < image_.c; ++c) load_row(plane_of(image_, 0, c), y, 0, image_.w, rows_.row(c));
    }
    const float* channel(int c) const { return rows_.row(c); }
    int count() const { return image_.c; }

private:
    const Image& image_;
    SmallPlane rows_;
};

Vec<float> luma_at(const ChannelRows& rows, const std::vector<float>& weights, int x) {
    Vec<float> luma{};
    for (int c = 0; c < rows.count(); ++c) luma += weights[c] * load(rows.channel(c) + x);
    return luma;
}

// Writes the lumas; returns the sum over the channels of the squared difference.
SmallPlane write_lumas(const Image& first, const Image& second, const std::vector<float>& weights, float* luma_first,
                       float* luma_second) {
    SmallPlane squares(first.h, first.w);
    const SmallPlane line(2, first.w);
    const ChannelRows one(first), other(second);
    for (int y = 0; y < first.h; ++y) {
        one.load(y), other.load(y);
        for (int x = 0; x < first.w; x += kLanes<float>) {
            Vec<float> square{};
            for (int c = 0; c < first.c; ++c) {
                const Vec<float> gap = load(other.channel(c) + x) - load(one.channel(c) + x);
                square += gap * gap;
            }
            store(squares.row(y) + x, square);
            store(line.row(0) + x, luma_at(one, weights, x));
            store(line.row(1) + x, luma_at(other, weights, x));
        }
        const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(y) * first.w;
        std::copy_n(line.row(0), first.w, luma_first + start);
        std::copy_n(line.row(1), first.w, luma_second + start);
    }
    return squares;
}

// The core as a plane: where the blurred square is at least a share of its quantile in the region.
SmallPlane core_of(const SmallPlane& squares, const Plane& inside, const CoreRule& rule) {
    const SmallPlane region(inside);
    SmallPlane core(inside.h, inside.w);
    const Area area = area_of(region);
    RowBlur blurred(squares, rule.blur);
    std::vector<float> values;
    for (int y = area.top; y < area.bottom; ++y) {
        const float* row = blurred.row(y, area.left, area.right);
        for (int x = area.left; x < area.right; ++x) {
            if (region.row(y)[x] == 0) continue;
            core.row(y)[x] = row[x];
            values.push_back(row[x]);
        }
    }
    if (values.empty()) return core;
    const auto rank = values.begin() + static_cast<std::ptrdiff_t>(rule.strong * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), rank, values.end());
    const float least = static_cast<float>(rule.share) * *rank;
    for (int y = area.top; y < area.bottom; ++y)
        for (int x = area.left; x < area.right; ++x)
            core.row(y)[x] = region.row(y)[x] != 0 && core.row(y)[x] >= least ? 1.0f : 0.0f;
    return core;
}

CoreSums sums_of(const Image& first, const Image& second, const SmallPlane& core, const std::vector<float>& weights) {
    const ChannelRows one(first), other(second);
    LaneSum count, luma, luma_square, colour_square, square;
    std::vector<LaneSum> of_first(first.c), of_second(first.c);
    const Area area = area_of(core);
    for (int y = area.top; y < area.bottom; ++y) {
        one.load(y), other.load(y);
        for (int x = area.left; x < area.right; x += kLanes<float>) {
            const Vec<float> weight = load(core.row(y) + x);
            const Vec<float> gap = luma_at(other, weights, x) - luma_at(one, weights, x);
            Vec<float> squares{}, colours{};
            for (int c = 0; c < first.c; ++c) {
                const Vec<float> a = load(one.channel(c) + x), b = load(other.channel(c) + x), colour = b - a - gap;
                of_first[c].add(weight * a), of_second[c].add(weight * b);
                squares += weight * (b - a) * (b - a), colours += weight * colour * colour;
            }
            count.add(weight), luma.add(weight * gap), luma_square.add(weight * gap * gap);
            square.add(squares), colour_square.add(colours);
        }
    }
    CoreSums sums;
    sums.count = count.total(), sums.luma = luma.total(), sums.luma_square = luma_square.total();
    sums.colour_square = colour_square.total(), sums.square = square.total();
    sums.top = area.top, sums.bottom = area.bottom, sums.left = area.left, sums.right = area.right;
    for (const LaneSum& channel : of_first) sums.first.push_back(channel.total());
    for (const LaneSum& channel : of_second) sums.second.push_back(channel.total());
    return sums;
}

}  // namespace

CoreSums measure_core(const Image& first, const Image& second, const Plane& inside, const CoreRule& rule,
                      float* luma_first, float* luma_second, float* core) {
    const std::vector<float> weights(rule.luma.begin(), rule.luma.end());
    const SmallPlane squares = write_lumas(first, second, weights, luma_first, luma_second);
    const SmallPlane found = core_of(squares, inside, rule);
    for (int y = 0; y < first.h; ++y)
        std::copy_n(found.row(y), first.w, core + static_cast<std::ptrdiff_t>(y) * first.w);
    return sums_of(first, second, found, weights);
}

void half_level_shares(const Image& image, const Plane& core, int bins, float* shares) {
    const SmallPlane weights(core);
    const Area area = area_of(weights);
    const ChannelRows rows(image);
    std::vector<std::int64_t> counts(bins);
    std::int64_t total = 0;
    for (const int y : rows_of(weights, area)) {
        rows.load(y);
        for (int c = 0; c < image.c; ++c)
            for (int x = area.left; x < area.right; ++x) {
                if (weights.row(y)[x] == 0) continue;
                const float bin = std::clamp(2 * rows.channel(c)[x] + 0.5f, 0.0f, static_cast<float>(bins - 1));
                ++counts[static_cast<int>(bin)], ++total;
            }
    }
    const double whole = static_cast<double>(std::max<std::int64_t>(1, total));
    for (int i = 0; i < bins; ++i) shares[i] = static_cast<float>(static_cast<double>(counts[i]) / whole);
}

std::pair<double, double> rounding_sums(const Image& first, const Image& second, const Plane& core, float step) {
    const SmallPlane weights(core), change(1, first.w);
    const Area area = area_of(weights);
    const ChannelRows one(first), other(second);
    LaneSum square, product;
    for (const int y : rows_of(weights, area)) {
        one.load(y), other.load(y);
        for (int c = 0; c < first.c; ++c) {
            const float *a = one.channel(c), *b = other.channel(c);
            float* to = change.row(0);
            for (int x = 0; x < first.w; ++x) to[x] = std::nearbyint(a[x] / step) * step - a[x];
            Vec<float> squares{}, products{};
            for (int x = area.left; x < area.right; x += kLanes<float>) {
                const Vec<float> part = load(weights.row(y) + x) * load(to + x);
                squares += part * load(to + x), products += part * (load(b + x) - load(a + x));
            }
            square.add(squares), product.add(products);
        }
    }
    return {square.total(), product.total()};
}

void window_energies(const Image& first, const Image& second, const WindowRule& rule, double* energies) {
    const int count = first.n;
    const double size = static_cast<double>(first.h) * first.w;
    const float scale1 = static_cast<float>(rule.first_scale), scale2 = static_cast<float>(rule.second_scale);
    std::vector<SmallPlane> gaps;
    for (int c = 0; c < first.c; ++c) gaps.emplace_back(first.h, first.w);
    const SmallPlane luma(first.h, first.w), line(1, first.w), ones(1, first.w);
    std::fill_n(ones.row(0), first.w, 1.0f);
    for (int n = 0; n < count; ++n) {
        LaneSum sums[5];
        for (int y = 0; y < first.h; ++y) {
            for (int c = 0; c < first.c; ++c) {
                float *gap = gaps[c].row(y), *other = line.row(0);
                load_row(plane_of(second, n, c), y, 0, first.w, scale2, gap);
                load_row(plane_of(first, n, c), y, 0, first.w, scale1, other);
                for (int x = 0; x < first.w; ++x) gap[x] -= other[x];
            }
            for (int x = 0; x < first.w; x += kLanes<float>) {
                Vec<float> mixed{}, colours{}, squares{};
                for (int c = 0; c < first.c; ++c) mixed += static_cast<float>(rule.luma[c]) * load(gaps[c].row(y) + x);
                for (int c = 0; c < first.c; ++c) {
                    const Vec<float> gap = load(gaps[c].row(y) + x), colour = gap - mixed;
                    squares += gap * gap, colours += colour * colour;
                }
                store(luma.row(y) + x, mixed);
                sums[0].add(mixed * mixed), sums[3].add(colours), sums[4].add(squares);
            }
        }
        RowBlur fine(luma, rule.blurs[0]), middle(luma, rule.blurs[1]);
        for (int y = 0; y < first.h; ++y) {
            const float *one = fine.row(y, 0, first.w), *other = middle.row(y, 0, first.w);
            for (int x = 0; x < first.w; x += kLanes<float>) {
                const Vec<float> weight = load(ones.row(0) + x), a = load(luma.row(y) + x) - load(one + x),
                                 b = load(one + x) - load(other + x);
                sums[1].add(weight * a * a), sums[2].add(weight * b * b);
            }
        }
        for (int i = 0; i < 5; ++i) energies[i * count + n] = sums[i].total() / size / (i == 4 ? first.c : 1);
    }
}

}  // namespace df
