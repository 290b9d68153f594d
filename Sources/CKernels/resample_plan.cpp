// Lays a resampler out and computes its weights.

#include "resample_plan.h"

#include <initializer_list>
#include <numeric>

#include "fk_image.h"
#include "require.h"

namespace {

fk::AreaAxis MakeAxis(size_t source, size_t target) {
  // Target pixels start at multiples of `step` / target, so the last fraction decides how many pixels one may touch.
  const size_t step = std::gcd(source, target);
  const size_t taps = (source + target - step + target - 1) / target;
  fk::AreaAxis axis = {};
  axis.source = static_cast<uint32_t>(source);
  axis.target = static_cast<uint32_t>(target);
  axis.padded = static_cast<uint32_t>((target + 15) / 16 * 16);
  axis.pairs = static_cast<uint32_t>((taps + 1) / 2);
  return axis;
}

uint64_t Place(fk::AreaAxis &axis, uint64_t offset) {
  axis.firsts = offset;
  axis.weights = axis.firsts + sizeof(uint32_t) * axis.padded;
  return axis.weights + sizeof(uint32_t) * axis.padded * axis.pairs;
}

fk::ResamplePlan MakePlan(size_t source_width, size_t source_height, size_t target_width, size_t target_height,
                          const char *function) {
  fk::Require(source_width <= FK_MAX_SIDE && source_height <= FK_MAX_SIDE, function, "a side exceeds FK_MAX_SIDE");
  fk::Require(0 < target_width && target_width <= source_width && 0 < target_height && target_height <= source_height,
              function, "a target's side must be at least 1 and at most the source's");
  fk::ResamplePlan plan = {};
  plan.tag = fk::ResamplePlan::kTag;
  plan.columns = MakeAxis(source_width, target_width);
  plan.rows = MakeAxis(source_height, target_height);
  plan.row = Place(plan.rows, Place(plan.columns, sizeof(plan)));
  // Whole vectors are written to a row, and read from its last pixel on; pairs of weight 0 may lie beyond it.
  plan.row_length = source_width + 2 * plan.columns.pairs + 2 * fk::kMaxRowLanes;
  plan.size = plan.row + (2 * sizeof(int16_t) * plan.row_length + 7) / 8 * 8;
  return plan;
}

/// Weights are differences of the rounded sums up to and with each tap, so they add up to 1 exactly.
void WriteWeights(const fk::AreaAxis &axis, uint32_t *firsts, uint32_t *weights) {
  const uint64_t source = axis.source, target = axis.target;
  // sum / source in 1/2^14, rounded, without a division each: exact for sides up to 2^22.
  constexpr int kShift = 63 - fk::kAreaWeightBits;
  const uint64_t reciprocal = (uint64_t{1} << 63) / source + 1;
  // A target pixel covers `source`, a source pixel `target` units. It starts at `offset` units within pixel `first`.
  uint64_t first = 0, offset = 0;
  for (uint32_t i = 0; i < axis.padded; ++i) {
    firsts[i] = i < target ? static_cast<uint32_t>(first) : firsts[target - 1];
    uint64_t covered = 0, end = target - offset;
    uint32_t before = 0;
    for (uint32_t tap = 0; tap < 2 * axis.pairs; ++tap) {
      uint32_t weight = 0;
      if (i < target && covered < source) {
        covered = end < source ? end : source;
        end += target;
        const auto sum = static_cast<uint32_t>((covered * reciprocal + (uint64_t{1} << (kShift - 1))) >> kShift);
        weight = sum - before;
        before = sum;
      }
      uint32_t &pair = weights[tap / 2 * axis.padded + i];
      pair = tap % 2 == 0 ? weight : pair | weight << 16;
    }
    first += source / target;
    offset += source % target;
    if (offset >= target) {
      offset -= target;
      ++first;
    }
  }
}

}  // namespace

size_t fk_resampler_size(size_t source_width, size_t source_height, size_t target_width, size_t target_height) {
  return MakePlan(source_width, source_height, target_width, target_height, __func__).size;
}

void fk_resampler_init(void *resampler, size_t size, size_t source_width, size_t source_height, size_t target_width,
                       size_t target_height) {
  const auto made = MakePlan(source_width, source_height, target_width, target_height, __func__);
  fk::Require(size >= made.size, __func__, "size is less than fk_resampler_size");
  fk::Require(reinterpret_cast<uintptr_t>(resampler) % alignof(fk::ResamplePlan) == 0, __func__,
              "resampler must be aligned to 8");
  auto *plan = static_cast<fk::ResamplePlan *>(resampler);
  *plan = made;
  for (const auto *axis : {&plan->columns, &plan->rows}) {
    WriteWeights(*axis, plan->At<uint32_t>(axis->firsts), plan->At<uint32_t>(axis->weights));
  }
}
