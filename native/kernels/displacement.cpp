#include "kernels/displacement.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

#include "kernels/small_plane.hpp"

namespace df {

namespace {

constexpr int kStep = kLanes<float>;

// Cubic convolution (Catmull and Rom): the weights of four neighbours and the distance of the first of them.
struct Cubic {
    explicit Cubic(double step) {
        const double floor = std::floor(-step), part = -step - floor;
        first = static_cast<int>(floor) - 1;
        weights[0] = static_cast<float>(((-0.5 * part + 1) * part - 0.5) * part);
        weights[1] = static_cast<float>((1.5 * part - 2.5) * part * part + 1);
        weights[2] = static_cast<float>(((-1.5 * part + 2) * part + 0.5) * part);
        weights[3] = static_cast<float>((0.5 * part - 0.5) * part * part);
    }
    int margin() const { return std::max(-first, first + 3); }
    int first;
    float weights[4];
};

// The rows of a plane that was moved down and to the right.
class RowShift {
public:
    RowShift(const SmallPlane& plane, double rows, double columns)
        : plane_(plane), down_(rows), across_(columns), line_(1, plane.w(), std::max(0, across_.margin())),
          out_(1, plane.w()) {}

    const float* row(int y) {
        const float* from[4];
        for (int k = 0; k < 4; ++k) from[k] = plane_.row(std::clamp(y + down_.first + k, 0, plane_.h() - 1));
        float *line = line_.row(0), *out = out_.row(0);
        for (int x = 0; x < plane_.w(); x += kStep)
            store(line + x, sum(down_, from[0] + x, from[1] + x, from[2] + x, from[3] + x));
        line_.repeat(0);
        for (int x = 0; x < plane_.w(); x += kStep) {
            const float* at = line + x + across_.first;
            store(out + x, sum(across_, at, at + 1, at + 2, at + 3));
        }
        return out;
    }

private:
    static Vec<float> sum(const Cubic& cubic, const float* a, const float* b, const float* c, const float* d) {
        return cubic.weights[0] * load(a) + cubic.weights[1] * load(b) + cubic.weights[2] * load(c) +
               cubic.weights[3] * load(d);
    }

    const SmallPlane& plane_;
    Cubic down_, across_;
    SmallPlane line_, out_;
};

SmallPlane blurred(const Plane& plane, const std::vector<double>& weights) {
    const SmallPlane from(plane);
    SmallPlane to(plane.h, plane.w);
    RowBlur rows(from, weights);
    for (int y = 0; y < plane.h; ++y) std::copy_n(rows.row(y, 0, plane.w), plane.w, to.row(y));
    return to;
}

// The normal equations of one step: sums of products of the slopes along rows (y) and columns (x), and of these with
// the difference that is left.
struct Equations {
    LaneSum yy, xy, xx, y, x;
};

class Steepness {
public:
    Steepness(const SmallPlane& weight, const SmallPlane& second)
        : weight_(weight), second_(second), area_(area_of(weight)), mean_(second.h(), second.w(), 1),
          left_(second.h(), second.w()) {}

    Equations equations(RowShift& moved) {
        const int h = second_.h(), w = second_.w();
        for (int y = std::max(0, area_.top - 1); y < std::min(h, area_.bottom + 1); ++y) {
            const float* first = moved.row(y);
            float* mean = mean_.row(y);
            for (int x = 0; x < w; x += kStep) {
                const Vec<float> one = load(first + x), other = load(second_.row(y) + x);
                store(left_.row(y) + x, other - one);
                store(mean + x, 0.5f * (one + other));
            }
            // One-sided slopes at the ends of the row.
            mean[-1] = 2 * mean[0] - mean[1], mean[w] = 2 * mean[w - 1] - mean[w - 2];
        }
        Equations sums;
        for (int y = area_.top; y < area_.bottom; ++y) add_row(y, sums);
        return sums;
    }

private:
    void add_row(int y, Equations& sums) const {
        const int above = std::max(0, y - 1), below = std::min(mean_.h() - 1, y + 1);
        const float *up = mean_.row(above), *row = mean_.row(y), *down = mean_.row(below);
        const float distance = 1.0f / static_cast<float>(below - above);
        Vec<float> yy{}, xy{}, xx{}, ly{}, lx{};
        for (int x = area_.left; x < area_.right; x += kStep) {
            const Vec<float> dy = distance * (load(down + x) - load(up + x)),
                             dx = 0.5f * (load(row + x + 1) - load(row + x - 1)), weight = load(weight_.row(y) + x),
                             left = load(left_.row(y) + x), wy = weight * dy, wx = weight * dx;
            yy += wy * dy, xy += wy * dx, xx += wx * dx, ly += wy * left, lx += wx * left;
        }
        sums.yy.add(yy), sums.xy.add(xy), sums.xx.add(xx), sums.y.add(ly), sums.x.add(lx);
    }

    const SmallPlane &weight_, &second_;
    Area area_;
    SmallPlane mean_, left_;
};

}  // namespace

std::optional<std::pair<double, double>> follow_displacement(const Plane& first, const Plane& second,
                                                             const Plane& weight, const std::vector<double>& blur,
                                                             const Steps& steps) {
    const SmallPlane one = blurred(first, blur), other = blurred(second, blur), weights(weight);
    const double count = total_of(weights);
    Steepness steepness(weights, other);
    double rows = 0, columns = 0;
    for (int step = 0; step < steps.count; ++step) {
        RowShift moved(one, rows, columns);
        const Equations sums = steepness.equations(moved);
        const double yy = sums.yy.total() / count + steps.ridge, xx = sums.xx.total() / count + steps.ridge,
                     xy = sums.xy.total() / count, y = sums.y.total() / count, x = sums.x.total() / count,
                     determinant = yy * xx - xy * xy;
        rows -= (xx * y - xy * x) / determinant;
        columns -= (yy * x - xy * y) / determinant;
        if (!(std::hypot(rows, columns) <= steps.farthest)) return std::nullopt;
    }
    return std::pair(rows, columns);
}

Response displacement_response(const Plane& base, const Plane& gap, const Plane& weight, double rows, double columns) {
    const SmallPlane from(base), gaps(gap), weights(weight);
    const Area area = area_of(weights);
    RowShift moved(from, rows, columns);
    LaneSum squares, products;
    for (const int y : rows_of(weights, area)) {
        const float* row = moved.row(y);
        Vec<float> square{}, product{};
        for (int x = area.left; x < area.right; x += kStep) {
            const Vec<float> change = load(row + x) - load(from.row(y) + x), part = load(weights.row(y) + x) * change;
            square += part * change, product += part * load(gaps.row(y) + x);
        }
        squares.add(square), products.add(product);
    }
    const double whole = total_of(weights);
    return {squares.total() / whole, products.total() / whole};
}

void displacement_errors(const Plane& wide, const Plane& target, const Plane& weight, float* out) {
    const SmallPlane from(wide), to(target), weights(weight);
    const Area area = area_of(weights);
    const int rows = wide.h - target.h + 1, columns = wide.w - target.w + 1;
    SmallPlane line(1, columns);
    for (int top = 0; top < rows; ++top, out += columns) {
        in_parts(0, columns, [&](int left, auto parts) {
            constexpr int kParts = decltype(parts)::value;
            Vec<float> sums[kParts] = {};
            for (int y = area.top; y < area.bottom; ++y) {
                const float *at = from.row(top + y) + left, *goal = to.row(y), *counted = weights.row(y);
                Vec<float> row[kParts] = {};
                for (int x = area.left; x < area.right; ++x) {
                    const Vec<float> value = splat(goal[x]), share = splat(counted[x]);
                    for (int p = 0; p < kParts; ++p) {
                        const Vec<float> gap = load(at + x + p * kStep) - value;
                        row[p] += share * gap * gap;
                    }
                }
                for (int p = 0; p < kParts; ++p) sums[p] += row[p];
            }
            for (int p = 0; p < kParts; ++p) store(line.row(0) + left + p * kStep, sums[p]);
        });
        std::copy_n(line.row(0), columns, out);
    }
}

namespace {

// The means of 2x2 pixels of a plane in contiguous memory; the last row or column of an odd number is left out.
struct Halved {
    explicit Halved(const Plane& from) : h(from.h / 2), w(from.w / 2), values(static_cast<std::size_t>(h) * w) {
        std::vector<float> above(from.w), below(from.w);
        for (int y = 0; y < h; ++y) {
            load_row(from, 2 * y, 0, from.w, above.data());
            load_row(from, 2 * y + 1, 0, from.w, below.data());
            float* to = values.data() + static_cast<std::size_t>(y) * w;
            for (int x = 0; x < w; ++x)
                to[x] = ((above[2 * x] + below[2 * x]) + (above[2 * x + 1] + below[2 * x + 1])) / 4;
        }
    }
    Plane plane() const { return {values.data(), Type::f32, h, w, w, 1}; }

    int h, w;
    std::vector<float> values;
};

Plane part_of(const Plane& plane, int top, int left, int h, int w) {
    const char* data = static_cast<const char*>(plane.data) + (top * plane.sh + left * plane.sw) * size_of(plane.type);
    return {data, plane.type, std::min(h, plane.h - top), std::min(w, plane.w - left), plane.sh, plane.sw};
}

}  // namespace

std::pair<int, int> best_position(const Plane& wide, const Plane& target, const Plane& weight, int candidates,
                                  int around) {
    const Halved half_wide(wide), half_target(target), half_weight(weight);
    const int rows = half_wide.h - half_target.h + 1, columns = half_wide.w - half_target.w + 1;
    std::vector<float> coarse(static_cast<std::size_t>(rows) * columns);
    displacement_errors(half_wide.plane(), half_target.plane(), half_weight.plane(), coarse.data());
    std::tuple<float, int, int> best{std::numeric_limits<float>::infinity(), 0, 0};
    std::vector<float> errors(static_cast<std::size_t>(2 * around + 1) * (2 * around + 1));
    for (int candidate = 0; candidate < candidates; ++candidate) {
        const int at = static_cast<int>(std::min_element(coarse.begin(), coarse.end()) - coarse.begin());
        const int row = at / columns, column = at % columns;
        for (int y = std::max(0, row - 1); y < std::min(rows, row + 2); ++y)
            for (int x = std::max(0, column - 1); x < std::min(columns, column + 2); ++x)
                coarse[static_cast<std::size_t>(y) * columns + x] = std::numeric_limits<float>::infinity();
        const int top = std::max(0, 2 * row - around), left = std::max(0, 2 * column - around);
        const Plane part = part_of(wide, top, left, target.h + 2 * around, target.w + 2 * around);
        const int across = part.w - target.w + 1;
        displacement_errors(part, target, weight, errors.data());
        const auto end = errors.begin() + static_cast<std::ptrdiff_t>(part.h - target.h + 1) * across;
        const auto least = std::min_element(errors.begin(), end);
        const int place = static_cast<int>(least - errors.begin());
        const std::tuple found{*least, top + place / across, left + place % across};
        best = candidate == 0 ? found : std::min(best, found);
    }
    return {std::get<1>(best), std::get<2>(best)};
}

}  // namespace df
