// What the kernel of BRIEF-256 and its reference share.

#ifndef FACSIMILE_BRIEF256_H
#define FACSIMILE_BRIEF256_H

#include <cstddef>

namespace fk {

constexpr size_t kBriefTests = 256;
constexpr size_t kBriefPatternBytes = 4 * kBriefTests;
constexpr size_t kBriefBytes = kBriefTests / 8;

}  // namespace fk

#endif  // FACSIMILE_BRIEF256_H
