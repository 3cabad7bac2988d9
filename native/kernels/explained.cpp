#include "kernels/explained.hpp"

#include "kernels/response_sum.hpp"

namespace df {

namespace {

// Weighted sums of the rows of two planes.
class SumsOfRows {
public:
    template <class At>
    void add(const Area& area, const float* weights, const At& at) {
        Vec<float> count{}, first{}, second{}, first_square{}, second_square{}, product{};
        for (int x = area.left; x < area.right; x += kLanes<float>) {
            const auto [a, b] = at(x);
            const Vec<float> weight = load(weights + x), wa = weight * a, wb = weight * b;
            count += weight, first += wa, second += wb;
            first_square += wa * a, second_square += wb * b, product += wa * b;
        }
        count_.add(count), first_.add(first), second_.add(second);
        first_square_.add(first_square), second_square_.add(second_square), product_.add(product);
    }
    PlaneSums totals() const {
        return {count_.total(),        first_.total(),         second_.total(),
                first_square_.total(), second_square_.total(), product_.total()};
    }

private:
    LaneSum count_, first_, second_, first_square_, second_square_, product_;
};

// Writes the sum of the rows of a matrix, each multiplied by a factor.
template <class Factor>
void combine_rows(const SmallPlane& rows, const Factor& factor, float* to) {
    in_parts(0, rows.w(), [&](int x, auto parts) {
        constexpr int kParts = decltype(parts)::value, kStep = kLanes<float>;
        Vec<float> sums[kParts] = {};
        for (int k = 0; k < rows.h(); ++k) {
            const Vec<float> share = splat(factor(k));
            for (int p = 0; p < kParts; ++p) sums[p] += share * load(rows.row(k) + x + p * kStep);
        }
        for (int p = 0; p < kParts; ++p) store(to + x + p * kStep, sums[p]);
    });
}

SmallPlane product_of(const SmallPlane& first, const SmallPlane& second) {
    SmallPlane product(first.h(), second.w());
    for (int y = 0; y < first.h(); ++y) combine_rows(second, [&](int k) { return first.row(y)[k]; }, product.row(y));
    return product;
}

// 1 where all weights within `edge` pixels are not 0, and none of these pixels is beyond the plane.
SmallPlane inner_of(const SmallPlane& weights, int edge) {
    const int h = weights.h(), w = weights.w(), size = 2 * edge + 1;
    const Vec<float> one = splat(1.0f), zero{};
    const SmallPlane line(1, w, edge);
    SmallPlane inner(h, w);
    for (int y = edge; y < h - edge; ++y) {
        for (int x = 0; x < w; x += kLanes<float>) {
            auto all = load(weights.row(y - edge) + x) != zero;
            for (int k = 1; k < size; ++k) all &= load(weights.row(y - edge + k) + x) != zero;
            store(line.row(0) + x, all ? one : zero);
        }
        for (int x = 0; x < w; x += kLanes<float>) {
            auto all = load(line.row(0) + x - edge) != zero;
            for (int k = 1; k < size; ++k) all &= load(line.row(0) + x - edge + k) != zero;
            store(inner.row(y) + x, all ? one : zero);
        }
    }
    return inner;
}

bool is_empty(const SmallPlane& weights) {
    for (int y = 0; y < weights.h(); ++y)
        if (std::any_of(weights.row(y), weights.row(y) + weights.w(), [](float weight) { return weight != 0; }))
            return false;
    return true;
}

}  // namespace

Response cut_response(const SmallPlane& base, const SmallPlane& gap, const Weights& weight, const LowWaves& waves,
                      const std::vector<double>& blur) {
    const SmallPlane columns(waves.along_columns), rows(waves.along_rows), kept(waves.kept);
    const SmallPlane strengths = product_of(product_of(columns, base), rows.turned());
    for (int y = 0; y < strengths.h(); ++y)
        for (int x = 0; x < strengths.w(); ++x) strengths.row(y)[x] *= kept.row(y)[x];
    const SmallPlane parts = product_of(strengths, rows), line(1, base.w());
    RowBlur blurred(base, blur);
    ResponseSum sum(gap, weight);
    for (const int y : weight.rows) {
        combine_rows(parts, [&](int k) { return columns.row(k)[y]; }, line.row(0));
        sum.add(y, line.row(0), blurred.row(y, weight.area.left, weight.area.right));
    }
    return sum.response();
}

Response cut_response(const Plane& base, const Plane& gap, const Plane& weight, const LowWaves& waves,
                      const std::vector<double>& blur) {
    return cut_response(SmallPlane(base), SmallPlane(gap), Weights(weight), waves, blur);
}

std::vector<Response> blur_responses(const SmallPlane& base, const SmallPlane& gap, const Weights& weight,
                                     const std::vector<std::vector<double>>& blurs) {
    std::vector<Response> found;
    for (const std::vector<double>& weights : blurs) {
        RowBlur blurred(base, weights);
        ResponseSum sum(gap, weight);
        for (const int y : weight.rows) sum.add(y, blurred.row(y, weight.area.left, weight.area.right), base.row(y));
        found.push_back(sum.response());
    }
    return found;
}

std::vector<Response> blur_responses(const Plane& base, const Plane& gap, const Plane& weight,
                                     const std::vector<std::vector<double>>& blurs) {
    return blur_responses(SmallPlane(base), SmallPlane(gap), Weights(weight), blurs);
}

std::vector<std::array<double, 3>> band_energies(const SmallPlane& one, const SmallPlane& other, const Weights& weight,
                                                 const std::vector<std::vector<double>>& blurs) {
    const Area& area = weight.area;
    std::vector<RowBlur> of_one, of_other;
    for (const std::vector<double>& blur : blurs) of_one.emplace_back(one, blur), of_other.emplace_back(other, blur);
    std::vector<std::array<LaneSum, 3>> sums(blurs.size());
    for (const int y : weight.rows) {
        const float *fine1 = one.row(y), *fine2 = other.row(y), *weight_row = weight.row(y);
        for (std::size_t band = 0; band < blurs.size(); ++band) {
            const float *coarse1 = of_one[band].row(y, area.left, area.right),
                        *coarse2 = of_other[band].row(y, area.left, area.right);
            Vec<float> square1{}, square2{}, square{};
            for (int x = area.left; x < area.right; x += kLanes<float>) {
                const Vec<float> w = load(weight_row + x), a = load(fine1 + x) - load(coarse1 + x),
                                 b = load(fine2 + x) - load(coarse2 + x), gap = b - a;
                square1 += w * a * a, square2 += w * b * b, square += w * gap * gap;
            }
            sums[band][0].add(square1), sums[band][1].add(square2), sums[band][2].add(square);
            fine1 = coarse1, fine2 = coarse2;
        }
    }
    std::vector<std::array<double, 3>> energies;
    for (const auto& band : sums)
        energies.push_back(
            {band[0].total() / weight.total, band[1].total() / weight.total, band[2].total() / weight.total});
    return energies;
}

std::vector<std::array<double, 3>> band_energies(const Plane& first, const Plane& second, const Plane& weight,
                                                 const std::vector<std::vector<double>>& blurs) {
    return band_energies(SmallPlane(first), SmallPlane(second), Weights(weight), blurs);
}

std::pair<double, double> blurred_means(const SmallPlane& plane, const Weights& weight,
                                        const std::vector<double>& blur) {
    const Area& area = weight.area;
    RowBlur blurred(plane, blur);
    LaneSum sum, square;
    for (const int y : weight.rows) {
        const float *row = blurred.row(y, area.left, area.right), *counted = weight.row(y);
        Vec<float> values_sum{}, squares{};
        for (int x = area.left; x < area.right; x += kLanes<float>) {
            const Vec<float> value = load(row + x), part = load(counted + x) * value;
            values_sum += part, squares += part * value;
        }
        sum.add(values_sum), square.add(squares);
    }
    return {sum.total() / weight.total, square.total() / weight.total};
}

std::pair<double, double> blurred_means(const Plane& plane, const Plane& weight, const std::vector<double>& blur) {
    return blurred_means(SmallPlane(plane), Weights(weight), blur);
}

PlaneSums weighted_sums(const SmallPlane& first, const SmallPlane& second, const Weights& weight) {
    SumsOfRows sums;
    for (const int y : weight.rows)
        sums.add(weight.area, weight.row(y),
                 [&](int x) { return std::pair(load(first.row(y) + x), load(second.row(y) + x)); });
    return sums.totals();
}

PlaneSums weighted_sums(const Plane& first, const Plane& second, const Plane& weight) {
    return weighted_sums(SmallPlane(first), SmallPlane(second), Weights(weight));
}

PlaneSums compare_detail(const SmallPlane& first, const SmallPlane& second, const SmallPlane& weight,
                         const std::vector<double>& blur, int edge, float* inner) {
    SmallPlane chosen = inner_of(weight, edge);
    const Weights counts(is_empty(chosen) ? SmallPlane(weight, 0) : std::move(chosen));
    const Area& area = counts.area;
    RowBlur blur1(first, blur), blur2(second, blur);
    SumsOfRows sums;
    for (const int y : counts.rows) {
        const float *coarse1 = blur1.row(y, area.left, area.right), *coarse2 = blur2.row(y, area.left, area.right);
        sums.add(area, counts.row(y), [&](int x) {
            return std::pair(load(first.row(y) + x) - load(coarse1 + x), load(second.row(y) + x) - load(coarse2 + x));
        });
    }
    counts.plane.write(inner);
    return sums.totals();
}

PlaneSums compare_detail(const Plane& first, const Plane& second, const Plane& weight, const std::vector<double>& blur,
                         int edge, float* inner) {
    return compare_detail(SmallPlane(first), SmallPlane(second), SmallPlane(weight), blur, edge, inner);
}

void blur_small(const Plane& plane, const std::vector<double>& weights, float* out) {
    const SmallPlane from(plane);
    RowBlur rows(from, weights);
    for (int y = 0; y < plane.h; ++y, out += plane.w) std::copy_n(rows.row(y, 0, plane.w), plane.w, out);
}

SmallPlane noise_reduced(const SmallPlane& values, int size, double variance) {
    const int h = values.h(), w = values.w();
    const SmallPlane squares(h, w), line(1, w);
    SmallPlane result(h, w);
    const std::vector<double> weights(size / 2 + 1, 1.0 / size);
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) squares.row(y)[x] = values.row(y)[x] * values.row(y)[x];
    RowBlur means(values, weights), mean_squares(squares, weights);
    const Vec<float> noise = splat(static_cast<float>(variance));
    for (int y = 0; y < h; ++y) {
        const float *mean = means.row(y, 0, w), *square = mean_squares.row(y, 0, w);
        for (int x = 0; x < w; x += kLanes<float>) {
            const Vec<float> m = load(mean + x), spread = at_least(load(square + x) - m * m, splat(1e-6f));
            const Vec<float> kept = at_least(1.0f - noise / spread, splat(0.0f));
            store(line.row(0) + x, m + kept * (load(values.row(y) + x) - m));
        }
        std::copy_n(line.row(0), w, result.row(y));
    }
    return result;
}

void reduce_noise(const Plane& plane, int size, double variance, float* out) {
    noise_reduced(SmallPlane(plane), size, variance).write(out);
}

}  // namespace df
