// Libraries that are loaded when a file first needs them: linking them would cost every start of the program more than
// reading a picture does, and a machine without them can still read the other formats. Inside of CCodecs only.

#ifndef CCODECS_CODEC_LIBRARY_H
#define CCODECS_CODEC_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

// A function to look up: its name, and where its address goes.
typedef struct {
  const char *name;
  void *address;  // of a pointer to a function of that type
} codec_function;

// Opens the first of `names` (a list that ends with NULL) that is there and has all `count` functions. It stays open.
bool codec_load(const char *const *names, const codec_function *functions, size_t count);

// For a list of functions `LIST(USE)`, which calls USE(name) for each: a struct with a typed pointer to each, and its
// members as codec_function of the struct `functions`.
#define CODEC_DECLARE_FUNCTION(name) __typeof__(&name) name;
#define CODEC_FIND_FUNCTION(name) {#name, &functions.name},

// Where Homebrew keeps libraries, which the loader of macOS doesn't search.
#define CODEC_MACOS_NAMES(name) name, "/opt/homebrew/lib/" name, "/usr/local/lib/" name

#endif
