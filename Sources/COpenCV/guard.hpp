// What every function of COpenCV does around its call of OpenCV.
#ifndef COPENCV_GUARD_HPP
#define COPENCV_GUARD_HPP

#include <cstdio>
#include <exception>

#include <opencv2/core.hpp>
#include <opencv2/core/utility.hpp>

#include "COpenCV.h"

namespace ocv {

/// Sets OpenCV's threads to 1 on the first call; the initialisation of a static local is thread-safe and happens before
/// whatever any caller does next.
inline void use_one_thread() {
  static const bool done = (cv::setNumThreads(1), true);
  (void)done;
}

/// Writes `text`, cut to `capacity` bytes with its final zero.
inline void write_text(const char *text, char *buffer, size_t capacity) noexcept {
  if (buffer != nullptr && capacity > 0) std::snprintf(buffer, capacity, "%s", text);
}

/// Runs `body` and turns whatever it throws into a code and a message: Swift cannot unwind C++ exceptions.
template <typename Body>
ocv_status guarded(char *message, size_t message_capacity, Body &&body) noexcept {
  try {
    use_one_thread();
    body();
    return OCV_OK;
  } catch (const cv::Exception &exception) {
    write_text(exception.what(), message, message_capacity);
    return OCV_OPENCV_EXCEPTION;
  } catch (const std::exception &exception) {
    write_text(exception.what(), message, message_capacity);
    return OCV_STANDARD_EXCEPTION;
  } catch (...) {
    write_text("an exception of an unknown type", message, message_capacity);
    return OCV_UNKNOWN_EXCEPTION;
  }
}

}  // namespace ocv

#endif
