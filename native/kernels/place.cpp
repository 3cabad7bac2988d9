#include "kernels/place.hpp"

#include <algorithm>
#include <cmath>

namespace df {

namespace {

// The core, or some rows of a large one.
void write_sample(const PlaceData& place, double count, int enough) {
    const int h = place.first.h, w = place.first.w;
    const int step = std::max(1, static_cast<int>(std::nearbyint(std::max(1.0, count) / enough)));
    std::fill_n(place.sample, static_cast<std::size_t>(h) * w, 0.0f);
    for (int y = 0; y < h; y += step) {
        const std::size_t row = static_cast<std::size_t>(y) * w;
        std::copy_n(place.planes.core + row, w, place.sample + row);
    }
}

PlaceFacts measure(const PlaceData& place, const PlaceRule& rule) {
    const int h = place.first.h, w = place.first.w;
    const auto plane = [&](const float* data) { return Plane{data, Type::f32, h, w, w, 1}; };
    PlaceFacts facts;
    facts.core = measure_core(place.first, place.second, place.inside, rule.core, place.planes);
    write_sample(place, facts.core.count, rule.enough);
    const Plane first = plane(place.planes.luma_first), second = plane(place.planes.luma_second);
    const Plane gap = plane(place.planes.luma_gap), core = plane(place.planes.core), sample = plane(place.sample);
    Plane base = first;
    if (rule.noise_variance > 0) {
        reduce_noise(first, rule.noise_size, rule.noise_variance, place.base_first);
        reduce_noise(second, rule.noise_size, rule.noise_variance, place.base_second);
        base = plane(place.base_first);
    }
    facts.bands = band_energies(first, second, sample, rule.bands);
    facts.blurs = blur_responses(base, gap, sample, rule.blurs);
    if (std::min(h, w) >= rule.shortest) {
        facts.displacement = follow_displacement(first, second, core, rule.soft, rule.steps);
        if (facts.displacement)
            facts.displaced =
                displacement_response(base, gap, sample, facts.displacement->first, facts.displacement->second);
    }
    half_level_shares(place.first, core, rule.bins, place.shares);
    half_level_shares(place.second, core, rule.bins, place.shares + rule.bins);
    const Frequencies& tried = rule.frequencies;
    facts.gatherings =
        strongest_gathering(place.shares, rule.bins, tried.length, tried.lowest, tried.highest, tried.between);
    facts.first_grid = grid_energies(first, core, place.top, place.left);
    facts.second_grid = grid_energies(second, core, place.top, place.left);
    facts.detail = compare_detail(first, second, core, rule.coarse, rule.edge, place.inner);
    const auto step_of = [&](int image) { return static_cast<float>(facts.gatherings[image].step / 2); };  // in levels
    facts.rounding = {rounding_sums(place.first, place.second, core, step_of(1)),
                      rounding_sums(place.second, place.first, core, step_of(0))};
    return facts;
}

}  // namespace

std::vector<PlaceFacts> measure_places(const std::vector<PlaceData>& places, const PlaceRule& rule, Team& team) {
    std::vector<PlaceFacts> facts(places.size());
    team.run(static_cast<int>(places.size()), [&](int task, int) { facts[task] = measure(places[task], rule); });
    return facts;
}

}  // namespace df
