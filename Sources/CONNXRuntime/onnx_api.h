// The part of ONNX Runtime's C API that is used, declared by its documentation: OrtGetApiBase gives a table of functions that
// only ever grows, so that a function keeps its place. Inside of CONNXRuntime only.
#ifndef CONNXRUNTIME_ONNX_API_H
#define CONNXRUNTIME_ONNX_API_H

#include <stddef.h>
#include <stdint.h>

// What the API calls by these names, behind pointers only.
typedef struct OrtStatus OrtStatus;
typedef struct OrtEnv OrtEnv;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtRunOptions OrtRunOptions;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtTensorTypeAndShapeInfo OrtTensorTypeAndShapeInfo;
typedef struct OrtValue OrtValue;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtAllocator OrtAllocator;

// What OrtGetApiBase returns.
struct onnx_api_base {
  const void *const *(*get_api)(uint32_t version);
  const char *(*get_version)(void);
};

enum { onnx_log_fatal = 4 };
enum { onnx_arena_allocator = 1, onnx_default_memory = 0 };

// USE(place in the table, our name, result, arguments)
#define ONNX_FUNCTIONS(USE)                                                                                            \
  USE(2, error_message, const char *, (const OrtStatus *))                                                             \
  USE(3, create_env, OrtStatus *, (int log_level, const char *log_id, OrtEnv **))                                      \
  USE(6, disable_telemetry, OrtStatus *, (const OrtEnv *))                                                             \
  USE(7, create_session, OrtStatus *, (const OrtEnv *, const char *path, const OrtSessionOptions *, OrtSession **))    \
  USE(9, run, OrtStatus *,                                                                                             \
      (OrtSession *, const OrtRunOptions *, const char *const *input_names, const OrtValue *const *inputs,             \
       size_t input_count, const char *const *output_names, size_t output_count, OrtValue **outputs))                  \
  USE(10, create_session_options, OrtStatus *, (OrtSessionOptions **))                                                 \
  USE(24, set_intra_op_threads, OrtStatus *, (OrtSessionOptions *, int))                                               \
  USE(25, set_inter_op_threads, OrtStatus *, (OrtSessionOptions *, int))                                               \
  USE(30, input_count, OrtStatus *, (const OrtSession *, size_t *))                                                    \
  USE(31, output_count, OrtStatus *, (const OrtSession *, size_t *))                                                   \
  USE(33, input_type, OrtStatus *, (const OrtSession *, size_t index, OrtTypeInfo **))                                 \
  USE(34, output_type, OrtStatus *, (const OrtSession *, size_t index, OrtTypeInfo **))                                \
  USE(36, input_name, OrtStatus *, (const OrtSession *, size_t index, OrtAllocator *, char **))                        \
  USE(37, output_name, OrtStatus *, (const OrtSession *, size_t index, OrtAllocator *, char **))                       \
  USE(49, create_tensor, OrtStatus *,                                                                                  \
      (const OrtMemoryInfo *, void *data, size_t size, const int64_t *dimensions, size_t rank, int element,            \
       OrtValue **))                                                                                                   \
  USE(51, tensor_data, OrtStatus *, (OrtValue *, void **))                                                             \
  USE(55, tensor_info, OrtStatus *, (const OrtTypeInfo *, const OrtTensorTypeAndShapeInfo **))                         \
  USE(60, element_type, OrtStatus *, (const OrtTensorTypeAndShapeInfo *, int *))                                       \
  USE(61, dimension_count, OrtStatus *, (const OrtTensorTypeAndShapeInfo *, size_t *))                                 \
  USE(62, dimensions, OrtStatus *, (const OrtTensorTypeAndShapeInfo *, int64_t *, size_t count))                       \
  USE(64, element_count, OrtStatus *, (const OrtTensorTypeAndShapeInfo *, size_t *))                                   \
  USE(65, value_info, OrtStatus *, (const OrtValue *, OrtTensorTypeAndShapeInfo **))                                   \
  USE(69, create_cpu_memory_info, OrtStatus *, (int allocator, int memory, OrtMemoryInfo **))                          \
  USE(76, allocator_free, OrtStatus *, (OrtAllocator *, void *))                                                       \
  USE(78, default_allocator, OrtStatus *, (OrtAllocator **))                                                           \
  USE(93, release_status, void, (OrtStatus *))                                                                         \
  USE(94, release_memory_info, void, (OrtMemoryInfo *))                                                                \
  USE(95, release_session, void, (OrtSession *))                                                                       \
  USE(96, release_value, void, (OrtValue *))                                                                           \
  USE(98, release_type_info, void, (OrtTypeInfo *))                                                                    \
  USE(99, release_tensor_info, void, (OrtTensorTypeAndShapeInfo *))                                                    \
  USE(100, release_session_options, void, (OrtSessionOptions *))                                                        \
  USE(130, add_session_config, OrtStatus *, (OrtSessionOptions *, const char *key, const char *value))

#define ONNX_DECLARE_FUNCTION(place, name, result, arguments) result(*name) arguments;

struct onnx_api {
  ONNX_FUNCTIONS(ONNX_DECLARE_FUNCTION)
};

#endif
