// zlib as it is; only its checksums are used.

#ifndef FACSIMILE_CZLIB_SHIM_H
#define FACSIMILE_CZLIB_SHIM_H

#include <zlib.h>

#endif
