// Preconditions of the C functions.

#ifndef FACSIMILE_REQUIRE_H
#define FACSIMILE_REQUIRE_H

#include <cstdio>
#include <cstdlib>

namespace fk {

/// Ends the process with a message unless `holds`: for arguments that would make us leave a buffer.
inline void Require(bool holds, const char *function, const char *must) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", function, must);
  std::abort();
}

}  // namespace fk

#endif  // FACSIMILE_REQUIRE_H
