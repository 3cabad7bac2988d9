#include "kernels/block_grid.hpp"

#include "kernels/small_plane.hpp"

namespace df {

namespace {

constexpr int kBlock = 8, kHigh = kBlock / 2, kStep = kLanes<float>;

// The cosines of the higher half of the frequencies of a block, with the squared norm kBlock / 8.
struct Cosines {
    Cosines() {
        const double pi = std::acos(-1.0);
        for (int k = 0; k < kHigh; ++k)
            for (int n = 0; n < kBlock; ++n)
                at[k][n] = static_cast<float>(std::cos(pi * (2 * n + 1) * (k + kHigh) / (2 * kBlock)) / 2);
    }
    float at[kHigh][kBlock];
};

int behind(int position, int offset) {
    const int rest = (position + offset) % kBlock;
    return rest ? kBlock - rest : 0;
}

double sum_of_block(const float* row) {
    float sum = 0;
    for (int i = 0; i < kBlock; ++i) sum += row[i];
    return static_cast<double>(sum);
}

// Sums of a value on both grids, and of the weights.
struct GridSums {
    OnGrids sums{}, counts{};
    void add(int grid, double sum, double count) { sums[grid] += sum, counts[grid] += count; }
};

// Adds the energies of the higher half of the frequencies along the columns of the blocks of a grid.
void add_blocks(const SmallPlane& plane, const SmallPlane& weight, int grid, int top, int left, GridSums& total) {
    static const Cosines cosines;
    const SmallPlane lines(2, plane.w());
    float *energies = lines.row(0), *shares = lines.row(1);
    const int column = behind(left, grid * kBlock / 2);
    for (int y = behind(top, grid * kBlock / 2); y + kBlock <= plane.h(); y += kBlock) {
        for (int x = 0; x < plane.w(); x += kStep) {
            Vec<float> values[kBlock], share{}, energy{};
            for (int n = 0; n < kBlock; ++n)
                values[n] = load(plane.row(y + n) + x), share += load(weight.row(y + n) + x);
            for (int k = 0; k < kHigh; ++k) {
                Vec<float> sum{};
                for (int n = 0; n < kBlock; ++n) sum += cosines.at[k][n] * values[n];
                energy += sum * sum;
            }
            store(energies + x, energy), store(shares + x, share);
        }
        for (int x = column; x + kBlock <= plane.w(); x += kBlock) {
            const double share = sum_of_block(shares + x);
            total.add(grid, share * sum_of_block(energies + x), share);
        }
    }
}

// Adds the squares of third differences at the horizontal borders of blocks, averaged along the borders.
void add_borders(const SmallPlane& plane, const SmallPlane& weight, int top, GridSums& total) {
    const SmallPlane steps(1, plane.w(), kBlock);
    for (int y = 0; y + 3 < plane.h(); ++y) {
        const int phase = (top + y + 2) % kBlock;
        if (phase % (kBlock / 2) != 0) continue;
        const float *a = plane.row(y), *b = plane.row(y + 1), *c = plane.row(y + 2), *d = plane.row(y + 3);
        float* row = steps.row(0);
        for (int x = 0; x < plane.w(); ++x) row[x] = d[x] - 3 * c[x] + 3 * b[x] - a[x];
        steps.reflect(0);
        Vec<float> square{}, count{};
        for (int x = 0; x < plane.w(); x += kStep) {
            Vec<float> sum{};
            for (int k = 0; k < kBlock; ++k) sum += load(row + x - kBlock / 2 + k);
            const Vec<float> mean = sum / static_cast<float>(kBlock), counted = load(weight.row(y + 1) + x);
            square += counted * mean * mean, count += counted;
        }
        LaneSum squares, counts;
        squares.add(square), counts.add(count);
        total.add(phase == 0 ? 0 : 1, squares.total(), counts.total());
    }
}

}  // namespace

GridEnergies grid_energies(const Plane& plane, const Plane& weight, int top, int left) {
    const SmallPlane weights(weight);
    return grid_energies(SmallPlane(plane), weights, weights.turned(), top, left);
}

GridEnergies grid_energies(const SmallPlane& values, const SmallPlane& weights, const SmallPlane& turned_weights,
                           int top, int left) {
    const SmallPlane turned = values.turned();
    GridSums blocks, borders;
    for (int grid = 0; grid < 2; ++grid) {
        add_blocks(values, weights, grid, top, left, blocks);
        add_blocks(turned, turned_weights, grid, left, top, blocks);
    }
    add_borders(values, weights, top, borders);
    add_borders(turned, turned_weights, left, borders);
    GridEnergies energies{};
    for (int grid = 0; grid < 2; ++grid) {
        // Both directions count each block.
        if (blocks.counts[grid] > 0)
            energies.blocks[grid] = 2 * blocks.sums[grid] / blocks.counts[grid] / (kBlock * kBlock);
        energies.borders[grid] = borders.sums[grid] / std::max(1.0, borders.counts[grid]);
    }
    return energies;
}

}  // namespace df
