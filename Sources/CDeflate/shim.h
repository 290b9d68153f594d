// libdeflate as it is; only its CRC-32 is used, which takes a third of zlib's time.

#ifndef FACSIMILE_CDEFLATE_SHIM_H
#define FACSIMILE_CDEFLATE_SHIM_H

#include <libdeflate.h>

#endif
