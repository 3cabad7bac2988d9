#include "kernels/response_sum.hpp"

namespace df {

namespace {

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
Response median_response(const SmallPlane& base, const SmallPlane& gap, const Weights& weight) {
    constexpr int kHalf = kSize / 2, kStep = kLanes<float>;
    const SmallPlane across(base.h(), base.w()), out(1, base.w());
    const Area& area = weight.area;
    for (int y = std::max(0, area.top - kHalf); y < std::min(base.h(), area.bottom + kHalf); ++y)
        for (int x = area.left; x < area.right; x += kStep)
            store(across.row(y) + x, median<kSize>([&](int i) { return base.row(y) + x + i - kHalf; }));
    ResponseSum sum(gap, weight);
    for (const int y : weight.rows) {
        const float* rows[kSize];
        for (int i = 0; i < kSize; ++i) rows[i] = across.row(mirrored(y + i - kHalf, base.h()));
        for (int x = area.left; x < area.right; x += kStep)
            store(out.row(0) + x, median<kSize>([&](int i) { return rows[i] + x; }));
        sum.add(y, out.row(0), base.row(y));
    }
    return sum.response();
}

}  // namespace

std::vector<Response> median_responses(const SmallPlane& base, const SmallPlane& gap, const Weights& weight,
                                       const std::vector<int>& sizes) {
    constexpr int kLargest = 9;
    const SmallPlane wide(base, kLargest / 2);
    for (int y = 0; y < base.h(); ++y) wide.reflect(y);
    std::vector<Response> found;
    for (const int size : sizes) {
        if (size == 3) found.push_back(median_response<3>(wide, gap, weight));
        else if (size == 5) found.push_back(median_response<5>(wide, gap, weight));
        else if (size == 7) found.push_back(median_response<7>(wide, gap, weight));
        else found.push_back(median_response<kLargest>(wide, gap, weight));
    }
    return found;
}

std::vector<Response> median_responses(const Plane& base, const Plane& gap, const Plane& weight,
                                       const std::vector<int>& sizes) {
    return median_responses(SmallPlane(base), SmallPlane(gap), Weights(weight), sizes);
}

}  // namespace df
