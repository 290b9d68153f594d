// Scalar reference of the reduction: weights by division, pixel by pixel.

#include "fk_image.h"
#include "require.h"

namespace {

constexpr uint64_t kOne = 1 << 14;

/// The source pixels of a target pixel on one axis.
struct Stretch {
  uint64_t source, target, index;

  uint64_t first() const { return index * source / target; }
  uint64_t end() const { return ((index + 1) * source + target - 1) / target; }
  uint64_t weight(uint64_t pixel) const { return sum(pixel + 1) - sum(pixel); }

 private:
  /// Part of the stretch that lies before `pixel`, rounded.
  uint64_t sum(uint64_t pixel) const {
    const uint64_t start = index * source, at = pixel * target;
    uint64_t covered = at > start ? at - start : 0;
    if (covered > source) covered = source;
    return (2 * kOne * covered + source) / (2 * source);
  }
};

}  // namespace

void fk_resample_reference(const uint8_t *source, size_t source_width, size_t source_height, size_t source_stride,
                           uint8_t *target, size_t target_width, size_t target_height, size_t target_stride) {
  fk::Require(source_stride >= source_width && target_stride >= target_width, __func__, "a stride is below the width");
  for (size_t y = 0; y < target_height; ++y) {
    const Stretch rows = {source_height, target_height, y};
    for (size_t x = 0; x < target_width; ++x) {
      const Stretch columns = {source_width, target_width, x};
      uint64_t sum = 0;
      for (uint64_t sx = columns.first(); sx < columns.end(); ++sx) {
        uint64_t column = 0;
        for (uint64_t sy = rows.first(); sy < rows.end(); ++sy) {
          column += rows.weight(sy) * source[sy * source_stride + sx];
        }
        sum += columns.weight(sx) * ((column + 64) >> 7);
      }
      target[y * target_stride + x] = static_cast<uint8_t>((sum + (1 << 20)) >> 21);
    }
  }
}
