#include "kernels/squared_error.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace df {

namespace {

constexpr int kRows = 32, kGroup = 16;

// Everything is computed in float64: memory is slower than that.
template <bool kWrite, class R, class C, class G>
double row(const R* reference, std::ptrdiff_t r, const C* candidate, std::ptrdiff_t c, int count,
           const Scale& scale, double factor, G* gradient) {
    double lanes[kGroup] = {};
    const double a = scale.unit() / scale.first, b = scale.unit() / scale.second, per_unit = 1 / scale.unit();
    const auto one = [&](int i, int k) {
        const double gap =
            (static_cast<double>(candidate[i * c]) * b - static_cast<double>(reference[i * r]) * a) * per_unit;
        lanes[k] += gap * gap;
        if constexpr (kWrite) gradient[i] = static_cast<G>(gap * factor);
    };
    int i = 0;
    for (; i + kGroup <= count; i += kGroup)
        for (int k = 0; k < kGroup; ++k) one(i + k, k);
    for (int k = 0; i + k < count; ++k) one(i + k, k);
    double total = 0;
    for (const double lane : lanes) total += lane;
    return total;
}

template <class R, class C, class G>
double steps(const R* reference, std::ptrdiff_t r, const C* candidate, std::ptrdiff_t c, int count, const Scale& scale,
             double factor, G* gradient) {
    const auto with = [&](auto r_, auto c_) {
        return gradient ? row<true>(reference, r_, candidate, c_, count, scale, factor, gradient)
                        : row<false>(reference, r_, candidate, c_, count, scale, factor, gradient);
    };
    // A step that is known when this is compiled makes vectors.
    using One = std::integral_constant<std::ptrdiff_t, 1>;
    return r == 1 && c == 1 ? with(One{}, One{}) : with(r, c);
}

double any_row(const Plane& reference, const Plane& candidate, int y, const Scale& scale, double factor, Type type,
               void* gradient) {
    return visit(reference.type, reference.data, [&](auto* first) {
        return visit(candidate.type, candidate.data, [&](auto* second) {
            const auto run = [&](auto* out) {
                return steps(first + y * reference.sh, reference.sw, second + y * candidate.sh, candidate.sw,
                             reference.w, scale, factor, out);
            };
            return type == Type::f64 ? run(static_cast<double*>(gradient)) : run(static_cast<float*>(gradient));
        });
    });
}

constexpr int kMostInterleaved = 4;

// Whether all channels of a row lie side by side, as in files, or there is one.
bool is_flat(const Image& image) {
    return image.c <= kMostInterleaved && image.sw == image.c && (image.c == 1 || image.sc == 1);
}

// Bytes on one scale: squares of whole numbers add up without rounding.
bool is_bytes(const Image& reference, const Image& candidate, const Scale& scale) {
    return reference.type == Type::u8 && candidate.type == Type::u8 && scale.first == scale.second &&
           is_flat(reference) && is_flat(candidate);
}

// Adds to the sums of C channels that lie side by side.
template <int C>
void add_bytes(const std::uint8_t* reference, const std::uint8_t* candidate, int count, std::uint64_t* sums) {
    constexpr int kLanes = 16 * C, kMost = 1 << 14;  // so often 255^2 fits into 32 bits
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

void add_row(const Image& reference, const Image& candidate, int n, int y, std::uint64_t* sums) {
    const auto* first = static_cast<const std::uint8_t*>(reference.data) + n * reference.sn + y * reference.sh;
    const auto* second = static_cast<const std::uint8_t*>(candidate.data) + n * candidate.sn + y * candidate.sh;
    const int count = reference.w * reference.c;
    switch (reference.c) {
        case 1: return add_bytes<1>(first, second, count, sums);
        case 2: return add_bytes<2>(first, second, count, sums);
        case 3: return add_bytes<3>(first, second, count, sums);
        default: return add_bytes<4>(first, second, count, sums);
    }
}

std::vector<double> error_of_bytes(const Image& reference, const Image& candidate, const Scale& scale, Team& team) {
    const int h = reference.h, c = reference.c, bands = (h + kRows - 1) / kRows;
    std::vector<std::uint64_t> parts(static_cast<std::size_t>(reference.n) * bands * c);
    team.run(reference.n * bands, [&](int task, int) {
        const int from = task % bands * kRows, to = std::min(h, from + kRows);
        for (int y = from; y < to; ++y)
            add_row(reference, candidate, task / bands, y, parts.data() + static_cast<std::size_t>(task) * c);
    });
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(reference.n) * c);
    for (std::size_t i = 0; i < parts.size(); ++i) sums[i / (static_cast<std::size_t>(bands) * c) * c + i % c] += parts[i];
    std::vector<double> errors;
    for (const std::uint64_t sum : sums) errors.push_back(static_cast<double>(sum) / (scale.first * scale.first));
    return errors;
}

}  // namespace

std::vector<double> squared_error(const Image& reference, const Image& candidate, const Scale& scale,
                                  const Image* gradient, const std::vector<double>& factors, Team& team) {
    if (!gradient && is_bytes(reference, candidate, scale)) return error_of_bytes(reference, candidate, scale, team);
    const int planes = reference.n * reference.c, h = reference.h, bands = (h + kRows - 1) / kRows;
    std::vector<double> rows(static_cast<std::size_t>(planes) * h);
    team.run(planes * bands, [&](int task, int) {
        const int plane = task / bands, n = plane / reference.c, c = plane % reference.c;
        const Plane first = plane_of(reference, n, c), second = plane_of(candidate, n, c);
        const Plane out = gradient ? plane_of(*gradient, n, c) : Plane{};
        for (int y = task % bands * kRows; y < std::min(h, (task % bands + 1) * kRows); ++y) {
            void* to = nullptr;
            if (gradient)
                to = visit(out.type, out.data, [&](auto* data) -> void* {
                    return const_cast<void*>(static_cast<const void*>(data + y * out.sh));
                });
            rows[static_cast<std::size_t>(plane) * h + y] =
                any_row(first, second, y, scale, gradient ? factors[n] : 0, out.type, to);
        }
    });
    std::vector<double> sums(planes);
    for (std::size_t i = 0; i < rows.size(); ++i) sums[i / h] += rows[i];
    return sums;
}

}  // namespace df
