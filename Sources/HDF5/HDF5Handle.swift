import CHDF5

/// Owns an identifier of HDF5 and closes it with its last reference, or earlier by ``close()``.
///
/// Who passes `id` on must keep the handle to the end of the scope (`defer { withExtendedLifetime(handle) {} }`): Swift
/// may let go of an object, and so close the identifier, before the call that uses its number.
///
/// Safe to share: `isClosed` is read and written inside the library's lock only.
final class HDF5Handle: @unchecked Sendable {
  typealias Closer = @convention(c) (hid_t) -> herr_t

  let id: hid_t
  private let closer: Closer
  private var isClosed = false

  /// Takes over `id`; throws the library's error when it is none. To be called inside the library's lock.
  init(_ id: hid_t, closer: @escaping Closer) throws(HDF5Failure) {
    self.id = try HDF5Library.check(id)
    self.closer = closer
  }

  deinit { try? close() }

  /// Closes the identifier once; closing a file or a dataset may write, and so may fail.
  func close() throws(HDF5Failure) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    guard !isClosed else { return }
    isClosed = true
    try HDF5Library.check(closer(id))
  }
}
