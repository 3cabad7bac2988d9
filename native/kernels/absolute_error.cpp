#include "kernels/absolute_error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "kernels/byte_sums.hpp"

namespace df {

namespace {

constexpr int kRows = 32, kGroup = 16;

// Returns the sum of a row and writes the gradient unless G is void. Everything is computed in float64, which takes
// less time than reading the images from memory.
template <class T, class G>
double add_sizes(const T* reference, const T* candidate, int count, const Scale& scale, double factor, G* gradient) {
    double lanes[kGroup] = {};
    const double a = scale.unit() / scale.first, b = scale.unit() / scale.second;
    const auto one = [&](int i, int k) {
        const double gap = static_cast<double>(candidate[i]) * b - static_cast<double>(reference[i]) * a;
        lanes[k] += std::fabs(gap);
        if constexpr (!std::is_void_v<G>)
            gradient[i] = static_cast<G>((gap > 0 ? factor : 0.0) - (gap < 0 ? factor : 0.0));
    };
    int i = 0;
    for (; i + kGroup <= count; i += kGroup)
        for (int k = 0; k < kGroup; ++k) one(i + k, k);
    for (int k = 0; i + k < count; ++k) one(i + k, k);
    double total = 0;
    for (const double lane : lanes) total += lane;
    return total / scale.unit();
}

class Rows {
public:
    Rows(const Scale& scale, double factor, int w) : scale_(scale), factor_(factor), first_(w), second_(w) {}

    double add(const Plane& first, const Plane& second, int y, const Plane* gradient) {
        const bool plain = first.sw == 1 && second.sw == 1 && first.type == second.type;
        if (plain && first.type == Type::f32) return write(at<float>(first, y), at<float>(second, y), y, gradient);
        if (plain && first.type == Type::f64) return write(at<double>(first, y), at<double>(second, y), y, gradient);
        load_row(first, y, 0, first.w, first_.data());
        load_row(second, y, 0, first.w, second_.data());
        return write(first_.data(), second_.data(), y, gradient);
    }

private:
    template <class T>
    static T* at(const Plane& plane, int y) {
        return const_cast<T*>(static_cast<const T*>(plane.data)) + y * plane.sh;
    }

    template <class T>
    double write(const T* first, const T* second, int y, const Plane* gradient) {
        const int count = static_cast<int>(first_.size());
        if (!gradient) return add_sizes(first, second, count, scale_, 0, static_cast<void*>(nullptr));
        if (gradient->type == Type::f64)
            return add_sizes(first, second, count, scale_, factor_, at<double>(*gradient, y));
        return add_sizes(first, second, count, scale_, factor_, at<float>(*gradient, y));
    }

    const Scale& scale_;
    double factor_;
    Buffer<double> first_, second_;
};

struct Absolute {
    int operator()(int gap) const { return gap < 0 ? -gap : gap; }
};

}  // namespace

std::vector<double> absolute_error(const Image& reference, const Image& candidate, const Scale& scale,
                                   const Image* gradient, double factor, Team& team) {
    const bool bytes = is_bytes(reference, candidate, scale);
    const auto exactly = [&] { return sums_of_bytes<Absolute>(reference, candidate, scale.first, team); };
    if (!gradient && bytes) return exactly();
    const int planes = reference.n * reference.c, h = reference.h, bands = (h + kRows - 1) / kRows;
    std::vector<double> rows(static_cast<std::size_t>(planes) * h);
    team.run(reference.n * bands, [&](int task, int) {
        const int n = task / bands, begin = task % bands * kRows;
        Rows row(scale, factor, reference.w);
        // All channels of a row follow each other, since they share memory where they are interleaved.
        for (int y = begin; y < std::min(h, begin + kRows); ++y)
            for (int c = 0; c < reference.c; ++c) {
                const Plane out = gradient ? plane_of(*gradient, n, c) : Plane{};
                rows[(static_cast<std::size_t>(n) * reference.c + c) * h + y] =
                    row.add(plane_of(reference, n, c), plane_of(candidate, n, c), y, gradient ? &out : nullptr);
            }
    });
    if (bytes) return exactly();  // the same score as without a gradient
    std::vector<double> sums(planes);
    for (std::size_t i = 0; i < rows.size(); ++i) sums[i / h] += rows[i];
    return sums;
}

}  // namespace df
