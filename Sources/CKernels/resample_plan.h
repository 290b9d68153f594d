// What a resampler holds: the weights of both axes and two rows of scratch.

#ifndef FACSIMILE_RESAMPLE_PLAN_H
#define FACSIMILE_RESAMPLE_PLAN_H

#include <cstddef>
#include <cstdint>

namespace fk {

/// Weights are in 1/2^14, so that a weight of one is an int16, too.
constexpr int kAreaWeightBits = 14;
/// Bits after the point of the rows between the passes: 255 << 7 is an int16.
constexpr int kAreaRowBits = 7;
/// Most lanes of int16 in a vector of the kernel.
constexpr size_t kMaxRowLanes = 32;

/// Where one axis lies in a resampler. `firsts` and the rows of `weights` have `padded` elements: the targets, then
/// copies of the last one with weights of 0.
struct AreaAxis {
  uint32_t source, target;  // lengths in pixels
  uint32_t padded;          // `target`, rounded up to 16
  uint32_t pairs;           // rows of `weights`
  uint64_t firsts;          // offset in bytes of uint32_t [padded]: the first source pixel of a target pixel
  uint64_t weights;         // offset in bytes of uint32_t [pairs][padded]: tap 2 p in the low half, tap 2 p + 1 above it
};

/// The start of a resampler; the arrays follow it.
struct ResamplePlan {
  uint64_t tag;
  AreaAxis columns, rows;
  uint64_t row;        // offset in bytes of int16_t [2][row_length], the scratch
  uint64_t row_length;  // source width + slack
  uint64_t size;

  static constexpr uint64_t kTag = 0x656c706d61736572;  // "resample"

  const uint32_t *Firsts(const AreaAxis &axis) const { return At<const uint32_t>(axis.firsts); }
  const uint32_t *Weights(const AreaAxis &axis) const { return At<const uint32_t>(axis.weights); }
  int16_t *Row(size_t i) const { return At<int16_t>(row) + i * row_length; }

  template <class T>
  T *At(uint64_t offset) const {
    return reinterpret_cast<T *>(reinterpret_cast<uintptr_t>(this) + offset);
  }
};

}  // namespace fk

#endif  // FACSIMILE_RESAMPLE_PLAN_H
