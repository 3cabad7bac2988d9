#include "kernels/components.hpp"

#include <algorithm>
#include <limits>

#include "kernels/dilation.hpp"
#include "kernels/thresholding.hpp"

namespace df {

namespace {

constexpr int kTile = 1024;
constexpr double kPeakFraction = 0.05, kSumFraction = 0.5;  // see Background

// Calls f(values, count, x) for each tile of a run, with the values as float64.
template <class F>
void along(const Plane& plane, const Run& run, F&& f) {
    double values[kTile];
    for (int x = run.first; x < run.last; x += kTile) {
        const int count = std::min(kTile, run.last - x);
        load_row(plane, run.y, x, count, values);
        f(values, count, x);
    }
}

// The sum of value - offset.
double sum_over(const Plane& plane, const std::vector<Run>& runs, double offset) {
    constexpr int kLanes = 16;
    double lanes[kLanes] = {};
    for (const Run& run : runs)
        along(plane, run, [&](const double* values, int count, int) {
            int i = 0;
            for (; i + kLanes <= count; i += kLanes)
                for (int k = 0; k < kLanes; ++k) lanes[k] += values[i + k] - offset;
            for (int k = 0; i + k < count; ++k) lanes[k] += values[i + k] - offset;
        });
    double total = 0;
    for (const double lane : lanes) total += lane;
    return total;
}

double greatest_of(const Plane& plane, const std::vector<Run>& runs) {
    double greatest = -std::numeric_limits<double>::infinity();
    for (const Run& run : runs)
        along(plane, run, [&](const double* values, int count, int) {
            for (int i = 0; i < count; ++i) greatest = values[i] > greatest ? values[i] : greatest;
        });
    return greatest;
}

std::vector<Run> above(const Plane& plane, const std::vector<Run>& runs, double level) {
    std::vector<Run> out;
    std::uint8_t marks[kTile];
    for (const Run& run : runs)
        along(plane, run, [&](const double* values, int count, int x) {
            for (int i = 0; i < count; ++i) marks[i] = values[i] > level;
            const std::size_t begin = out.size();
            append_runs(marks, count, run.y, out);
            for (std::size_t i = begin; i < out.size(); ++i) out[i].first += x, out[i].last += x;
        });
    return out;
}

struct Box {
    int x = std::numeric_limits<int>::max(), y = x, right = 0, bottom = 0;
};

Box box_of(const std::vector<Run>& runs) {
    Box box;
    for (const Run& run : runs) {
        box.x = std::min(box.x, run.first), box.right = std::max(box.right, run.last);
        box.y = std::min(box.y, run.y), box.bottom = std::max(box.bottom, run.y + 1);
    }
    return box;
}

// Appends the runs of the small holes in a shape.
void add_small_holes(std::vector<Run>& runs, double most) {
    const Box box = box_of(runs);
    Runs shape{runs, std::vector<int>(static_cast<std::size_t>(box.bottom - box.y) + 1)};
    for (const Run& run : runs) ++shape.starts[run.y - box.y + 1];
    std::partial_sum(shape.starts.begin(), shape.starts.end(), shape.starts.begin());
    const auto holes = small_holes(shape, box.y, box.x, box.right - box.x, most);
    runs.insert(runs.end(), holes.begin(), holes.end());
}

// The pixels of a component that exceed the thresholds of Background by themselves, if they make up most of the
// component; otherwise all of its pixels.
std::vector<Run> exact(const Plane& values, std::vector<Run> runs, const Background& background) {
    const double peak = greatest_of(values, runs), median = background.median;
    auto own = above(values, runs, std::max(background.threshold, median + kPeakFraction * (peak - median)));
    const bool most = !own.empty() && sum_over(values, own, median) >= kSumFraction * sum_over(values, runs, median);
    return most ? own : runs;
}

Component measure(const Plane& values, const Plane& blurred, std::vector<Run> runs, const Background& background,
                  double most) {
    Component component{};
    component.strength = sum_over(blurred.data ? blurred : values, runs, 0);
    if (blurred.data) {
        runs = exact(values, std::move(runs), background);
        add_small_holes(runs, most);
    }
    const Box box = box_of(runs);
    component.x = box.x, component.y = box.y, component.width = box.right - box.x,
    component.height = box.bottom - box.y;
    for (const Run& run : runs) component.area += run.last - run.first;
    component.peak = greatest_of(values, runs);
    component.sum = sum_over(values, runs, 0);
    return component;
}

}  // namespace

std::vector<int> label_runs(const Runs& found, int h, int w, double reach, Team& team, int& count) {
    const Runs near = reach >= 1 ? dilate(found, h, w, reach / 2, team) : found;
    DisjointSets sets(near.runs.size());
    unite_touching(near, 1, sets);
    std::vector<int> numbers(near.runs.size(), -1), labels(found.runs.size());
    count = 0;
    for (std::size_t i = 0, at = 0; i < found.runs.size(); ++i) {
        const Run& run = found.runs[i];
        while (near.runs[at].y < run.y || (near.runs[at].y == run.y && near.runs[at].last <= run.first)) ++at;
        int& number = numbers[sets.find(static_cast<int>(at))];
        if (number < 0) number = count++;
        labels[i] = number;
    }
    return labels;
}

std::vector<Component> connected_components(const Plane& found, const Plane& values, const Plane& blurred,
                                            const Background& background, double reach, Team& team) {
    const Runs all = runs_of(found, team);
    int count = 0;
    const std::vector<int> labels = label_runs(all, found.h, found.w, reach, team, count);
    std::vector<std::vector<Run>> members(count);
    for (std::size_t i = 0; i < labels.size(); ++i) members[labels[i]].push_back(all.runs[i]);
    std::vector<Component> out(count);
    const double most = std::max(1.0, reach * reach);
    team.run(count, [&](int i, int) { out[i] = measure(values, blurred, std::move(members[i]), background, most); });
    return out;
}

}  // namespace df
