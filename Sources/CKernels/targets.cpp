// Lists and forces the SIMD targets that Highway dispatches to.

#include <vector>

#include "CKernels.h"
#include "hwy/targets.h"

namespace {

// Best first. Fixed at the first call: it must not depend on what is forced.
const std::vector<int64_t> &Targets() {
  static const std::vector<int64_t> targets = hwy::SupportedAndGeneratedTargets();
  return targets;
}

}  // namespace

size_t fk_target_count(void) { return Targets().size(); }

const char *fk_target_name(size_t index) {
  return index < Targets().size() ? hwy::TargetName(Targets()[index]) : nullptr;
}

int fk_force_target(size_t index) {
  if (index >= Targets().size()) return -1;
  // Dispatch reads this atomic mask alone. The mask of SetSupportedTargetsForTest is not needed, and is not atomic.
  hwy::GetChosenTarget().Update(Targets()[index]);
  return 0;
}

void fk_unforce_target(void) { hwy::GetChosenTarget().Update(hwy::SupportedTargets()); }
