// Multi-scale structural similarity (MS-SSIM): score and gradient.

#pragma once

#include <vector>

#include "image.hpp"
#include "kernels/ssim.hpp"
#include "team.hpp"

namespace df {

// Returns the score of each pair; all have the same size. The score is the product over the scales, finest first, of
// the mean contrast-structure term, or the full SSIM at the coarsest scale, raised to their exponents; it is negative
// if one of them is. The optional slopes (pair, h, w) are factor * d score / d second. Images whose pyramid needs more
// than most_bytes are processed in bands of rows. `reach` is the return value of ssim_planes.
template <class T>
std::vector<double> ms_ssim_planes(const std::vector<PlanePair>& pairs, const SsimSettings& settings,
                                   const std::vector<double>& exponents, T* slopes, double factor,
                                   std::size_t most_bytes, Team& team, double& reach);

}  // namespace df
