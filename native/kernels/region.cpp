#include "kernels/region.hpp"

#include "kernels/channels.hpp"
#include "kernels/selection.hpp"

namespace df {

namespace {

Vec<float> luma_at(const Channels& image, const std::vector<float>& weights, int y, int x) {
    Vec<float> luma{};
    for (int c = 0; c < image.count(); ++c) luma += weights[c] * load(image.row(c, y) + x);
    return luma;
}

// The luma of an image.
SmallPlane luma_of(const Channels& image, const std::vector<float>& weights) {
    SmallPlane luma(image.h, image.w);
    for (int y = 0; y < image.h; ++y)
        for (int x = 0; x < image.w; x += kLanes<float>) store(luma.row(y) + x, luma_at(image, weights, y, x));
    return luma;
}

// The second plane minus the first.
SmallPlane difference_of(const SmallPlane& first, const SmallPlane& second) {
    SmallPlane gap(first.h(), first.w());
    for (int y = 0; y < first.h(); ++y)
        for (int x = 0; x < first.w(); x += kLanes<float>)
            store(gap.row(y) + x, load(second.row(y) + x) - load(first.row(y) + x));
    return gap;
}

// The sum over the channels of the squared difference.
SmallPlane squares_of(const Channels& first, const Channels& second) {
    SmallPlane squares(first.h, first.w);
    for (int y = 0; y < first.h; ++y)
        for (int x = 0; x < first.w; x += kLanes<float>) {
            Vec<float> square{};
            for (int c = 0; c < first.count(); ++c) {
                const Vec<float> gap = load(second.row(c, y) + x) - load(first.row(c, y) + x);
                square += gap * gap;
            }
            store(squares.row(y) + x, square);
        }
    return squares;
}

// The core as a plane: where the blurred square is at least a share of its quantile in the region.
SmallPlane core_of(const SmallPlane& squares, const Plane& inside, const CoreRule& rule) {
    const SmallPlane region(inside);
    SmallPlane core(inside.h, inside.w);
    const Area area = area_of(region);
    RowBlur blurred(squares, rule.blur);
    std::vector<float> values(static_cast<std::size_t>(area.bottom - area.top) * (area.right - area.left) + 1);
    std::size_t count = 0;
    for (int y = area.top; y < area.bottom; ++y) {
        const float *row = blurred.row(y, area.left, area.right), *counts = region.row(y);
        std::copy(row + area.left, row + area.right, core.row(y) + area.left);
        for (int x = area.left; x < area.right; ++x) values[count] = row[x], count += counts[x] != 0;
    }
    float least = 0;
    if (count > 0) {
        const auto rank = static_cast<std::int64_t>(rule.strong * static_cast<double>(count - 1));
        const auto strong = two_of_rank(values.data(), static_cast<std::int64_t>(count), rank).first;
        least = static_cast<float>(rule.share) * strong;
    }
    for (int y = area.top; y < area.bottom; ++y) {
        const float* counts = region.row(y);
        float* row = core.row(y);
        for (int x = area.left; x < area.right; ++x) row[x] = (counts[x] != 0) & (row[x] >= least) ? 1.0f : 0.0f;
    }
    return core;
}

CoreSums sums_of(const Channels& first, const Channels& second, const SmallPlane& luma_gap, const Weights& core) {
    LaneSum count, luma, luma_square, colour_square, square;
    std::vector<LaneSum> of_first(first.count()), of_second(first.count());
    const Area& area = core.area;
    for (int y = area.top; y < area.bottom; ++y) {
        Vec<float> weight_sum{}, gap_sum{}, gap_squares{}, squares{}, colours{};
        for (int x = area.left; x < area.right; x += kLanes<float>) {
            const Vec<float> weight = load(core.row(y) + x), gap = load(luma_gap.row(y) + x);
            for (int c = 0; c < first.count(); ++c) {
                const Vec<float> step = load(second.row(c, y) + x) - load(first.row(c, y) + x), colour = step - gap;
                squares += weight * step * step, colours += weight * colour * colour;
            }
            weight_sum += weight, gap_sum += weight * gap, gap_squares += weight * gap * gap;
        }
        count.add(weight_sum), luma.add(gap_sum), luma_square.add(gap_squares);
        square.add(squares), colour_square.add(colours);
        for (int c = 0; c < first.count(); ++c) {
            Vec<float> a{}, b{};
            for (int x = area.left; x < area.right; x += kLanes<float>) {
                const Vec<float> weight = load(core.row(y) + x);
                a += weight * load(first.row(c, y) + x), b += weight * load(second.row(c, y) + x);
            }
            of_first[c].add(a), of_second[c].add(b);
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

Core measure_core(const Channels& first, const Channels& second, const Plane& inside, const CoreRule& rule) {
    const std::vector<float> weights(rule.luma.begin(), rule.luma.end());
    SmallPlane luma_first = luma_of(first, weights), luma_second = luma_of(second, weights);
    SmallPlane gap = difference_of(luma_first, luma_second);
    Weights core(core_of(squares_of(first, second), inside, rule));
    CoreSums sums = sums_of(first, second, gap, core);
    return {std::move(luma_first), std::move(luma_second), std::move(gap), std::move(core), std::move(sums)};
}

CoreSums measure_core(const Image& first, const Image& second, const Plane& inside, const CoreRule& rule,
                      const CorePlanes& to) {
    const Core core = measure_core(Channels(first), Channels(second), inside, rule);
    core.luma_first.write(to.luma_first), core.luma_second.write(to.luma_second);
    core.luma_gap.write(to.luma_gap), core.weights.plane.write(to.core);
    return core.sums;
}

void half_level_shares(const Channels& image, const Weights& core, int bins, float* shares) {
    const Area& area = core.area;
    // Neighbours often have one value, so they count in different places.
    std::vector<int> at(image.w), counts(2 * bins);
    const float last = static_cast<float>(bins - 1);
    for (const int y : core.rows) {
        const float* weight = core.row(y);
        for (int c = 0; c < image.count(); ++c) {
            const float* values = image.row(c, y);
            for (int x = area.left; x < area.right; ++x) {
                const float bin = 2 * values[x] + 0.5f, positive = bin > 0.0f ? bin : 0.0f;  // 0 for NaN, too
                at[x] = static_cast<int>(positive < last ? positive : last);
            }
            for (int x = area.left; x < area.right; ++x) counts[2 * at[x] + (x & 1)] += weight[x] != 0;
        }
    }
    std::int64_t total = 0;
    for (const int count : counts) total += count;
    const double whole = static_cast<double>(std::max<std::int64_t>(1, total));
    for (int i = 0; i < bins; ++i)
        shares[i] = static_cast<float>(static_cast<double>(counts[2 * i] + counts[2 * i + 1]) / whole);
}

void half_level_shares(const Image& image, const Plane& core, int bins, float* shares) {
    half_level_shares(Channels(image), Weights(core), bins, shares);
}

std::pair<double, double> rounding_sums(const Channels& first, const Channels& second, const Weights& core,
                                        float step) {
    const SmallPlane change(1, first.w);
    const Area& area = core.area;
    LaneSum square, product;
    for (const int y : core.rows)
        for (int c = 0; c < first.count(); ++c) {
            const float *a = first.row(c, y), *b = second.row(c, y);
            float* to = change.row(0);
            for (int x = 0; x < first.w; ++x) to[x] = std::nearbyint(a[x] / step) * step - a[x];
            Vec<float> squares{}, products{};
            for (int x = area.left; x < area.right; x += kLanes<float>) {
                const Vec<float> part = load(core.row(y) + x) * load(to + x);
                squares += part * load(to + x), products += part * (load(b + x) - load(a + x));
            }
            square.add(squares), product.add(products);
        }
    return {square.total(), product.total()};
}

std::pair<double, double> rounding_sums(const Image& first, const Image& second, const Plane& core, float step) {
    return rounding_sums(Channels(first), Channels(second), Weights(core), step);
}

Spread spread_of(const float* shares, int bins, double low, double high, int ends) {
    Spread spread{bins, bins, 0};
    float below = 0;
    for (int i = 0; i < bins; ++i) {
        below += shares[i];
        if (static_cast<double>(below) >= low) spread.low = std::min(spread.low, i);
        if (static_cast<double>(below) >= high) spread.high = std::min(spread.high, i);
    }
    float first = 0, last = 0;
    for (int i = 0; i < std::min(ends, bins); ++i) first += shares[i];
    for (int i = std::max(0, bins - ends); i < bins; ++i) last += shares[i];
    spread.ends = static_cast<double>(first + last);
    return spread;
}

void window_energies(const Image& first, const Image& second, const std::vector<Corner>& corners, int h, int w,
                     const WindowRule& rule, double* energies, Team& team) {
    const int count = static_cast<int>(corners.size());
    const double size = static_cast<double>(h) * w;
    const float scale1 = static_cast<float>(rule.first_scale), scale2 = static_cast<float>(rule.second_scale);
    team.run(count, [&](int n, int) {
        std::vector<SmallPlane> gaps;
        for (int c = 0; c < first.c; ++c) gaps.emplace_back(h, w);
        const SmallPlane luma(h, w), line(1, w), ones(1, w);
        std::fill_n(ones.row(0), w, 1.0f);
        const auto [top, left] = corners[n];
        LaneSum sums[5];
        for (int y = 0; y < h; ++y) {
            for (int c = 0; c < first.c; ++c) {
                float *gap = gaps[c].row(y), *other = line.row(0);
                load_row(plane_of(second, 0, c), top + y, left, w, scale2, gap);
                load_row(plane_of(first, 0, c), top + y, left, w, scale1, other);
                for (int x = 0; x < w; ++x) gap[x] -= other[x];
            }
            Vec<float> lumas{}, colours{}, squares{};
            for (int x = 0; x < w; x += kLanes<float>) {
                Vec<float> mixed{};
                for (int c = 0; c < first.c; ++c) mixed += static_cast<float>(rule.luma[c]) * load(gaps[c].row(y) + x);
                for (int c = 0; c < first.c; ++c) {
                    const Vec<float> gap = load(gaps[c].row(y) + x), colour = gap - mixed;
                    squares += gap * gap, colours += colour * colour;
                }
                store(luma.row(y) + x, mixed);
                lumas += mixed * mixed;
            }
            sums[0].add(lumas), sums[3].add(colours), sums[4].add(squares);
        }
        if (sums[4].total() == 0) {  // equal images, as around the changes of a screenshot
            for (int i = 0; i < 5; ++i) energies[i * count + n] = 0;
            return;
        }
        RowBlur fine(luma, rule.blurs[0]), middle(luma, rule.blurs[1]);
        for (int y = 0; y < h; ++y) {
            const float *one = fine.row(y, 0, w), *other = middle.row(y, 0, w);
            Vec<float> fine_squares{}, middle_squares{};
            for (int x = 0; x < w; x += kLanes<float>) {
                const Vec<float> weight = load(ones.row(0) + x), a = load(luma.row(y) + x) - load(one + x),
                                 b = load(one + x) - load(other + x);
                fine_squares += weight * a * a, middle_squares += weight * b * b;
            }
            sums[1].add(fine_squares), sums[2].add(middle_squares);
        }
        for (int i = 0; i < 5; ++i) energies[i * count + n] = sums[i].total() / size / (i == 4 ? first.c : 1);
    });
}

}  // namespace df
