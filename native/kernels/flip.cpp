#include "kernels/flip.hpp"

#include <algorithm>
#include <type_traits>

#include "kernels/flip_look.hpp"
#include "sums.hpp"

namespace df {

namespace {

// Sums of rows are added by blocks, so that a tile begins at a block.
constexpr int kRows = 128, kColumns = 4 * kSumBlock;

void keep_greatest(const double* row, int count, double* out) {
    for (int i = 0; i < count; i += kLanes<double>) store(out + i, at_least(load(row + i), load(out + i)));
}

void write_row(const Image& map, int number, int y, int x, int count, const double* errors) {
    const Plane plane = plane_of(map, number / map.c, number % map.c);
    const auto write = [&](auto* out) {
        for (int i = 0; i < count; ++i) out[i] = static_cast<std::remove_pointer_t<decltype(out)>>(errors[i]);
    };
    const std::ptrdiff_t first = y * plane.sh + x;
    if (plane.type == Type::f64) write(const_cast<double*>(static_cast<const double*>(plane.data)) + first);
    else write(const_cast<float*>(static_cast<const float*>(plane.data)) + first);
}

}  // namespace

std::vector<double> flip(const Image& reference, const Image& candidate, const Scale& scale, const FlipView& view,
                         const Image* map, Team& team) {
    const int h = reference.h, w = reference.w, many = reference.c == 3 ? reference.n : reference.n * reference.c;
    const int bands = (h + kRows - 1) / kRows, strips = (w + kColumns - 1) / kColumns, blocks = sum_blocks(w);
    std::vector<double> sums(std::size_t(many) * h * blocks);
    team.run(many * bands * strips, [&](int task, int) {
        const int x = task % strips * kColumns, count = std::min(kColumns, w - x), number = task / strips / bands;
        const int begin = task / strips % bands * kRows, end = std::min(h, begin + kRows);
        const Colours first(reference, number), second(candidate, number);
        FlipTile tile(first, second, scale, view, x, count);
        const Buffer<double> errors(std::size_t(end - begin) * tile.width());
        for (std::size_t k = 0; k < view.exposures.size(); ++k)
            tile.expose(begin, end, view.exposures[k], [&](int y, const double* row) {
                double* out = errors.data() + std::size_t(y - begin) * tile.width();
                if (!k) std::copy_n(row, tile.width(), out);
                else keep_greatest(row, tile.width(), out);
            });
        for (int y = begin; y < end; ++y) {
            const double* row = errors.data() + std::size_t(y - begin) * tile.width();
            sum_row(row, count, sums.data() + (std::size_t(number) * h + y) * blocks + x / kSumBlock);
            if (map) write_row(*map, number, y, x, count, row);
        }
    });
    std::vector<double> means(many);
    for (std::size_t i = 0; i < sums.size(); ++i) means[i / (std::size_t(h) * blocks)] += sums[i];
    for (double& mean : means) mean /= double(h) * w;
    return means;
}

}  // namespace df
