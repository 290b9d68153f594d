// cv::dnn without linking it: with its protobuf it would cost every start of the program 2 ms. Its library is loaded when a model
// is first needed, and its C++ functions are looked up by their mangled names, which follow from the headers.

#include <dlfcn.h>

#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

#include "guard.hpp"

// What the names of cv::dnn begin with: cv, dnn, and a namespace whose 14 letters change with the binary interface.
#define DNN_NAME(rest) "_ZN2cv3dnn14" CVAUX_STR(CV__DNN_INLINE_NS) rest
static_assert(sizeof(CVAUX_STR(CV__DNN_INLINE_NS)) == 15, "the names below count the letters of cv::dnn's namespace");

#ifdef _LIBCPP_VERSION
#define DNN_STRING(place) "NSt3__112basic_stringIcNS" place "_11char_traitsIcEENS" place "_9allocatorIcEEEE"
#else
#define DNN_STRING(place) "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
#endif

#define DNN_VERSION CVAUX_STR(CV_VERSION_MAJOR) CVAUX_STR(CV_VERSION_MINOR)

namespace {

using Net = cv::dnn::Net;

// Member functions take their object as first argument.
struct Functions {
  Net (*read)(const std::string &path);
  void (*destroy)(Net *);
  void (*set_backend)(Net *, int backend);
  void (*set_input)(
      Net *, const cv::_InputArray &blob, const std::string &name, double scale, const cv::Scalar &mean);
  cv::Mat (*forward)(Net *, const std::string &output);
};

template <typename Function>
bool find(void *library, const char *name, Function &function) {
  void *address = dlsym(library, name);
  // POSIX lets a pointer to a function pass through one to an object.
  std::memcpy(&function, &address, sizeof address);
  return address != nullptr;
}

bool find_all(void *library, Functions &functions) {
  return find(library, DNN_NAME("15readNetFromONNXERK") DNN_STRING("2"), functions.read) &&
         find(library, DNN_NAME("3NetD1Ev"), functions.destroy) &&
         find(library, DNN_NAME("3Net20setPreferableBackendEi"), functions.set_backend) &&
         find(
             library, DNN_NAME("3Net8setInputERKNS_11_InputArrayERK") DNN_STRING("6") "dRKNS_7Scalar_IdEE",
             functions.set_input) &&
         find(library, DNN_NAME("3Net7forwardERK") DNN_STRING("3"), functions.forward);
}

// Null where there is no library of the version that the headers are of.
const Functions *load() {
#ifdef __APPLE__
  static const char *const names[] = {
      "/opt/homebrew/lib/libopencv_dnn." DNN_VERSION ".dylib", "/usr/local/lib/libopencv_dnn." DNN_VERSION ".dylib"};
#else
  // Debian 12 counts 406 for 4.6, later versions have two digits.
  static const char *const names[] = {
      "libopencv_dnn.so." CVAUX_STR(CV_VERSION_MAJOR) "0" CVAUX_STR(CV_VERSION_MINOR), "libopencv_dnn.so." DNN_VERSION};
#endif
  static Functions functions;
  for (const char *name : names) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) continue;
    if (find_all(library, functions)) {
      // What goes wrong is thrown, too.
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
      return &functions;
    }
    dlclose(library);
  }
  return nullptr;
}

const Functions *functions() {
  static const Functions *const found = load();
  return found;
}

}  // namespace

struct ocv_network {
  // Of a Net, whose own constructor and destructor are in the library.
  alignas(Net) unsigned char storage[sizeof(Net)];

  Net *net() { return std::launder(reinterpret_cast<Net *>(storage)); }
};

bool ocv_has_networks(void) { return functions() != nullptr; }

ocv_status ocv_network_open(const char *path, ocv_network **network, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    if (functions() == nullptr) throw std::runtime_error("libopencv_dnn is missing");
    auto *opened = new ocv_network;
    try {
      new (opened->storage) Net(functions()->read(path));
    } catch (...) {
      delete opened;
      throw;
    }
    *network = opened;
    functions()->set_backend(opened->net(), cv::dnn::DNN_BACKEND_OPENCV);
  });
}

void ocv_network_free(ocv_network *network) {
  if (network == nullptr) return;
  functions()->destroy(network->net());
  delete network;
}

ocv_status ocv_network_run(
    ocv_network *network, const float *input, const int32_t *dimensions, int32_t rank, const char *output,
    ocv_numbers *numbers, char *message, size_t message_capacity) {
  *numbers = ocv_numbers{};
  return ocv::guarded(message, message_capacity, [&] {
    // A header on the caller's numbers, which are only read.
    const cv::Mat blob(rank, dimensions, CV_32F, const_cast<float *>(input));
    functions()->set_input(network->net(), blob, "", 1.0, cv::Scalar());
    const cv::Mat result = functions()->forward(network->net(), output);
    if (result.type() != CV_32F || !result.isContinuous()) throw std::runtime_error("its output is not of float32");
    numbers->rank = result.dims < OCV_MOST_DIMENSIONS ? result.dims : OCV_MOST_DIMENSIONS;
    for (int32_t i = 0; i < numbers->rank; i++) numbers->dimensions[i] = result.size[i];
    numbers->count = result.total();
    numbers->values = new float[numbers->count > 0 ? numbers->count : 1];
    std::memcpy(numbers->values, result.ptr(), numbers->count * sizeof(float));
  });
}

void ocv_numbers_free(ocv_numbers numbers) { delete[] numbers.values; }
