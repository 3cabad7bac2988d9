// The response of a prediction whose rows are computed one after another.

#pragma once

#include "kernels/explained.hpp"
#include "kernels/small_plane.hpp"

namespace df {

// Adds up the rows of a prediction, which is a filtered row minus the base.
class ResponseSum {
public:
    ResponseSum(const SmallPlane& gap, const Weights& weight) : gap_(gap), weight_(weight) {}

    // Pointers are to column 0.
    void add(int y, const float* filtered, const float* base) {
        const float *gap = gap_.row(y), *weight = weight_.row(y);
        Vec<float> square{}, product{};
        for (int x = weight_.area.left; x < weight_.area.right; x += kLanes<float>) {
            const Vec<float> change = load(filtered + x) - load(base + x), weighted = load(weight + x) * change;
            square += weighted * change, product += weighted * load(gap + x);
        }
        square_.add(square), product_.add(product);
    }
    Response response() const { return {square_.total() / weight_.total, product_.total() / weight_.total}; }

private:
    const SmallPlane& gap_;
    const Weights& weight_;
    LaneSum square_, product_;
};

}  // namespace df
