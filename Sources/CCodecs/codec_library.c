#include "codec_library.h"

#include <dlfcn.h>
#include <string.h>

static bool find_functions(void *library, const codec_function *functions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    void *address = dlsym(library, functions[i].name);
    if (address == NULL) return false;
    // POSIX lets a pointer to a function pass through one to an object; C has no cast for it.
    memcpy(functions[i].address, &address, sizeof address);
  }
  return true;
}

bool codec_load(const char *const *names, const codec_function *functions, size_t count) {
  for (; *names != NULL; names++) {
    void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) continue;
    if (find_functions(library, functions, count)) return true;
    dlclose(library);
  }
  return false;
}
