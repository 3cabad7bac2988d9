#include "kernels/place.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/channels.hpp"

namespace df {

namespace {

// The core, or some rows of a large one.
SmallPlane sample_of(const SmallPlane& core, double count, int enough) {
    const int step = std::max(1, static_cast<int>(std::nearbyint(std::max(1.0, count) / enough)));
    SmallPlane sample(core.h(), core.w());
    for (int y = 0; y < core.h(); y += step) std::copy_n(core.row(y), core.w(), sample.row(y));
    return sample;
}

SmallPlane negated(const SmallPlane& plane) {
    SmallPlane to(plane.h(), plane.w());
    for (int y = 0; y < plane.h(); ++y)
        for (int x = 0; x < plane.w(); ++x) to.row(y)[x] = -plane.row(y)[x];
    return to;
}

// The planes of a place that its measurements share.
class Measured {
public:
    Measured(const PlaceData& place, const PlaceRule& rule)
        : place_(place), rule_(rule), channels_(place.first), other_channels_(place.second),
          measured_(measure_core(channels_, other_channels_, place.inside, rule.core)),
          sample_(sample_of(core_.plane, measured_.sums.count, rule.enough)) {
        first_.write(place.planes.luma_first), second_.write(place.planes.luma_second);
        gap_.write(place.planes.luma_gap), core_.plane.write(place.planes.core);
        sample_.plane.write(place.sample);
        if (rule.noise_variance > 0) {
            base_first_.emplace(noise_reduced(first_, rule.noise_size, rule.noise_variance));
            base_second_.emplace(noise_reduced(second_, rule.noise_size, rule.noise_variance));
            base_first_->write(place.base_first), base_second_->write(place.base_second);
        }
    }

    PlaceFacts facts() {
        PlaceFacts facts;
        facts.core = measured_.sums;
        facts.bands = band_energies(first_, second_, sample_, rule_.bands);
        explain(facts);
        follow(facts);
        count_values(facts);
        const SmallPlane turned = core_.plane.turned();
        facts.first_grid = grid_energies(first_, core_.plane, turned, place_.top, place_.left);
        facts.second_grid = grid_energies(second_, core_.plane, turned, place_.top, place_.left);
        facts.detail = compare_detail(first_, second_, core_.plane, rule_.coarse, rule_.edge, place_.inner);
        facts.level = blurred_means(gap_, core_, rule_.level);
        facts.contrast = weighted_sums(base(), gap_, core_);
        facts.bases = weighted_sums(base(), other_base(), core_);
        facts.wave = wave();
        facts.neighbours = neighbour_sums(gap_, core_, mean_gap());
        return facts;
    }

private:
    const SmallPlane& base() const { return base_first_ ? *base_first_ : first_; }
    const SmallPlane& other_base() const { return base_second_ ? *base_second_ : second_; }

    // A blur, or a median, explains an image with less fine detail, an echo one with more middle detail. With the
    // images exchanged, a blur is asked for only where it may explain.
    void explain(PlaceFacts& facts) const {
        const SmallPlane opposite = negated(gap_);
        const auto [fine, other_fine, fine_gap] = facts.bands[0];
        const auto [middle, other_middle, middle_gap] = facts.bands[1];
        const auto explained = [&](const SmallPlane& base, const SmallPlane& gap, bool blurs, bool medians, bool echo) {
            Explained found;
            if (blurs) found.blurs = blur_responses(base, gap, sample_, rule_.blurs);
            if (medians) found.medians = median_responses(base, gap, sample_, rule_.medians);
            if (echo) found.echo = cut_response(base, gap, core_, place_.waves, rule_.echo);
            return found;
        };
        facts.explained = {explained(base(), gap_, true, other_fine<fine, other_middle> middle),
                           explained(other_base(), opposite, fine < other_fine, fine<other_fine, middle> other_middle)};
    }

    void follow(PlaceFacts& facts) const {
        if (std::min(first_.h(), first_.w()) < rule_.shortest) return;
        facts.displacement = follow_displacement(first_, second_, core_, rule_.soft, rule_.steps);
        if (!facts.displacement) return;
        const auto [rows, columns] = *facts.displacement;
        facts.displaced = displacement_response(base(), gap_, sample_, rows, columns);
    }

    void count_values(PlaceFacts& facts) const {
        half_level_shares(channels_, core_, rule_.bins, place_.shares);
        half_level_shares(other_channels_, core_, rule_.bins, place_.shares + rule_.bins);
        const Frequencies& tried = rule_.frequencies;
        facts.gatherings =
            strongest_gathering(place_.shares, rule_.bins, tried.length, tried.lowest, tried.highest, tried.between);
        const auto step_of = [&](int image) {
            return static_cast<float>(facts.gatherings[image].step / 2);  // in levels
        };
        facts.rounding = {rounding_sums(channels_, other_channels_, core_, step_of(1)),
                          rounding_sums(other_channels_, channels_, core_, step_of(0))};
        for (int image = 0; image < 2; ++image)
            facts.spreads[image] = spread_of(place_.shares + image * rule_.bins, rule_.bins, rule_.spread.low,
                                             rule_.spread.high, rule_.spread.ends);
    }

    std::optional<Waves> wave() const {
        const Area& area = core_.area;
        const int h = area.bottom - area.top, w = area.right - area.left, side = std::min(h, w);
        if (side < rule_.wave.shortest) return std::nullopt;
        const std::ptrdiff_t stride = gap_.w();
        const float* corner = place_.planes.luma_gap + area.top * stride + area.left;
        const double lowest = std::max(1 / rule_.wave.longest, rule_.wave.periods / side);
        return strongest_wave({corner, Type::f32, h, w, stride, 1}, mean_gap(), lowest);
    }
    double mean_gap() const { return measured_.sums.luma / std::max(1.0, measured_.sums.count); }

    const PlaceData& place_;
    const PlaceRule& rule_;
    Channels channels_, other_channels_;
    Core measured_;
    const SmallPlane &first_ = measured_.luma_first, &second_ = measured_.luma_second, &gap_ = measured_.luma_gap;
    const Weights& core_ = measured_.weights;
    Weights sample_;
    std::optional<SmallPlane> base_first_, base_second_;
};

}  // namespace

std::vector<PlaceFacts> measure_places(const std::vector<PlaceData>& places, const PlaceRule& rule, Team& team) {
    // The largest places come first, so that no thread starts one while the others have nothing left to do.
    std::vector<int> order(places.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        const auto size = [&](int i) { return places[i].first.h * static_cast<long>(places[i].first.w); };
        return size(a) > size(b);
    });
    std::vector<PlaceFacts> facts(places.size());
    team.run(static_cast<int>(places.size()), [&](int task, int) {
        const int place = order[task];
        facts[place] = Measured(places[place], rule).facts();
    });
    return facts;
}

}  // namespace df
