#include "kernels/block_grid.hpp"

#include "kernels/small_plane.hpp"

namespace df {

namespace {

constexpr int kBlock = 8, kHigh = kBlock / 2;

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

using Block = float[kBlock][kBlock];

// The energy of the higher half of the frequencies along the columns of a block.
float energy_down(const Block& block, const Cosines& cosines) {
    float energies[kBlock] = {};
    for (int k = 0; k < kHigh; ++k) {
        float sums[kBlock] = {};
        for (int n = 0; n < kBlock; ++n)
            for (int i = 0; i < kBlock; ++i) sums[i] += cosines.at[k][n] * block[n][i];
        for (int i = 0; i < kBlock; ++i) energies[i] += sums[i] * sums[i];
    }
    float sum = 0;
    for (const float energy : energies) sum += energy;
    return sum;
}

// The same along the columns and along the rows.
float energy_of(const Block& block, const Cosines& cosines) {
    Block turned;
    for (int y = 0; y < kBlock; ++y)
        for (int x = 0; x < kBlock; ++x) turned[x][y] = block[y][x];
    return energy_down(block, cosines) + energy_down(turned, cosines);
}

// Third differences at the borders of blocks, averaged along them.
class Borders {
public:
    Borders(const SmallPlane& plane, const SmallPlane& weight) : plane_(plane), weight_(weight) {}

    void add_rows(int top) {
        SmallPlane steps(1, plane_.w(), kBlock);
        for (int y = 0; y + 3 < plane_.h(); ++y) {
            const int grid = grid_of(top + y + 2);
            if (grid < 0) continue;
            const float *a = plane_.row(y), *b = plane_.row(y + 1), *c = plane_.row(y + 2), *d = plane_.row(y + 3);
            for (int x = 0; x < plane_.w(); ++x) steps.row(0)[x] = d[x] - 3 * c[x] + 3 * b[x] - a[x];
            add(grid, steps, [&](int x) { return weight_.row(y + 1)[x]; });
        }
    }

    void add_columns(int left) {
        SmallPlane steps(1, plane_.h(), kBlock);
        for (int x = 0; x + 3 < plane_.w(); ++x) {
            const int grid = grid_of(left + x + 2);
            if (grid < 0) continue;
            for (int y = 0; y < plane_.h(); ++y) {
                const float* at = plane_.row(y) + x;
                steps.row(0)[y] = at[3] - 3 * at[2] + 3 * at[1] - at[0];
            }
            add(grid, steps, [&](int y) { return weight_.row(y)[x + 1]; });
        }
    }

    OnGrids means() const { return {sums_[0] / std::max(1.0, counts_[0]), sums_[1] / std::max(1.0, counts_[1])}; }

private:
    static int grid_of(int position) {
        const int phase = position % kBlock;
        return phase == 0 ? 0 : phase == kBlock / 2 ? 1 : -1;
    }

    template <class Weight>
    void add(int grid, const SmallPlane& steps, const Weight& weight) {
        steps.reflect(0);
        for (int i = 0; i < steps.w(); ++i) {
            const double counted = static_cast<double>(weight(i));
            if (counted == 0) continue;
            const float* window = steps.row(0) + i - kBlock / 2;
            float sum = 0;
            for (int k = 0; k < kBlock; ++k) sum += window[k];
            const double mean = static_cast<double>(sum) / kBlock;
            sums_[grid] += counted * mean * mean;
            counts_[grid] += counted;
        }
    }

    const SmallPlane &plane_, &weight_;
    OnGrids sums_{}, counts_{};
};

}  // namespace

OnGrids block_energies(const Plane& plane, const Plane& weight, int top, int left) {
    static const Cosines cosines;
    const SmallPlane values(plane), weights(weight);
    OnGrids energies{};
    for (int grid = 0; grid < 2; ++grid) {
        const int first_row = behind(top, grid * kBlock / 2), first_column = behind(left, grid * kBlock / 2);
        double sum = 0, count = 0;
        for (int y = first_row; y + kBlock <= plane.h; y += kBlock)
            for (int x = first_column; x + kBlock <= plane.w; x += kBlock) {
                Block block;
                double share = 0;
                for (int i = 0; i < kBlock; ++i) {
                    std::copy_n(values.row(y + i) + x, kBlock, block[i]);
                    for (int k = 0; k < kBlock; ++k) share += static_cast<double>(weights.row(y + i)[x + k]);
                }
                if (share > 0) sum += share * static_cast<double>(energy_of(block, cosines)), count += share;
            }
        if (count > 0) energies[grid] = sum / count / (kBlock * kBlock);
    }
    return energies;
}

OnGrids border_energies(const Plane& plane, const Plane& weight, int top, int left) {
    const SmallPlane values(plane), weights(weight);
    Borders borders(values, weights);
    borders.add_rows(top);
    borders.add_columns(left);
    return borders.means();
}

}  // namespace df
