#include "kernels/ssim.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "kernels/ssim_equal.hpp"
#include "kernels/ssim_strip.hpp"
#include "sums.hpp"

namespace df {

namespace {

// Divides a side at multiples of a step. The first and the last part have at least the length `least`.
std::vector<int> cuts(int begin, int end, int step, int least) {
    std::vector<int> at{begin};
    if (step >= least)
        for (int c = (begin / step + 1) * step; c < end; c += step)
            if (c - begin >= least && end - c >= least) at.push_back(c);
    at.push_back(end);
    return at;
}

struct Task {
    int work;
    Part part;
};

template <class T>
std::vector<Task> tasks_of(const std::vector<SsimWork<T>>& works, std::size_t step, const SsimSettings& settings,
                           const Tile& tile) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < works.size(); i += step) {
        const SsimWork<T>& work = works[i];
        const Plane& plane = work.pair.first;
        const bool padded = settings.padding != Padding::valid;
        const int margin = padded ? settings.half() : 0, least = padded ? 2 * settings.half() + 2 : 1;
        const bool gradient = work.gradient != nullptr;
        const int inner = gradient ? 0 : 2 * settings.half();
        const int right = plane.w + 2 * margin - inner;
        const int bottom = work.row_end + (gradient ? 2 * margin : 0);
        const std::vector<int> xs = cuts(0, right, tile.columns, least);
        const std::vector<int> ys = cuts(work.row_begin, bottom, tile.rows, least);
        for (std::size_t y = 0; y + 1 < ys.size(); ++y)
            for (std::size_t x = 0; x + 1 < xs.size(); ++x)
                tasks.push_back({static_cast<int>(i), {ys[y], ys[y + 1], xs[x], xs[x + 1]}});
    }
    return tasks;
}

template <class T, int kHalf>
double run(const std::vector<SsimWork<T>>& works, int together, const SsimSettings& settings, Tile tile, Team& team) {
    std::vector<Task> tasks = tasks_of(works, together, settings, tile);
    for (; tasks.size() < std::size_t{4} * team.size() && tile.rows >= 128 && tile.rows % 32 == 0; tile.rows /= 2)
        tasks = tasks_of(works, together, settings, {tile.rows / 2, tile.columns});
    int widest = 0;
    for (const Task& task : tasks) widest = std::max(widest, task.part.right - task.part.left);
    std::vector<std::unique_ptr<Strip<T, kHalf>>> strips(team.size());
    team.run(static_cast<int>(tasks.size()), [&](int number, int worker) {
        if (!strips[worker])
            strips[worker] = std::make_unique<Strip<T, kHalf>>(settings, widest, together, works[0].gradient);
        const SsimWork<T>* some = works.data() + tasks[number].work;
        for (const Part& part : differing_parts(some, together, settings, tasks[number].part))
            strips[worker]->run(some, together, part);
    });
    double reach = 0;
    for (const auto& strip : strips)
        if (strip && !(strip->reach() <= reach)) reach = strip->reach();
    return reach;
}

template <class T>
double run_sized(const std::vector<SsimWork<T>>& works, int together, const SsimSettings& settings, const Tile& tile,
                 Team& team) {
    if (works.empty()) return 0;
    switch (settings.half()) {
        case 5:
            return run<T, 5>(works, together, settings, tile, team);
        case 3:
            return run<T, 3>(works, together, settings, tile, team);
        default:
            return run<T, 0>(works, together, settings, tile, team);
    }
}

}  // namespace

template <class T>
double ssim_planes(const std::vector<SsimWork<T>>& works, const SsimSettings& settings, const Tile& tile, Team& team) {
    return run_sized(works, 1, settings, tile, team);
}

template <class T>
double ssim_many(const std::vector<SsimWork<T>>& works, const SsimSettings& settings, const Tile& tile, Team& team) {
    return run_sized(works, static_cast<int>(works.size()), settings, tile, team);
}

template double ssim_planes(const std::vector<SsimWork<float>>&, const SsimSettings&, const Tile&, Team&);
template double ssim_planes(const std::vector<SsimWork<double>>&, const SsimSettings&, const Tile&, Team&);
template double ssim_many(const std::vector<SsimWork<float>>&, const SsimSettings&, const Tile&, Team&);
template double ssim_many(const std::vector<SsimWork<double>>&, const SsimSettings&, const Tile&, Team&);

std::size_t ssim_sum_count(int rows, int columns) {
    return static_cast<std::size_t>((rows + kSumRows - 1) / kSumRows) * sum_blocks(columns);
}

double ssim_sum(const double* sums, std::size_t count) {
    double total = 0;
    for (std::size_t i = 0; i < count; ++i) total += sums[i];
    return total;
}

template <class T>
PlanePair plane_pair(const Plane& first, const Plane& second, const Scale& scale, double span) {
    PlanePair pair;
    pair.first = first;
    pair.second = second;
    pair.first_factor = scale.unit() / scale.first;
    pair.second_factor = scale.unit() / scale.second;
    pair.offset = static_cast<double>(static_cast<T>(typical_value(first) * pair.first_factor));
    // Scaling by a power of two is exact. Squares of values of magnitude 1 neither overflow nor underflow.
    pair.scale = std::ldexp(1.0, -std::ilogb(span * scale.unit()));
    pair.unit = pair.scale * scale.unit();
    pair.ground = pair.offset * pair.scale;
    return pair;
}

template PlanePair plane_pair<float>(const Plane&, const Plane&, const Scale&, double);
template PlanePair plane_pair<double>(const Plane&, const Plane&, const Scale&, double);

double typical_value(const Plane& plane) {
    const int rows = std::min(plane.h, 16), columns = std::min(plane.w, 16);
    double total = 0;
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x) {
            double value;
            load_row(plane, static_cast<int>((y + 0.5) * plane.h / rows),
                     static_cast<int>((x + 0.5) * plane.w / columns), 1, &value);
            total += value;
        }
    return total / (rows * columns);
}

}  // namespace df
