#include "kernels/far_shift.hpp"

#include <limits>
#include <tuple>

#include "kernels/small_plane.hpp"

namespace df {

namespace {

constexpr int kStep = kLanes<float>;

// The weighted sums of squared differences at all positions, (wide.h - target.h + 1, wide.w - target.w + 1).
SmallPlane errors_of(const SmallPlane& wide, const SmallPlane& target, const Weights& weight) {
    SmallPlane errors(wide.h() - target.h() + 1, wide.w() - target.w() + 1);
    for (int top = 0; top < errors.h(); ++top)
        in_parts(0, errors.w(), [&](int left, auto parts) {
            constexpr int kParts = decltype(parts)::value;
            Vec<float> sums[kParts] = {};
            for (const int y : weight.rows) {
                const float *at = wide.row(top + y) + left, *goal = target.row(y), *counted = weight.row(y);
                Vec<float> row[kParts] = {};
                for (int x = weight.area.left; x < weight.area.right; ++x) {
                    const Vec<float> value = splat(goal[x]), share = splat(counted[x]);
                    for (int p = 0; p < kParts; ++p) {
                        const Vec<float> gap = load(at + x + p * kStep) - value;
                        row[p] += share * gap * gap;
                    }
                }
                for (int p = 0; p < kParts; ++p) sums[p] += row[p];
            }
            for (int p = 0; p < kParts; ++p) store(errors.row(top) + left + p * kStep, sums[p]);
        });
    return errors;
}

// The same at kCount positions beside each other.
template <int kCount>
void write_errors(const SmallPlane& wide, const SmallPlane& target, const Weights& weight, int top, int left,
                  double* errors) {
    LaneSum sums[kCount];
    for (const int y : weight.rows) {
        Vec<float> row[kCount] = {};
        for (int x = weight.area.left; x < weight.area.right; x += kStep) {
            const Vec<float> value = load(target.row(y) + x), share = load(weight.row(y) + x);
            for (int i = 0; i < kCount; ++i) {
                const Vec<float> gap = load(wide.row(top + y) + left + x + i) - value;
                row[i] += share * gap * gap;
            }
        }
        for (int i = 0; i < kCount; ++i) sums[i].add(row[i]);
    }
    for (int i = 0; i < kCount; ++i) errors[i] = sums[i].total();
}

using Position = std::tuple<double, int, int>;  // the sum of squared differences, the top, the left

// The best of the positions from (top, left) on, in `side` rows and columns as far as the wide plane has them.
Position best_within(const SmallPlane& wide, const SmallPlane& target, const Weights& weight, int top, int left,
                     int side) {
    const int rows = std::min(side, wide.h() - target.h() - top + 1),
              columns = std::min(side, wide.w() - target.w() - left + 1);
    Position best{std::numeric_limits<double>::infinity(), top, left};
    double errors[4];
    for (int y = top; y < top + rows; ++y)
        for (int x = left; x < left + columns;) {
            const int count = left + columns - x >= 4 ? 4 : 1;
            if (count == 4) write_errors<4>(wide, target, weight, y, x, errors);
            else write_errors<1>(wide, target, weight, y, x, errors);
            for (int i = 0; i < count; ++i) best = std::min(best, Position{errors[i], y, x + i});
            x += count;
        }
    return best;
}

// The means of 2x2 pixels; the last row or column of an odd number is left out.
SmallPlane halved(const SmallPlane& from) {
    SmallPlane to(from.h() / 2, from.w() / 2);
    for (int y = 0; y < to.h(); ++y) {
        const float *above = from.row(2 * y), *below = from.row(2 * y + 1);
        for (int x = 0; x < to.w(); ++x)
            to.row(y)[x] = ((above[2 * x] + below[2 * x]) + (above[2 * x + 1] + below[2 * x + 1])) / 4;
    }
    return to;
}

// The position with the least sum of squared differences; then neither it nor its neighbours are found again.
std::pair<int, int> take_least(const SmallPlane& errors) {
    std::tuple<float, int, int> least{std::numeric_limits<float>::infinity(), 0, 0};
    for (int y = 0; y < errors.h(); ++y) {
        const float* row = errors.row(y);
        const float* at = std::min_element(row, row + errors.w());
        if (*at < std::get<0>(least)) least = {*at, y, static_cast<int>(at - row)};
    }
    const auto [error, row, column] = least;
    for (int y = std::max(0, row - 1); y < std::min(errors.h(), row + 2); ++y)
        for (int x = std::max(0, column - 1); x < std::min(errors.w(), column + 2); ++x)
            errors.row(y)[x] = std::numeric_limits<float>::infinity();
    return {row, column};
}

std::pair<int, int> best_position(const SmallPlane& wide, const SmallPlane& target, const Weights& weight,
                                  int candidates, int around) {
    const SmallPlane coarse = errors_of(halved(wide), halved(target), Weights(halved(weight.plane)));
    Position best;
    for (int candidate = 0; candidate < candidates; ++candidate) {
        const auto [row, column] = take_least(coarse);
        const Position found = best_within(wide, target, weight, std::max(0, 2 * row - around),
                                           std::max(0, 2 * column - around), 2 * around + 1);
        best = candidate == 0 ? found : std::min(best, found);
    }
    return {std::get<1>(best), std::get<2>(best)};
}

// The luma of a part of an image, from (top, left) on. Edges of the image are repeated.
SmallPlane luma_around(const Image& image, int top, int left, int h, int w, const SearchRule& rule) {
    const int first = std::max(0, left), end = std::min(image.w, left + w);
    const float scale = static_cast<float>(rule.scale);
    const SmallPlane channel(1, end - first), mixed(1, end - first);
    SmallPlane luma(h, w);
    for (int y = 0, last = -1; y < h; ++y) {
        const int at = std::clamp(top + y, 0, image.h - 1);
        if (at != last) {
            std::fill_n(mixed.row(0), end - first, 0.0f);
            for (int c = 0; c < image.c; ++c) {
                load_row(plane_of(image, 0, c), at, first, end - first, scale, channel.row(0));
                const float weight = static_cast<float>(rule.luma[c]);
                for (int x = 0; x < end - first; ++x) mixed.row(0)[x] += weight * channel.row(0)[x];
            }
            last = at;
        }
        float* row = luma.row(y);
        std::fill_n(row, first - left, mixed.row(0)[0]);
        std::copy_n(mixed.row(0), end - first, row + first - left);
        std::fill_n(row + end - left, left + w - end, mixed.row(0)[end - first - 1]);
    }
    return luma;
}

// A plane without its blur.
SmallPlane detail_of(const SmallPlane& plane, const std::vector<double>& blur) {
    SmallPlane detail(plane.h(), plane.w());
    RowBlur coarse(plane, blur);
    for (int y = 0; y < plane.h(); ++y) {
        const float *row = plane.row(y), *blurred = coarse.row(y, 0, plane.w());
        for (int x = 0; x < plane.w(); ++x) detail.row(y)[x] = row[x] - blurred[x];
    }
    return detail;
}

FoundPart find(const Search& search, const SearchRule& rule) {
    const int h = search.target.h, w = search.target.w, reach = rule.reach;
    const SmallPlane target = detail_of(SmallPlane(search.target), rule.coarse),
                     wide = detail_of(luma_around(search.image, search.top - reach, search.left - reach, h + 2 * reach,
                                                  w + 2 * reach, rule),
                                      rule.coarse);
    const Weights weight(search.weight);
    const auto [top, left] = best_position(wide, target, weight, rule.candidates, rule.around);
    SmallPlane part(h, w);
    for (int y = 0; y < h; ++y) std::copy_n(wide.row(top + y) + left, w, part.row(y));
    return {top, left, weighted_sums(part, target, weight)};
}

}  // namespace

void displacement_errors(const Plane& wide, const Plane& target, const Plane& weight, float* out) {
    errors_of(SmallPlane(wide), SmallPlane(target), Weights(weight)).write(out);
}

std::pair<int, int> best_position(const Plane& wide, const Plane& target, const Plane& weight, int candidates,
                                  int around) {
    return best_position(SmallPlane(wide), SmallPlane(target), Weights(weight), candidates, around);
}

std::vector<FoundPart> find_shifted(const std::vector<Search>& searches, const SearchRule& rule, Team& team) {
    std::vector<FoundPart> found(searches.size());
    team.run(static_cast<int>(searches.size()), [&](int task, int) { found[task] = find(searches[task], rule); });
    return found;
}

}  // namespace df
