#include "kernels/squared_error.hpp"

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

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

constexpr int kMostInterleaved = 4;

// Whether a row holds all channels interleaved and without gaps.
bool is_flat(const Image& image) {
    return image.c <= kMostInterleaved && image.sw == image.c && (image.c == 1 || image.sc == 1);
}

// Whether both images hold bytes of the same scale, whose squared differences are summed exactly in integers.
bool is_bytes(const Image& reference, const Image& candidate, const Scale& scale) {
    return reference.type == Type::u8 && candidate.type == Type::u8 && scale.first == scale.second &&
           is_flat(reference) && is_flat(candidate);
}

// Adds the squared differences of a row of C interleaved channels to their sums.
template <int C>
void add_bytes(const std::uint8_t* reference, const std::uint8_t* candidate, int count, std::uint64_t* sums) {
    constexpr int kLanes = 16 * C, kMost = 1 << 14;  // 32 bits hold 2^14 times 255^2
    for (int start = 0; start < count; start += kMost * kLanes) {
        const int end = count - start > kMost * kLanes ? start + kMost * kLanes : count;
        std::uint32_t lanes[kLanes] = {};
        int i = start;
        const auto one = [&](int k) {
            const int gap = int(candidate[i + k]) - int(reference[i + k]);
            lanes[k] += static_cast<std::uint32_t>(gap * gap);
        };
        for (; i + kLanes <= end; i += kLanes)
            for (int k = 0; k < kLanes; ++k) one(k);
        for (int k = 0; i + k < end; ++k) one(k);
        for (int k = 0; k < kLanes; ++k) sums[k % C] += lanes[k];
    }
}

void add_byte_row(const Image& reference, const Image& candidate, int n, int y, std::uint64_t* sums) {
    const auto* first = static_cast<const std::uint8_t*>(reference.data) + n * reference.sn + y * reference.sh;
    const auto* second = static_cast<const std::uint8_t*>(candidate.data) + n * candidate.sn + y * candidate.sh;
    const int count = reference.w * reference.c;
    switch (reference.c) {
        case 1:
            return add_bytes<1>(first, second, count, sums);
        case 2:
            return add_bytes<2>(first, second, count, sums);
        case 3:
            return add_bytes<3>(first, second, count, sums);
        default:
            return add_bytes<4>(first, second, count, sums);
    }
}

std::vector<double> error_of_bytes(const Image& reference, const Image& candidate, const Scale& scale, Team& team) {
    const int h = reference.h, c = reference.c, bands = (h + kRows - 1) / kRows;
    std::vector<std::uint64_t> parts(static_cast<std::size_t>(reference.n) * bands * c);
    team.run(reference.n * bands, [&](int task, int) {
        const int from = task % bands * kRows, to = std::min(h, from + kRows);
        for (int y = from; y < to; ++y)
            add_byte_row(reference, candidate, task / bands, y, parts.data() + static_cast<std::size_t>(task) * c);
    });
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(reference.n) * c);
    for (std::size_t i = 0; i < parts.size(); ++i)
        sums[i / (static_cast<std::size_t>(bands) * c) * c + i % c] += parts[i];
    std::vector<double> errors;
    for (const std::uint64_t sum : sums) errors.push_back(static_cast<double>(sum) / (scale.first * scale.first));
    return errors;
}

}  // namespace

std::vector<double> squared_error(const Image& reference, const Image& candidate, const Scale& scale,
                                  const Image* gradient, const std::vector<double>& factors, Team& team) {
    const bool bytes = is_bytes(reference, candidate, scale);
    if (!gradient && bytes) return error_of_bytes(reference, candidate, scale, team);
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
    if (bytes) return error_of_bytes(reference, candidate, scale, team);
    std::vector<double> sums(planes);
    for (std::size_t i = 0; i < rows.size(); ++i) sums[i / h] += rows[i];
    return sums;
}

}  // namespace df
