// What the parts of CONNXRuntime share. Inside of CONNXRuntime only.
#ifndef CONNXRUNTIME_ONNX_INTERNAL_H
#define CONNXRUNTIME_ONNX_INTERNAL_H

#include <stdbool.h>

#include "CONNXRuntime.h"
#include "onnx_api.h"

struct onnx_runtime {
  struct onnx_api api;
  OrtEnv *env;
  OrtMemoryInfo *memory;
  OrtAllocator *allocator;
};

// Writes a text, cut to onnx_message_size.
void onnx_say(char *message, const char *text);

// Whether a call went well: otherwise says what ONNX Runtime said, and releases that.
bool onnx_succeeded(const struct onnx_api *api, OrtStatus *status, char *message);

#endif
