// What Swift can't see of SQLite: macros that cast. No logic lives here.

#ifndef FACSIMILE_CSQLITE_SHIM_H
#define FACSIMILE_CSQLITE_SHIM_H

#include <sqlite3.h>

// "Copy what is bound": the destructor that stands for it is a cast of -1.
static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }

#endif
