#include "kernels/squared_error.hpp"

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "kernels/byte_sums.hpp"

namespace df {

namespace {

constexpr int kRows = 32, kGroup = 16;

using One = std::integral_constant<std::ptrdiff_t, 1>;  // a constant stride, with which loops are vectorized

// Returns the sum of the squared differences of a row and writes the gradient unless G is void. Everything is computed
// in float64, which takes less time than reading the images from memory.
template <class R, class C, class G, class Stride>
double add_squares(const R* reference, Stride r, const C* candidate, Stride c, int count, const Scale& scale,
                   double factor, G* gradient) {
    double lanes[kGroup] = {};
    const double a = scale.unit() / scale.first, b = scale.unit() / scale.second, per_unit = 1 / scale.unit();
    const auto one = [&](int i, int k) {
        const double gap =
            (static_cast<double>(candidate[i * c]) * b - static_cast<double>(reference[i * r]) * a) * per_unit;
        lanes[k] += gap * gap;
        if constexpr (!std::is_void_v<G>) gradient[i] = static_cast<G>(gap * factor);
    };
    int i = 0;
    for (; i + kGroup <= count; i += kGroup) {
        if constexpr (std::is_same_v<Stride, One>) {
#pragma GCC unroll 16  // -O2 would keep the lanes in memory
            for (int k = 0; k < kGroup; ++k) one(i + k, k);
        } else {
            for (int k = 0; k < kGroup; ++k) one(i + k, k);
        }
    }
    for (int k = 0; i + k < count; ++k) one(i + k, k);
    double total = 0;
    for (const double lane : lanes) total += lane;
    return total;
}

// The same for images of any types and strides.
template <class G>
double row(const Plane& reference, const Plane& candidate, int y, const Scale& scale, double factor, G* gradient) {
    const int count = reference.w;
    const auto add = [&](auto* first, auto* second) {
        first += y * reference.sh, second += y * candidate.sh;
        return reference.sw == 1 && candidate.sw == 1
                   ? add_squares(first, One{}, second, One{}, count, scale, factor, gradient)
                   : add_squares(first, reference.sw, second, candidate.sw, count, scale, factor, gradient);
    };
    if constexpr (std::is_void_v<G>) {
        return visit(reference.type, reference.data, [&](auto* first) {
            return visit(candidate.type, candidate.data, [&](auto* second) { return add(first, second); });
        });
    } else if (reference.type == candidate.type) {
        return visit(reference.type, reference.data,
                     [&](auto* first) { return add(first, static_cast<decltype(first)>(candidate.data)); });
    } else {
        // Gradients of images of different types are rare. Converting both first saves many loops to compile.
        const Buffer<double> first(count), second(count);
        load_row(reference, y, 0, count, first.data());
        load_row(candidate, y, 0, count, second.data());
        return add_squares(first.data(), One{}, second.data(), One{}, count, scale, factor, gradient);
    }
}

double any_row(const Plane& reference, const Plane& candidate, int y, const Scale& scale, double factor,
               const Plane* gradient) {
    if (!gradient) return row<void>(reference, candidate, y, scale, factor, nullptr);
    const std::ptrdiff_t first = y * gradient->sh;
    if (gradient->type == Type::f64)
        return row(reference, candidate, y, scale, factor,
                   const_cast<double*>(static_cast<const double*>(gradient->data)) + first);
    return row(reference, candidate, y, scale, factor,
               const_cast<float*>(static_cast<const float*>(gradient->data)) + first);
}

struct Square {
    int operator()(int gap) const { return gap * gap; }
};

}  // namespace

std::vector<double> squared_error(const Image& reference, const Image& candidate, const Scale& scale,
                                  const Image* gradient, const std::vector<double>& factors, Team& team) {
    const bool bytes = is_bytes(reference, candidate, scale);
    const auto exactly = [&] { return sums_of_bytes<Square>(reference, candidate, scale.first * scale.first, team); };
    if (!gradient && bytes) return exactly();
    const int planes = reference.n * reference.c, h = reference.h, bands = (h + kRows - 1) / kRows;
    std::vector<double> rows(static_cast<std::size_t>(planes) * h);
    team.run(planes * bands, [&](int task, int) {
        const int plane = task / bands, n = plane / reference.c, c = plane % reference.c;
        const Plane first = plane_of(reference, n, c), second = plane_of(candidate, n, c);
        const Plane out = gradient ? plane_of(*gradient, n, c) : Plane{};
        for (int y = task % bands * kRows; y < std::min(h, (task % bands + 1) * kRows); ++y)
            rows[static_cast<std::size_t>(plane) * h + y] =
                any_row(first, second, y, scale, gradient ? factors[n] : 0, gradient ? &out : nullptr);
    });
    // Exact sums here too, so that the score is the same with and without a gradient.
    if (bytes) return exactly();
    std::vector<double> sums(planes);
    for (std::size_t i = 0; i < rows.size(); ++i) sums[i / h] += rows[i];
    return sums;
}

}  // namespace df
