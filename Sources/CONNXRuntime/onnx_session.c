#include <stdlib.h>
#include <string.h>

#include "onnx_internal.h"

struct onnx_session {
  const onnx_runtime *runtime;
  OrtSession *session;
  size_t input_count;
  size_t output_count;
  char *input_name;     // of the first input; NULL where there is none
  char **output_names;  // `output_count` of them
};

static bool set_options(const struct onnx_api *api, OrtSessionOptions *options, char *message) {
  return onnx_succeeded(api, api->set_intra_op_threads(options, 1), message) &&
         onnx_succeeded(api, api->set_inter_op_threads(options, 1), message) &&
         onnx_succeeded(api, api->add_session_config(options, "session.intra_op.allow_spinning", "0"), message) &&
         onnx_succeeded(api, api->add_session_config(options, "session.inter_op.allow_spinning", "0"), message);
}

static bool open_model(onnx_session *session, const char *path, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  OrtSessionOptions *options = NULL;
  if (!onnx_succeeded(api, api->create_session_options(&options), message)) return false;
  const bool done =
      set_options(api, options, message) &&
      onnx_succeeded(api, api->create_session(session->runtime->env, path, options, &session->session), message);
  api->release_session_options(options);
  return done;
}

static bool find_names(onnx_session *session, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  OrtAllocator *allocator = session->runtime->allocator;
  if (!onnx_succeeded(api, api->input_count(session->session, &session->input_count), message) ||
      !onnx_succeeded(api, api->output_count(session->session, &session->output_count), message)) {
    return false;
  }
  if (session->input_count > 0 &&
      !onnx_succeeded(api, api->input_name(session->session, 0, allocator, &session->input_name), message)) {
    return false;
  }
  session->output_names = calloc(session->output_count + 1, sizeof *session->output_names);
  if (session->output_names == NULL) {
    onnx_say(message, "out of memory");
    return false;
  }
  for (size_t i = 0; i < session->output_count; i++) {
    OrtStatus *status = api->output_name(session->session, i, allocator, &session->output_names[i]);
    if (!onnx_succeeded(api, status, message)) return false;
  }
  return true;
}

onnx_status onnx_session_open(const onnx_runtime *runtime, const char *path, onnx_session **opened, char *message) {
  onnx_session *session = calloc(1, sizeof *session);
  if (session == NULL) {
    onnx_say(message, "out of memory");
    return ONNX_FAILED;
  }
  session->runtime = runtime;
  if (!open_model(session, path, message) || !find_names(session, message)) {
    onnx_session_close(session);
    return ONNX_FAILED;
  }
  *opened = session;
  return ONNX_OK;
}

// What the allocator of ONNX Runtime has given.
static void give_back(const onnx_runtime *runtime, char *text) {
  char message[onnx_message_size];
  // There is nothing to be done where that fails.
  if (text != NULL) onnx_succeeded(&runtime->api, runtime->api.allocator_free(runtime->allocator, text), message);
}

void onnx_session_close(onnx_session *session) {
  if (session == NULL) return;
  give_back(session->runtime, session->input_name);
  for (size_t i = 0; session->output_names != NULL && i < session->output_count; i++) {
    give_back(session->runtime, session->output_names[i]);
  }
  free(session->output_names);
  if (session->session != NULL) session->runtime->api.release_session(session->session);
  free(session);
}

size_t onnx_session_input_count(const onnx_session *session) { return session->input_count; }
size_t onnx_session_output_count(const onnx_session *session) { return session->output_count; }

const char *onnx_session_output_name(const onnx_session *session, size_t index) {
  return index < session->output_count ? session->output_names[index] : NULL;
}

static bool describe(
    const struct onnx_api *api, const OrtTensorTypeAndShapeInfo *info, onnx_tensor *tensor, char *message) {
  int element = 0;
  if (!onnx_succeeded(api, api->element_type(info, &element), message) ||
      !onnx_succeeded(api, api->dimension_count(info, &tensor->rank), message)) {
    return false;
  }
  tensor->element = element;
  const size_t told = tensor->rank < onnx_most_dimensions ? tensor->rank : onnx_most_dimensions;
  return onnx_succeeded(api, api->dimensions(info, tensor->dimensions, told), message);
}

// Takes over `type`.
static onnx_status describe_type(const struct onnx_api *api, OrtTypeInfo *type, onnx_tensor *tensor, char *message) {
  memset(tensor, 0, sizeof *tensor);
  const OrtTensorTypeAndShapeInfo *info = NULL;
  // What is no tensor has no such information, which is no error.
  const bool done = onnx_succeeded(api, api->tensor_info(type, &info), message) &&
                    (info == NULL || describe(api, info, tensor, message));
  api->release_type_info(type);
  return done ? ONNX_OK : ONNX_FAILED;
}

onnx_status onnx_session_input(const onnx_session *session, onnx_tensor *tensor, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  OrtTypeInfo *type = NULL;
  if (!onnx_succeeded(api, api->input_type(session->session, 0, &type), message)) return ONNX_FAILED;
  return describe_type(api, type, tensor, message);
}

onnx_status onnx_session_output(const onnx_session *session, size_t index, onnx_tensor *tensor, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  OrtTypeInfo *type = NULL;
  if (!onnx_succeeded(api, api->output_type(session->session, index, &type), message)) return ONNX_FAILED;
  return describe_type(api, type, tensor, message);
}

static bool copy_values(const struct onnx_api *api, OrtValue *value, onnx_output *output, char *message) {
  OrtTensorTypeAndShapeInfo *info = NULL;
  if (!onnx_succeeded(api, api->value_info(value, &info), message)) return false;
  const bool described = describe(api, info, &output->tensor, message) &&
                         onnx_succeeded(api, api->element_count(info, &output->count), message);
  api->release_tensor_info(info);
  if (!described) return false;
  if (output->tensor.element != ONNX_FLOAT32) {
    onnx_say(message, "the output is not of float32");
    return false;
  }
  void *data = NULL;
  if (!onnx_succeeded(api, api->tensor_data(value, &data), message)) return false;
  output->values = malloc((output->count > 0 ? output->count : 1) * sizeof *output->values);
  if (output->values == NULL) {
    onnx_say(message, "out of memory");
    return false;
  }
  if (output->count > 0) memcpy(output->values, data, output->count * sizeof *output->values);
  return true;
}

onnx_status onnx_session_run(
    const onnx_session *session, const void *input, size_t size, onnx_element element, const int64_t *dimensions,
    size_t rank, size_t output_index, onnx_output *output, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  memset(output, 0, sizeof *output);
  OrtValue *given = NULL;
  // The tensor is only read, though the API can't say so.
  OrtStatus *status = api->create_tensor(
      session->runtime->memory, (void *)(uintptr_t)input, size, dimensions, rank, (int)element, &given);
  if (!onnx_succeeded(api, status, message)) return ONNX_FAILED;
  const char *input_name = session->input_name;
  const char *output_name = session->output_names[output_index];
  const OrtValue *inputs[] = {given};
  OrtValue *value = NULL;
  status = api->run(session->session, NULL, &input_name, inputs, 1, &output_name, 1, &value);
  const bool done = onnx_succeeded(api, status, message) && copy_values(api, value, output, message);
  if (value != NULL) api->release_value(value);
  api->release_value(given);
  return done ? ONNX_OK : ONNX_FAILED;
}

void onnx_output_free(onnx_output *output) {
  free(output->values);
  output->values = NULL;
}
