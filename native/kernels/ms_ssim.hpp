// Multi-scale structural similarity of planes: score and gradient.

#pragma once

#include <vector>

#include "image.hpp"
#include "kernels/ssim.hpp"
#include "team.hpp"

namespace df {

// Returns the score of every pair, all of one size: the product over the scales, finest first, of the mean structure
// term, and at the coarsest the full similarity, to their exponents; negative if one of them is. Where slopes are
// wanted, slopes(pair, h, w) becomes factor * d score / d second. More rows than fit into most_bytes are worked in
// bands. The reach is that of ssim_planes.
template <class T>
std::vector<double> ms_ssim_planes(const std::vector<PlanePair>& pairs, const SsimSettings& settings,
                                   const std::vector<double>& exponents, T* slopes, double factor,
                                   std::size_t most_bytes, Team& team, double& reach);

}  // namespace df
