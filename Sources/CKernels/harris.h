// What the kernel of Harris' response and its reference share.

#ifndef FACSIMILE_HARRIS_H
#define FACSIMILE_HARRIS_H

#include <cstddef>
#include <cstdint>

namespace fk {

/// Pixels from the middle of the block of 7 x 7 to its side.
constexpr size_t kHarrisRadius = 3;

/// Sums over the block of Ix^2, Iy^2 and Ix Iy; each is less than 2^26.
struct HarrisSums {
  int64_t xx, yy, xy;
};

/// One function for all targets: compilers may contract products and sums, and not alike everywhere.
/// - sums, responses: [count].
void HarrisResponses(const HarrisSums *sums, size_t count, float k, float *responses);

}  // namespace fk

#endif  // FACSIMILE_HARRIS_H
