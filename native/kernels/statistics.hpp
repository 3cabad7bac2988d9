// Statistics of the values of a map, without copying it.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// The values that are counted: those inside the mask (all, if the mask has no data) with above < value <= upto. Order
// statistics are of the values or, if there is a centre, of their absolute deviations from it.
struct CountedValues {
    Plane values, mask;
    double above = -std::numeric_limits<double>::infinity();
    double upto = std::numeric_limits<double>::infinity();
    std::optional<double> centre;
};

struct Summary {
    std::int64_t count;
    double least, greatest;  // +infinity and -infinity if no value is counted
};

Summary summary(const CountedValues& all, Team& team);

// Counts the values, or their square roots if `root` is set, in bins floor((value - first) * scale). Computed in the
// type of the values, so that NumPy gives the same counts. Values beyond the last bin are counted in it.
std::vector<std::int64_t> histogram(const CountedValues& all, int bins, double first, double scale, bool root,
                                    Team& team);

struct OrderStatistics {
    double value, next;  // equal if the value is the largest
};

// The exact value of a rank (0 is the smallest) among `count` counted values, and the next larger one.
OrderStatistics order_statistics(const CountedValues& all, std::int64_t rank, std::int64_t count, Team& team);

struct Zeros {
    std::int64_t count, zeros, interior;
};

// Counts the pixels inside the mask, those of them that are zeros (at most `threshold`), and those zeros whose eight
// neighbours are zeros too. Pixels outside the mask are zeros to their neighbours; pixels beyond the edges are ignored.
Zeros count_zeros(const Plane& values, const Plane& mask, double threshold, Team& team);

// The largest float that is not greater than a number. A float is greater than the number if and only if it is greater
// than this.
float round_down(double number);

}  // namespace df
