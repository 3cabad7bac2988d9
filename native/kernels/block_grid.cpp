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

// The energy of the higher half of the frequencies along the rows and along the columns of a block.
float energy_of(const float (&block)[kBlock][kBlock], const Cosines& cosines) {
    float down[kBlock] = {}, across[kBlock] = {};
    for (int k = 0; k < kHigh; ++k) {
        float rows[kBlock] = {}, columns[kBlock] = {};
        for (int n = 0; n < kBlock; ++n)
            for (int i = 0; i < kBlock; ++i) {
                rows[i] += cosines.at[k][n] * block[n][i];
                columns[i] += cosines.at[k][n] * block[i][n];
            }
        for (int i = 0; i < kBlock; ++i) down[i] += rows[i] * rows[i], across[i] += columns[i] * columns[i];
    }
    float sum = 0;
    for (int i = 0; i < kBlock; ++i) sum += down[i] + across[i];
    return sum;
}

// Third differences at the borders of blocks, averaged along them.
class Borders {
public:
    Borders(const SmallPlane& plane, const SmallPlane& weight) : plane_(plane), weight_(weight) {}

    void add_rows(int top) {
        std::vector<float> steps(plane_.w());
        for (int y = 0; y + 3 < plane_.h(); ++y) {
            const int grid = grid_of(top + y + 2);
            if (grid < 0) continue;
            const float *a = plane_.row(y), *b = plane_.row(y + 1), *c = plane_.row(y + 2), *d = plane_.row(y + 3);
            for (int x = 0; x < plane_.w(); ++x) steps[x] = d[x] - 3 * c[x] + 3 * b[x] - a[x];
            add(grid, steps, [&](int x) { return weight_.row(y + 1)[x]; });
        }
    }

    void add_columns(int left) {
        std::vector<float> steps(plane_.h());
        for (int x = 0; x + 3 < plane_.w(); ++x) {
            const int grid = grid_of(left + x + 2);
            if (grid < 0) continue;
            for (int y = 0; y < plane_.h(); ++y) {
                const float* at = plane_.row(y) + x;
                steps[y] = at[3] - 3 * at[2] + 3 * at[1] - at[0];
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
    void add(int grid, const std::vector<float>& steps, const Weight& weight) {
        const int count = static_cast<int>(steps.size());
        for (int i = 0; i < count; ++i) {
            const double counted = static_cast<double>(weight(i));
            if (counted == 0) continue;
            double sum = 0;
            for (int k = i - kBlock / 2; k < i + kBlock / 2; ++k) sum += static_cast<double>(steps[mirrored(k, count)]);
            sums_[grid] += counted * (sum / kBlock) * (sum / kBlock);
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
                float block[kBlock][kBlock];
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
