#include "kernels/explained.hpp"
#include "kernels/small_plane.hpp"

namespace df {

NeighbourSums neighbour_sums(const SmallPlane& plane, const Weights& weight, double mean) {
    constexpr float kLeast = 1e-9f;
    const Area& area = weight.area;
    const SmallPlane values(plane.h(), plane.w(), 1);
    float greatest = kLeast;
    for (int y = area.top; y < area.bottom; ++y)
        for (int x = area.left; x < area.right; ++x) {
            const float value = weight.row(y)[x] != 0 ? plane.row(y)[x] - static_cast<float>(mean) : 0.0f;
            values.row(y)[x] = value, greatest = std::max(greatest, std::abs(value));
        }
    // Squares of huge values would overflow.
    for (int y = area.top; y < area.bottom; ++y)
        for (int x = area.left; x < area.right; ++x) values.row(y)[x] /= greatest;
    LaneSum square, fourth, beside, above;
    for (int y = area.top; y < area.bottom; ++y) {
        const float *row = values.row(y), *up = y > area.top ? values.row(y - 1) : nullptr;
        Vec<float> squares{}, fourths{}, besides{}, aboves{};
        for (int x = area.left; x < area.right; x += kLanes<float>) {
            const Vec<float> value = load(row + x), power = value * value;
            squares += power, fourths += power * power, besides += value * load(row + x + 1);
            if (up) aboves += value * load(up + x);
        }
        square.add(squares), fourth.add(fourths), beside.add(besides), above.add(aboves);
    }
    return {square.total(), fourth.total(), beside.total(), above.total()};
}

NeighbourSums neighbour_sums(const Plane& plane, const Plane& weight, double mean) {
    return neighbour_sums(SmallPlane(plane), Weights(weight), mean);
}

}  // namespace df
