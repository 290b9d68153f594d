// ONNX Runtime behind a few plain C functions. Its library is loaded when a model is first needed: neither the build nor the
// program needs it to be there, and the program starts as fast as without.
//
// Every function that can fail returns an onnx_status; other than ONNX_OK, it has written a message that ends with a zero, cut to
// `onnx_message_size` bytes, and its results are not to be read. A session runs once at a time; different sessions
// may run at once.
#ifndef CONNXRUNTIME_H
#define CONNXRUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { onnx_message_size = 1024 };

// Version of the C API that is asked for, that of ONNX Runtime 1.17: later ones have it, too.
enum { onnx_api_version = 17 };

// Most dimensions of an input or output that are told.
enum { onnx_most_dimensions = 8 };

typedef enum onnx_status {
  ONNX_OK = 0,
  ONNX_NOT_LOADED,     // the loader doesn't take the file, or there is none
  ONNX_OTHER_LIBRARY,  // a library, but not ONNX Runtime
  ONNX_TOO_OLD,        // ONNX Runtime without the version of the API that was asked for
  ONNX_FAILED,         // what ONNX Runtime says
} onnx_status;

// Types of elements, by the numbers of ONNX; there are more.
typedef enum onnx_element {
  ONNX_FLOAT32 = 1,
  ONNX_UINT8 = 2,
} onnx_element;

// The library, for the rest of the process.
typedef struct onnx_runtime onnx_runtime;

// A model that is ready to run on the calling thread.
typedef struct onnx_session onnx_session;

// What an input or output of a model says of itself.
typedef struct onnx_tensor {
  // A number of ONNX, see onnx_element; 0 for what is no tensor.
  int32_t element;
  // Of the dimensions, which may be more than fit into `dimensions`.
  size_t rank;
  // -1 where the model leaves it open.
  int64_t dimensions[onnx_most_dimensions];
} onnx_tensor;

// What an input is given: `size` bytes of `element`, of the shape `dimensions`.
typedef struct onnx_value {
  const void *values;
  size_t size;
  onnx_element element;
  const int64_t *dimensions;
  size_t rank;
} onnx_value;

// The numbers of an output.
typedef struct onnx_output {
  float *values;  // owned
  size_t count;
  onnx_tensor tensor;
} onnx_output;

// Loads the library at `path` (a name without a slash is looked for where the loader looks) and asks for `api_version` of
// its API. `version` takes that of the library, at most `capacity` bytes with the final zero, as soon as it is known.
onnx_status onnx_runtime_open(
    const char *path, uint32_t api_version, onnx_runtime **runtime, char *version, size_t capacity, char *message);

// Reads a model. Its operators run on the thread that calls onnx_session_run, and no other.
onnx_status onnx_session_open(
    const onnx_runtime *runtime, const char *model_path, onnx_session **session, char *message);
void onnx_session_close(onnx_session *session);

size_t onnx_session_input_count(const onnx_session *session);
size_t onnx_session_output_count(const onnx_session *session);
// Names, which live as long as the session; NULL where there is no such input or output.
const char *onnx_session_input_name(const onnx_session *session, size_t index);
const char *onnx_session_output_name(const onnx_session *session, size_t index);
onnx_status onnx_session_input(const onnx_session *session, size_t index, onnx_tensor *tensor, char *message);
onnx_status onnx_session_output(const onnx_session *session, size_t index, onnx_tensor *tensor, char *message);

// Runs the model on a value for each of its inputs, in their order, and gives the output of an index. An output that isn't of
// float32 fails.
onnx_status onnx_session_run(
    const onnx_session *session, const onnx_value *values, size_t output_index, onnx_output *output, char *message);
void onnx_output_free(onnx_output *output);

#ifdef __cplusplus
}
#endif
#endif
