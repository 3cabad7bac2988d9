// Run-length encoded shapes: time and memory depend on the shape, not on the size of the image.

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

#include "team.hpp"

namespace df {

// The pixels first .. last - 1 of row y.
struct Run {
    int y, first, last;
};

// Runs in raster order. Those of row y are runs[starts[y]] .. runs[starts[y + 1] - 1].
struct Runs {
    std::vector<Run> runs;
    std::vector<int> starts;
};

// Disjoint sets of numbers (union-find).
class DisjointSets {
public:
    explicit DisjointSets(std::size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), 0); }

    int find(int i) {
        while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
        return i;
    }

    void unite(int a, int b) {
        a = find(a), b = find(b);
        if (a < b) parents_[b] = a;
        if (b < a) parents_[a] = b;
    }

private:
    std::vector<int> parents_;
};

// The first position from x on at which a row of bytes that are 0 or 1 has the value `wanted`; `count` if there is
// none.
inline int next_of(const std::uint8_t* row, int x, int count, std::uint8_t wanted) {
    const std::uint64_t other = wanted ? 0 : 0x0101010101010101;
    for (; x + 8 <= count; x += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, row + x, 8);
        if (eight != other) break;
    }
    while (x < count && row[x] != wanted) ++x;
    return x;
}

inline void append_runs(const std::uint8_t* row, int count, int y, std::vector<Run>& runs) {
    for (int x = next_of(row, 0, count, 1); x < count; x = next_of(row, x, count, 1)) {
        const int last = next_of(row, x, count, 0);
        runs.push_back({y, x, last});
        x = last;
    }
}

// Collects the runs of all rows; append(first, last, runs) appends those of the rows first .. last - 1 in order.
template <class F>
Runs gather_runs(int h, int rows, Team& team, F&& append) {
    const int bands = (h + rows - 1) / rows;
    std::vector<std::vector<Run>> found(bands);
    team.run(bands, [&](int band, int) { append(band * rows, std::min(h, (band + 1) * rows), found[band]); });
    Runs all;
    std::size_t count = 0;
    for (const auto& part : found) count += part.size();
    all.runs.reserve(count);
    all.starts.resize(static_cast<std::size_t>(h) + 1);
    for (auto& part : found) {
        for (const Run& run : part) ++all.starts[run.y + 1];
        all.runs.insert(all.runs.end(), part.begin(), part.end());
        part = {};
    }
    std::partial_sum(all.starts.begin(), all.starts.end(), all.starts.begin());
    return all;
}

// Unites touching runs of neighbouring rows: with `corner` 1 in 8-connectivity, with 0 in 4-connectivity.
inline void unite_touching(const Runs& all, int corner, DisjointSets& sets) {
    for (std::size_t y = 1; y + 1 < all.starts.size(); ++y) {
        int a = all.starts[y - 1], b = all.starts[y];
        const int a_end = b, b_end = all.starts[y + 1];
        while (a < a_end && b < b_end) {
            const Run &up = all.runs[a], &down = all.runs[b];
            if (up.first < down.last + corner && down.first < up.last + corner) sets.unite(a, b);
            if (up.last < down.last) ++a;
            else ++b;
        }
    }
}

}  // namespace df
