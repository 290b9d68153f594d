#include <stdlib.h>
#include <string.h>

#include "onnx_internal.h"

struct onnx_session {
  const onnx_runtime *runtime;
  OrtSession *session;
  size_t input_count;
  size_t output_count;
  char **input_names;   // `input_count` of them
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

typedef OrtStatus *(*name_function)(const OrtSession *, size_t, OrtAllocator *, char **);

// `count` names, of inputs or outputs, those before one that fails included.
static bool find_names(
    const onnx_session *session, name_function name, size_t count, char ***names, char *message) {
  *names = calloc(count + 1, sizeof **names);
  if (*names == NULL) {
    onnx_say(message, "out of memory");
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    OrtStatus *status = name(session->session, i, session->runtime->allocator, &(*names)[i]);
    if (!onnx_succeeded(&session->runtime->api, status, message)) return false;
  }
  return true;
}

static bool find_all_names(onnx_session *session, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  return onnx_succeeded(api, api->input_count(session->session, &session->input_count), message) &&
         onnx_succeeded(api, api->output_count(session->session, &session->output_count), message) &&
         find_names(session, api->input_name, session->input_count, &session->input_names, message) &&
         find_names(session, api->output_name, session->output_count, &session->output_names, message);
}

onnx_status onnx_session_open(const onnx_runtime *runtime, const char *path, onnx_session **opened, char *message) {
  onnx_session *session = calloc(1, sizeof *session);
  if (session == NULL) {
    onnx_say(message, "out of memory");
    return ONNX_FAILED;
  }
  session->runtime = runtime;
  if (!open_model(session, path, message) || !find_all_names(session, message)) {
    onnx_session_close(session);
    return ONNX_FAILED;
  }
  *opened = session;
  return ONNX_OK;
}

// What the allocator of ONNX Runtime has given.
static void give_back(const onnx_runtime *runtime, char **names, size_t count) {
  char message[onnx_message_size];
  for (size_t i = 0; names != NULL && i < count; i++) {
    // There is nothing to be done where that fails.
    if (names[i] != NULL) onnx_succeeded(&runtime->api, runtime->api.allocator_free(runtime->allocator, names[i]), message);
  }
  free(names);
}

void onnx_session_close(onnx_session *session) {
  if (session == NULL) return;
  give_back(session->runtime, session->input_names, session->input_count);
  give_back(session->runtime, session->output_names, session->output_count);
  if (session->session != NULL) session->runtime->api.release_session(session->session);
  free(session);
}

size_t onnx_session_input_count(const onnx_session *session) { return session->input_count; }
size_t onnx_session_output_count(const onnx_session *session) { return session->output_count; }

const char *onnx_session_input_name(const onnx_session *session, size_t index) {
  return index < session->input_count ? session->input_names[index] : NULL;
}

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

onnx_status onnx_session_input(const onnx_session *session, size_t index, onnx_tensor *tensor, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  OrtTypeInfo *type = NULL;
  if (!onnx_succeeded(api, api->input_type(session->session, index, &type), message)) return ONNX_FAILED;
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

// A tensor for each input; those before one that fails are made.
static bool make_inputs(const onnx_session *session, const onnx_value *values, OrtValue **inputs, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  for (size_t i = 0; i < session->input_count; i++) {
    const onnx_value *value = &values[i];
    // The tensor is only read, though the API can't say so.
    OrtStatus *status = api->create_tensor(
        session->runtime->memory, (void *)(uintptr_t)value->values, value->size, value->dimensions, value->rank,
        (int)value->element, &inputs[i]);
    if (!onnx_succeeded(api, status, message)) return false;
  }
  return true;
}

static bool run(
    const onnx_session *session, OrtValue *const *inputs, size_t output_index, onnx_output *output, char *message) {
  const struct onnx_api *api = &session->runtime->api;
  const char *output_name = session->output_names[output_index];
  OrtValue *value = NULL;
  OrtStatus *status = api->run(
      session->session, NULL, (const char *const *)session->input_names, (const OrtValue *const *)inputs,
      session->input_count, &output_name, 1, &value);
  const bool done = onnx_succeeded(api, status, message) && copy_values(api, value, output, message);
  if (value != NULL) api->release_value(value);
  return done;
}

onnx_status onnx_session_run(
    const onnx_session *session, const onnx_value *values, size_t output_index, onnx_output *output, char *message) {
  memset(output, 0, sizeof *output);
  OrtValue **inputs = calloc(session->input_count + 1, sizeof *inputs);
  if (inputs == NULL) {
    onnx_say(message, "out of memory");
    return ONNX_FAILED;
  }
  const bool done =
      make_inputs(session, values, inputs, message) && run(session, inputs, output_index, output, message);
  for (size_t i = 0; i < session->input_count; i++) {
    if (inputs[i] != NULL) session->runtime->api.release_value(inputs[i]);
  }
  free(inputs);
  return done ? ONNX_OK : ONNX_FAILED;
}

void onnx_output_free(onnx_output *output) {
  free(output->values);
  output->values = NULL;
}
