// BRIEF-256. Where vectors can look bytes up in tables of 128 (AVX3_DL), the patch is held in 16 of them; elsewhere, and
// for larger patches, pairs of scalar loads at offsets: gathers would be slower. Indices and offsets are made once for
// each orientation that occurs.

#include <algorithm>
#include <new>

#include "image_bounds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "brief256.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "brief256_lookup-inl.h"
#include "simd.h"

#ifndef FACSIMILE_BRIEF256_CPP
#define FACSIMILE_BRIEF256_CPP

namespace fk {

constexpr size_t kBriefTests = 256;
constexpr size_t kBriefPatternBytes = 4 * kBriefTests;
constexpr size_t kBriefBytes = kBriefTests / 8;

/// What `fk_brief256` works on, checked but for the patterns' extent.
struct BriefJob {
  const uint8_t *pixels;
  size_t stride;
  const fk_corner *corners;
  const uint16_t *orientations;
  size_t count;
  const int8_t *patterns;
  size_t orientation_count;
  size_t margin;
  int64_t *scratch;  // for each orientation its BriefForm, then its offsets or its PatchLookup
};

/// How the tests of an orientation are laid out.
enum BriefForm : int64_t { kNotMade, kOffsets, kLookup };

}  // namespace fk

#endif  // FACSIMILE_BRIEF256_CPP

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {

// Where the two pixels of a test are, from the corner. In one number, since loads are what the time goes to: the second
// offset above the lowest 32 bits, the first one in them.
HWY_INLINE int64_t Pack(int32_t first, int32_t second) {
  return static_cast<int64_t>(uint64_t{static_cast<uint32_t>(second)} << 32 | static_cast<uint32_t>(first));
}
HWY_INLINE ptrdiff_t First(int64_t offsets) { return static_cast<int32_t>(offsets); }
HWY_INLINE ptrdiff_t Second(int64_t offsets) { return static_cast<ptrdiff_t>(offsets >> 32); }

HWY_INLINE void MakeOffsets(const int8_t *pattern, size_t stride, int64_t *offsets) {
  const int32_t row = static_cast<int32_t>(stride);
  for (size_t i = 0; i < kBriefTests; ++i, pattern += 4) {
    offsets[i] = Pack(pattern[1] * row + pattern[0], pattern[3] * row + pattern[2]);
  }
}

/// Lays the tests of a pattern out in `tests`, after having checked that they keep within the margin.
HWY_INLINE BriefForm Make(const int8_t *pattern, size_t stride, size_t margin, int64_t *tests) {
  int8_t least = 0, greatest = 0;
  for (size_t i = 0; i < kBriefPatternBytes; ++i) {
    least = std::min(least, pattern[i]);
    greatest = std::max(greatest, pattern[i]);
  }
  const int extent = static_cast<int>(margin);
  Require(-extent <= least && greatest <= extent, "fk_brief256", "a pattern extends beyond margin");
#if FK_BRIEF_LOOKUP
  if (PatchLookup::Fits(least, greatest, margin)) {
    new (tests) PatchLookup(pattern);
    return kLookup;
  }
#endif
  MakeOffsets(pattern, stride, tests);
  return kOffsets;
}

HWY_INLINE void Describe(const uint8_t *pixel, const int64_t *offsets, uint8_t *descriptor) {
  for (size_t byte = 0; byte < kBriefBytes; ++byte, offsets += 8) {
    uint32_t bits = 0;
    // From the last test to the first, so that the first one ends as the lowest bit.
    for (size_t i = 8; i-- > 0;) {
      const uint32_t difference = static_cast<uint32_t>(pixel[First(offsets[i])] - pixel[Second(offsets[i])]);
      bits = 2 * bits + (difference >> 31);
    }
    descriptor[byte] = static_cast<uint8_t>(bits);
  }
}

void DescribeAll(const BriefJob &job, uint8_t *descriptors) {
  int64_t *const forms = job.scratch, *const tests = job.scratch + job.orientation_count;
  std::fill_n(forms, job.orientation_count, kNotMade);
  for (size_t i = 0; i < job.count; ++i) {
    const size_t orientation = job.orientations[i];
    int64_t *const here = tests + orientation * kBriefTests;
    if (forms[orientation] == kNotMade) {
      forms[orientation] = Make(job.patterns + orientation * kBriefPatternBytes, job.stride, job.margin, here);
    }
    const uint8_t *pixel = job.pixels + job.corners[i].y * job.stride + job.corners[i].x;
    uint8_t *const descriptor = descriptors + i * kBriefBytes;
#if FK_BRIEF_LOOKUP
    if (forms[orientation] == kLookup) {
      reinterpret_cast<const PatchLookup *>(here)->Describe(pixel, job.stride, descriptor);
      continue;
    }
#endif
    Describe(pixel, here, descriptor);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(DescribeAll);

void DispatchDescribeAll(const BriefJob &job, uint8_t *descriptors) {
  HWY_DYNAMIC_DISPATCH(DescribeAll)(job, descriptors);
}

}  // namespace
}  // namespace fk

size_t fk_brief256_scratch_size(size_t orientation_count) {
  fk::Require(orientation_count <= UINT16_MAX + size_t{1}, __func__, "orientation_count must be at most 65536");
  return orientation_count * (1 + fk::kBriefTests);
}

void fk_brief256(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                 const uint16_t *orientations, size_t count, const int8_t *patterns, size_t orientation_count,
                 size_t margin, int64_t *scratch, size_t scratch_size, uint8_t *descriptors) {
  fk::RequireImage(width, height, stride, __func__);
  fk::Require(stride <= INT32_MAX / 256, __func__, "stride must be less than 2^23");
  fk::Require(scratch_size >= fk_brief256_scratch_size(orientation_count), __func__,
              "scratch_size is less than fk_brief256_scratch_size(orientation_count)");
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, margin, __func__);
    fk::Require(orientations[i] < orientation_count, __func__, "an orientation is not less than orientation_count");
  }
  const fk::BriefJob job = {pixels, stride, corners, orientations, count, patterns, orientation_count, margin, scratch};
  fk::DispatchDescribeAll(job, descriptors);
}

#endif  // HWY_ONCE
