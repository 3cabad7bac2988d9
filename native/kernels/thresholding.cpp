#include "kernels/thresholding.hpp"

#include <algorithm>

#include "kernels/statistics.hpp"

namespace df {

namespace {

constexpr int kRows = 32, kTile = 1024;

std::uint8_t* row_of(const Plane& image, int y) {
    return const_cast<std::uint8_t*>(static_cast<const std::uint8_t*>(image.data)) + y * image.sh;
}

// Marks the values of a row that are greater than a level.
template <class T>
void mark(const Plane& values, const Plane& mask, T level, int y, std::uint8_t* out) {
    const bool direct = values.sw == 1 && values.type == (sizeof(T) == sizeof(double) ? Type::f64 : Type::f32);
    const T* stored = direct ? static_cast<const T*>(values.data) + y * values.sh : nullptr;
    T tile[kTile];
    for (int x = 0; x < values.w; x += kTile) {
        const int count = std::min(kTile, values.w - x);
        if (!direct) load_row(values, y, x, count, tile);
        const T* row = direct ? stored + x : tile;
        for (int i = 0; i < count; ++i) out[x + i] = row[i] > level;
    }
    if (!mask.data) return;
    const std::uint8_t* inside = row_of(mask, y);
    if (mask.sw == 1)
        for (int x = 0; x < values.w; ++x) out[x] &= inside[x] != 0;
    else
        for (int x = 0; x < values.w; ++x) out[x] &= inside[x * mask.sw] != 0;
}

bool exceeds(const Plane& values, const Run& run, double level) {
    double tile[kTile];
    for (int x = run.first; x < run.last; x += kTile) {
        const int count = std::min(kTile, run.last - x);
        load_row(values, run.y, x, count, tile);
        if (*std::max_element(tile, tile + count) > level) return true;
    }
    return false;
}

// Tells for each run whether it is connected to a run that exceeds the level.
std::vector<std::uint8_t> connected(const Plane& values, const Runs& all, double level, Team& team) {
    const auto count = static_cast<int>(all.runs.size());
    constexpr int kRuns = 256;
    std::vector<std::uint8_t> strong(count), reached(count);
    team.run((count + kRuns - 1) / kRuns, [&](int task, int) {
        for (int i = task * kRuns; i < std::min(count, (task + 1) * kRuns); ++i)
            strong[i] = exceeds(values, all.runs[i], level);
    });
    DisjointSets sets(count);
    unite_touching(all, 1, sets);
    for (int i = 0; i < count; ++i)
        if (strong[i]) reached[sets.find(i)] = 1;
    for (int i = 0; i < count; ++i) strong[i] = reached[sets.find(i)];
    return strong;
}

}  // namespace

void hysteresis_threshold(const Plane& values, const Plane& mask, double high, double low, const Plane& out,
                          Team& team) {
    const Runs weak = gather_runs(values.h, kRows, team, [&](int first, int last, std::vector<Run>& runs) {
        for (int y = first; y < last; ++y) {
            std::uint8_t* row = row_of(out, y);
            if (values.type == Type::f64) mark<double>(values, mask, low, y, row);
            else mark<float>(values, mask, round_down(low), y, row);
            if (high > low) append_runs(row, values.w, y, runs);
        }
    });
    if (!(high > low)) return;
    const auto stays = connected(values, weak, high, team);
    for (std::size_t i = 0; i < stays.size(); ++i) {
        const Run& run = weak.runs[i];
        if (!stays[i]) std::fill(row_of(out, run.y) + run.first, row_of(out, run.y) + run.last, std::uint8_t(0));
    }
}

Runs runs_of(const Plane& image, Team& team) {
    return gather_runs(image.h, kRows, team, [&](int first, int last, std::vector<Run>& runs) {
        for (int y = first; y < last; ++y) append_runs(row_of(image, y), image.w, y, runs);
    });
}

std::vector<Run> small_holes(const Runs& shape, int y, int x, int width, double most) {
    const int rows = static_cast<int>(shape.starts.size()) - 1, end = x + width;
    Runs rest;
    rest.starts.reserve(shape.starts.size());
    rest.starts.push_back(0);
    for (int row = 0; row < rows; ++row) {
        int from = x;
        for (int i = shape.starts[row]; i < shape.starts[row + 1]; ++i) {
            if (shape.runs[i].first > from) rest.runs.push_back({y + row, from, shape.runs[i].first});
            from = shape.runs[i].last;
        }
        if (from < end) rest.runs.push_back({y + row, from, end});
        rest.starts.push_back(static_cast<int>(rest.runs.size()));
    }
    const auto count = static_cast<int>(rest.runs.size());
    DisjointSets sets(count);
    unite_touching(rest, 0, sets);
    std::vector<std::int64_t> sizes(count);
    std::vector<std::uint8_t> open(count);
    for (int i = 0; i < count; ++i) {
        const Run& run = rest.runs[i];
        const int root = sets.find(i);
        sizes[root] += run.last - run.first;
        open[root] |= run.y == y || run.y == y + rows - 1 || run.first == x || run.last == end;
    }
    std::vector<Run> holes;
    for (int i = 0; i < count; ++i) {
        const int root = sets.find(i);
        if (!open[root] && static_cast<double>(sizes[root]) <= most) holes.push_back(rest.runs[i]);
    }
    return holes;
}

void fill_holes(const Plane& image, double most, Team& team) {
    for (const Run& run : small_holes(runs_of(image, team), 0, 0, image.w, most))
        std::fill(row_of(image, run.y) + run.first, row_of(image, run.y) + run.last, std::uint8_t(1));
}

}  // namespace df
