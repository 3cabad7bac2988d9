// Statistics of a map over the pixels that count, without a copy of it.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Which values are looked at: those where the mask is not 0 (all, if it has no data), over ``above`` and at most
// ``upto``; the values themselves, or their distances from a centre.
struct Chosen {
    Plane values, mask;
    double above = -std::numeric_limits<double>::infinity();
    double upto = std::numeric_limits<double>::infinity();
    std::optional<double> centre;
};

struct Summary {
    std::int64_t count;
    double least, greatest;  // +infinity and -infinity where there are none
};

Summary summary(const Chosen& chosen, Team& team);

// How many values fall into each bin, floor((value - first) * scale), of their square roots if ``root``; computed in
// the type of the values, so that numpy gives the same counts. What is beyond the last bin is put into it.
std::vector<std::int64_t> histogram(const Chosen& chosen, int bins, double first, double scale, bool root,
                                    Team& team);

struct Ranked {
    double value, next;  // the same where there is no next one
};

// The value of a rank (0 the least) among ``count`` chosen ones and the next one, exactly.
Ranked ranked(const Chosen& chosen, std::int64_t rank, std::int64_t count, Team& team);

struct Zeros {
    std::int64_t count, zeros, together;
};

// How many pixels count, how many of these are at most ``grain``, and how many lie among such in all directions.
// What does not count is a zero to its neighbours; beyond the edges there is nothing.
Zeros zeros(const Plane& values, const Plane& mask, double grain, Team& team);

// The greatest float that is not over the number, so that comparing with it is comparing with the number.
float not_over(double number);

}  // namespace df
