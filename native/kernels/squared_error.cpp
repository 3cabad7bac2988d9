#include "kernels/squared_error.hpp"

#include <algorithm>

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

}  // namespace

std::vector<double> squared_error(const Image& reference, const Image& candidate, const Scale& scale,
                                  const Image* gradient, const std::vector<double>& factors, Team& team) {
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
