#include "tiff_library.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "codec_memory.h"

static struct tiff_functions functions;
static bool is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// libtiff has one handler for all threads, and older versions tell it nothing of the file.
static _Thread_local char *message_target;

static void keep_message(const char *module, const char *format, va_list arguments) {
  (void)module;
  // The first error is the cause.
  if (message_target == NULL || message_target[0] != 0) return;
  vsnprintf(message_target, codec_message_size, format, arguments);
}

static void load(void) {
#ifdef __APPLE__
  static const char *const names[] = {CODEC_MACOS_NAMES("libtiff.6.dylib"), CODEC_MACOS_NAMES("libtiff.dylib"), NULL};
#else
  static const char *const names[] = {"libtiff.so.6", "libtiff.so.5", "libtiff.so", NULL};
#endif
  const codec_function wanted[] = {TIFF_FUNCTIONS(CODEC_FIND_FUNCTION)};
  if (!codec_load(names, wanted, sizeof wanted / sizeof *wanted)) return;
  functions.TIFFSetErrorHandler(keep_message);
  functions.TIFFSetWarningHandler(NULL);
  is_loaded = true;
}

const struct tiff_functions *codec_tiff_functions(void) {
  pthread_once(&once, load);
  return is_loaded ? &functions : NULL;
}

void codec_tiff_set_message_target(char *message) { message_target = message; }
