#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnx_internal.h"

void onnx_say(char *message, const char *text) { snprintf(message, onnx_message_size, "%s", text); }

bool onnx_succeeded(const struct onnx_api *api, OrtStatus *status, char *message) {
  if (status == NULL) return true;
  onnx_say(message, api->error_message(status));
  api->release_status(status);
  return false;
}

// POSIX lets a pointer to a function pass through one to an object; C has no cast for it.
#define FIND_FUNCTION(place, name, result, arguments) memcpy(&api->name, &table[place], sizeof api->name);

static void find_functions(const void *const *table, struct onnx_api *api) { ONNX_FUNCTIONS(FIND_FUNCTION) }

static bool set_up(onnx_runtime *runtime, char *message) {
  const struct onnx_api *api = &runtime->api;
  // What goes wrong comes back as a status; what it would log beside that is not for our stderr.
  return onnx_succeeded(api, api->create_env(onnx_log_fatal, "facsimile", &runtime->env), message) &&
         onnx_succeeded(api, api->disable_telemetry(runtime->env), message) &&
         onnx_succeeded(
             api, api->create_cpu_memory_info(onnx_arena_allocator, onnx_default_memory, &runtime->memory), message) &&
         onnx_succeeded(api, api->default_allocator(&runtime->allocator), message);
}

// The version of the API that belongs to that of a library: 17 of "1.17.3". 0 for what is no version.
static unsigned long api_of_version(const char *version) {
  char *minor = NULL;
  if (strtoul(version, &minor, 10) != 1 || *minor != '.') return 0;
  return strtoul(minor + 1, NULL, 10);
}

// The library stays loaded, whatever comes: it has threads and destructors of its own.
onnx_status onnx_runtime_open(
    const char *path, uint32_t api_version, onnx_runtime **opened, char *version, size_t capacity, char *message) {
  if (capacity > 0) version[0] = 0;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    onnx_say(message, reason != NULL ? reason : "it can't be loaded");
    return ONNX_NOT_LOADED;
  }
  void *address = dlsym(library, "OrtGetApiBase");
  if (address == NULL) {
    onnx_say(message, "it has no OrtGetApiBase");
    return ONNX_OTHER_LIBRARY;
  }
  const struct onnx_api_base *(*get_base)(void);
  memcpy(&get_base, &address, sizeof get_base);
  const struct onnx_api_base *base = get_base();
  const char *found = base->get_version();
  snprintf(version, capacity, "%s", found);
  // A library that is asked for more than it has complains on stderr.
  const void *const *table = api_of_version(found) >= api_version ? base->get_api(api_version) : NULL;
  if (table == NULL) {
    snprintf(message, onnx_message_size, "it is version %s", found);
    return ONNX_TOO_OLD;
  }
  onnx_runtime *runtime = calloc(1, sizeof *runtime);
  if (runtime == NULL) {
    onnx_say(message, "out of memory");
    return ONNX_FAILED;
  }
  find_functions(table, &runtime->api);
  if (!set_up(runtime, message)) {
    free(runtime);
    return ONNX_FAILED;
  }
  *opened = runtime;
  return ONNX_OK;
}
