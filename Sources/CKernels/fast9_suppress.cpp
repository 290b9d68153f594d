// Non-maximum suppression of FAST-9 corners, in one pass over the row-major list and one that closes its gaps.

#include "fk_keypoints.h"

namespace {

/// Marks a corner as suppressed, beside its score.
constexpr uint16_t kSuppressed = 0x8000;

/// Row-major order of pixels.
uint32_t Key(const fk_corner &corner) { return uint32_t{corner.y} << 16 | corner.x; }

/// Of two neighbours the weaker one is suppressed, or both if they are equal.
void Compare(fk_corner &a, fk_corner &b) {
  const int score_a = a.score & ~kSuppressed, score_b = b.score & ~kSuppressed;
  a.score |= score_a <= score_b ? kSuppressed : 0;
  b.score |= score_b <= score_a ? kSuppressed : 0;
}

}  // namespace

size_t fk_fast9_suppress(fk_corner *corners, size_t count) {
  size_t above = 0;  // the first corner that may touch this one from the row above
  for (size_t i = 0; i < count; ++i) {
    const uint32_t key = Key(corners[i]);
    if (corners[i].score == 0) corners[i].score = kSuppressed;
    if (i > 0 && Key(corners[i - 1]) + 1 == key) Compare(corners[i - 1], corners[i]);
    // x + 1 in the row above never carries into y, as x < FK_MAX_CORNER_SIDE.
    while (above < i && Key(corners[above]) + (1u << 16) + 1 < key) ++above;
    for (size_t j = above; j < i && Key(corners[j]) + (1u << 16) <= key + 1; ++j) Compare(corners[j], corners[i]);
  }
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i) {
    const fk_corner corner = corners[i];
    corners[kept] = corner;
    kept += (corner.score & kSuppressed) == 0;
  }
  return kept;
}
