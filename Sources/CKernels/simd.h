// Highway for our kernels: include this, never "hwy/highway.h", and never use HWY_ATTR.
//
// Highway 1.0.3 compiles its AVX3_DL target with "avxvnni", but detects AVX512-VNNI at run time. These are different
// features (https://github.com/google/highway/pull/1176): on a machine without AVX-VNNI, such as Zen 4, a loop that
// the compiler turns into 256-bit "vpdpwssd" dies of SIGILL. So this header swaps the features wherever Highway opens
// a namespace. It is read again for every target, hence without an include guard.

#include "hwy/base.h"
#include "hwy/detect_targets.h"

#undef FK_X86_DL
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3_DL  // this target or a better one
#define FK_X86_DL 1
#else
#define FK_X86_DL 0
#endif

#if HWY_COMPILER_CLANG && !defined(HWY_AVX3_ZEN4)  // later versions are right
#undef FK_FEATURES
#if FK_X86_DL
#define FK_FEATURES ",no-avxvnni,avx512vnni"
#else
#define FK_FEATURES ""
#endif
#undef HWY_PUSH_ATTRIBUTES
#define HWY_PUSH_ATTRIBUTES(targets_str) \
  HWY_PRAGMA(clang attribute push(__attribute__((target(targets_str FK_FEATURES))), apply_to = function))
#endif

#include "hwy/highway.h"
