#include "kernels/displacement.hpp"

#include <algorithm>
#include <vector>

#include "kernels/response_sum.hpp"

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

SmallPlane blurred(const SmallPlane& plane, const std::vector<double>& weights) {
    SmallPlane to(plane.h(), plane.w());
    RowBlur rows(plane, weights);
    for (int y = 0; y < plane.h(); ++y) std::copy_n(rows.row(y, 0, plane.w()), plane.w(), to.row(y));
    return to;
}

// The normal equations of one step: sums of products of the slopes along rows (y) and columns (x), and of these with
// the difference that is left.
struct Equations {
    LaneSum yy, xy, xx, y, x;
};

class Steepness {
public:
    Steepness(const Weights& weight, const SmallPlane& second)
        : weight_(weight), second_(second), area_(weight.area), mean_(second.h(), second.w(), 1),
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

    const Weights& weight_;
    const SmallPlane& second_;
    const Area& area_;
    SmallPlane mean_, left_;
};

}  // namespace

std::optional<std::pair<double, double>> follow_displacement(const SmallPlane& first, const SmallPlane& second,
                                                             const Weights& weight, const std::vector<double>& blur,
                                                             const Steps& steps) {
    const SmallPlane one = blurred(first, blur), other = blurred(second, blur);
    const double count = weight.total;
    Steepness steepness(weight, other);
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

std::optional<std::pair<double, double>> follow_displacement(const Plane& first, const Plane& second,
                                                             const Plane& weight, const std::vector<double>& blur,
                                                             const Steps& steps) {
    return follow_displacement(SmallPlane(first), SmallPlane(second), Weights(weight), blur, steps);
}

Response displacement_response(const SmallPlane& base, const SmallPlane& gap, const Weights& weight, double rows,
                               double columns) {
    RowShift moved(base, rows, columns);
    ResponseSum sum(gap, weight);
    for (const int y : weight.rows) sum.add(y, moved.row(y), base.row(y));
    return sum.response();
}

Response displacement_response(const Plane& base, const Plane& gap, const Plane& weight, double rows, double columns) {
    return displacement_response(SmallPlane(base), SmallPlane(gap), Weights(weight), rows, columns);
}

}  // namespace df
