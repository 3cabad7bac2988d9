#include "kernels/explained.hpp"

#include "kernels/small_plane.hpp"

namespace df {

namespace {

// The planes that predictions are compared with.
struct Compared {
    Compared(const Plane& base_of, const Plane& gap_of, const Plane& weight_of, int margin = 0)
        : base(base_of, margin), gap(gap_of), weight(weight_of), area(area_of(weight)), rows(rows_of(weight, area)),
          total(total_of(weight)) {}
    SmallPlane base, gap, weight;
    Area area;
    std::vector<int> rows;
    double total;
};

// Adds the rows of a filter's output, whose pointer is to column 0, to a response.
class Total {
public:
    explicit Total(const Compared& planes) : planes_(planes) {}

    void add(int y, const float* filtered) { add(y, filtered, planes_.base.row(y)); }

    // The prediction is the filtered row minus `base`.
    void add(int y, const float* filtered, const float* base) {
        const float *gap = planes_.gap.row(y), *weight = planes_.weight.row(y);
        Vec<float> square{}, product{};
        for (int x = planes_.area.left; x < planes_.area.right; x += kLanes<float>) {
            const Vec<float> change = load(filtered + x) - load(base + x), weighted = load(weight + x) * change;
            square += weighted * change, product += weighted * load(gap + x);
        }
        square_.add(square), product_.add(product);
    }
    Response response() const { return {square_.total() / planes_.total, product_.total() / planes_.total}; }

private:
    const Compared& planes_;
    LaneSum square_, product_;
};

void order(Vec<float>& low, Vec<float>& high) {
    const Vec<float> least = low < high ? low : high;
    high = low < high ? high : low;
    low = least;
}

// Moves the least of several vectors to the front and the greatest to the back, lane by lane.
template <int kSize>
void move_extremes(Vec<float>* v) {
    for (int i = 0; i < kSize / 2; ++i) order(v[i], v[kSize - 1 - i]);
    for (int i = 1; i < (kSize + 1) / 2; ++i) order(v[0], v[i]);
    for (int i = kSize / 2; i < kSize - 1; ++i) order(v[i], v[kSize - 1]);
}

// The median of an odd number of values that follow v: of just over half of them the least and the greatest cannot be
// the median, so they are dropped and one more value is taken in, until three are left.
template <int kHeld>
Vec<float> reduce_to_median(Vec<float>* v, const Vec<float>* rest) {
    move_extremes<kHeld>(v);
    if constexpr (kHeld == 3) {
        return v[1];
    } else {
        v[kHeld - 1] = *rest;
        return reduce_to_median<kHeld - 1>(v + 1, rest + 1);
    }
}

template <int kSize, class At>
Vec<float> median(const At& at) {
    constexpr int kHeld = kSize / 2 + 2;
    Vec<float> held[kHeld], rest[kSize - kHeld + 1];
    for (int i = 0; i < kHeld; ++i) held[i] = load(at(i));
    for (int i = kHeld; i < kSize; ++i) rest[i - kHeld] = load(at(i));
    return reduce_to_median<kHeld>(held, rest);
}

template <int kSize>
Response median_response(const Compared& planes) {
    constexpr int kHalf = kSize / 2, kStep = kLanes<float>;
    const SmallPlane &base = planes.base, across(base.h(), base.w()), out(1, base.w());
    const Area& area = planes.area;
    for (int y = std::max(0, area.top - kHalf); y < std::min(base.h(), area.bottom + kHalf); ++y)
        for (int x = area.left; x < area.right; x += kStep)
            store(across.row(y) + x, median<kSize>([&](int i) { return base.row(y) + x + i - kHalf; }));
    Total total(planes);
    for (const int y : planes.rows) {
        const float* rows[kSize];
        for (int i = 0; i < kSize; ++i) rows[i] = across.row(mirrored(y + i - kHalf, base.h()));
        for (int x = area.left; x < area.right; x += kStep)
            store(out.row(0) + x, median<kSize>([&](int i) { return rows[i] + x; }));
        total.add(y, out.row(0));
    }
    return total.response();
}

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

// Adds a multiple of a row of whole vectors to another.
void add_row(float* to, float factor, const float* from, int count) {
    for (int x = 0; x < count; x += kLanes<float>) store(to + x, load(to + x) + factor * load(from + x));
}

// The product of two matrices, whose rows are added up.
SmallPlane product_of(const SmallPlane& first, const SmallPlane& second) {
    SmallPlane product(first.h(), second.w());
    for (int y = 0; y < first.h(); ++y)
        for (int k = 0; k < first.w(); ++k) add_row(product.row(y), first.row(y)[k], second.row(k), second.w());
    return product;
}

}  // namespace

Response cut_response(const Plane& base, const Plane& gap, const Plane& weight, const LowWaves& waves,
                      const std::vector<double>& blur) {
    const Compared planes(base, gap, weight);
    const SmallPlane columns(waves.along_columns), rows(waves.along_rows), kept(waves.kept);
    const SmallPlane strengths = product_of(product_of(columns, planes.base), rows.turned());
    for (int y = 0; y < strengths.h(); ++y)
        for (int x = 0; x < strengths.w(); ++x) strengths.row(y)[x] *= kept.row(y)[x];
    const SmallPlane parts = product_of(strengths, rows), line(1, base.w);
    RowBlur blurred(planes.base, blur);
    Total total(planes);
    for (const int y : planes.rows) {
        std::fill_n(line.row(0), base.w, 0.0f);
        for (int k = 0; k < columns.h(); ++k) add_row(line.row(0), columns.row(k)[y], parts.row(k), base.w);
        total.add(y, line.row(0), blurred.row(y, planes.area.left, planes.area.right));
    }
    return total.response();
}

std::vector<Response> blur_responses(const Plane& base, const Plane& gap, const Plane& weight,
                                     const std::vector<std::vector<double>>& blurs) {
    const Compared planes(base, gap, weight);
    const Area& area = planes.area;
    std::vector<Response> found;
    for (const std::vector<double>& weights : blurs) {
        RowBlur blurred(planes.base, weights);
        Total total(planes);
        for (const int y : planes.rows) total.add(y, blurred.row(y, area.left, area.right));
        found.push_back(total.response());
    }
    return found;
}

std::vector<Response> median_responses(const Plane& base, const Plane& gap, const Plane& weight,
                                       const std::vector<int>& sizes) {
    constexpr int kLargest = 9;
    const Compared planes(base, gap, weight, kLargest / 2);
    for (int y = 0; y < base.h; ++y) planes.base.reflect(y);
    std::vector<Response> found;
    for (const int size : sizes) {
        if (size == 3) found.push_back(median_response<3>(planes));
        else if (size == 5) found.push_back(median_response<5>(planes));
        else if (size == 7) found.push_back(median_response<7>(planes));
        else found.push_back(median_response<kLargest>(planes));
    }
    return found;
}

std::vector<std::array<double, 3>> band_energies(const Plane& first, const Plane& second, const Plane& weight,
                                                 const std::vector<std::vector<double>>& blurs) {
    const SmallPlane one(first), other(second), weights(weight);
    const Area area = area_of(weights);
    std::vector<RowBlur> of_one, of_other;
    for (const std::vector<double>& blur : blurs) of_one.emplace_back(one, blur), of_other.emplace_back(other, blur);
    std::vector<std::array<LaneSum, 3>> sums(blurs.size());
    for (const int y : rows_of(weights, area)) {
        const float *fine1 = one.row(y), *fine2 = other.row(y), *weight_row = weights.row(y);
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
    const double whole = total_of(weights);
    for (const auto& band : sums)
        energies.push_back({band[0].total() / whole, band[1].total() / whole, band[2].total() / whole});
    return energies;
}

std::pair<double, double> blurred_means(const Plane& plane, const Plane& weight, const std::vector<double>& blur) {
    const SmallPlane values(plane), weights(weight);
    const Area area = area_of(weights);
    RowBlur blurred(values, blur);
    LaneSum sum, square;
    for (const int y : rows_of(weights, area)) {
        const float *row = blurred.row(y, area.left, area.right), *counted = weights.row(y);
        Vec<float> values_sum{}, squares{};
        for (int x = area.left; x < area.right; x += kLanes<float>) {
            const Vec<float> value = load(row + x), part = load(counted + x) * value;
            values_sum += part, squares += part * value;
        }
        sum.add(values_sum), square.add(squares);
    }
    const double whole = total_of(weights);
    return {sum.total() / whole, square.total() / whole};
}

PlaneSums weighted_sums(const Plane& first, const Plane& second, const Plane& weight) {
    const SmallPlane one(first), other(second), weights(weight);
    const Area area = area_of(weights);
    SumsOfRows sums;
    for (const int y : rows_of(weights, area))
        sums.add(area, weights.row(y), [&](int x) { return std::pair(load(one.row(y) + x), load(other.row(y) + x)); });
    return sums.totals();
}

PlaneSums compare_detail(const Plane& first, const Plane& second, const Plane& weight, const std::vector<double>& blur,
                         int edge, float* inner) {
    const SmallPlane one(first), other(second), weights(weight), counts(first.h, first.w);
    bool found = false;
    for_inner(
        first.h, first.w, edge, [&](int y, int x) { return weights.row(y)[x] != 0; },
        [&](int y, int x) { counts.row(y)[x] = 1, found = true; });
    if (!found)
        for (int y = 0; y < first.h; ++y) std::copy_n(weights.row(y), first.w, counts.row(y));
    const Area area = area_of(counts);
    RowBlur blur1(one, blur), blur2(other, blur);
    SumsOfRows sums;
    for (const int y : rows_of(counts, area)) {
        const float *coarse1 = blur1.row(y, area.left, area.right), *coarse2 = blur2.row(y, area.left, area.right);
        sums.add(area, counts.row(y), [&](int x) {
            return std::pair(load(one.row(y) + x) - load(coarse1 + x), load(other.row(y) + x) - load(coarse2 + x));
        });
    }
    for (int y = 0; y < counts.h(); ++y, inner += counts.w()) std::copy_n(counts.row(y), counts.w(), inner);
    return sums.totals();
}

void blur_small(const Plane& plane, const std::vector<double>& weights, float* out) {
    const SmallPlane from(plane);
    RowBlur rows(from, weights);
    for (int y = 0; y < plane.h; ++y, out += plane.w) std::copy_n(rows.row(y, 0, plane.w), plane.w, out);
}

void reduce_noise(const Plane& plane, int size, double variance, float* out) {
    const SmallPlane values(plane), squares(plane.h, plane.w), result(1, plane.w);
    const std::vector<double> weights(size / 2 + 1, 1.0 / size);
    for (int y = 0; y < plane.h; ++y)
        for (int x = 0; x < plane.w; ++x) squares.row(y)[x] = values.row(y)[x] * values.row(y)[x];
    RowBlur means(values, weights), mean_squares(squares, weights);
    const Vec<float> noise = splat(static_cast<float>(variance));
    for (int y = 0; y < plane.h; ++y, out += plane.w) {
        const float *mean = means.row(y, 0, plane.w), *square = mean_squares.row(y, 0, plane.w);
        for (int x = 0; x < plane.w; x += kLanes<float>) {
            const Vec<float> m = load(mean + x), spread = at_least(load(square + x) - m * m, splat(1e-6f));
            const Vec<float> kept = at_least(1.0f - noise / spread, splat(0.0f));
            store(result.row(0) + x, m + kept * (load(values.row(y) + x) - m));
        }
        std::copy_n(result.row(0), plane.w, out);
    }
}

}  // namespace df
