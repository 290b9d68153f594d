import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An open file that is read in portions, or one that was read before.
final class CSVSource {
  private static let portion = 1 << 18

  let path: String
  /// −1 where the bytes are those of a file that was read before.
  private let descriptor: Int32
  private var given: [UInt8] = []
  /// Bytes that may still come.
  private var left = Int.max

  /// - Parameter path: what to call the bytes in messages.
  init(bytes: [UInt8], path: String) {
    self.path = path
    descriptor = -1
    given = bytes
  }

  init(path: String) throws(CSVError) {
    self.path = path
    descriptor = open(systemPath(path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    do { left = try mostBytes(of: descriptor, path: path) } catch {
      throw CSVError(path: path, line: nil, reason: error.reason)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The next bytes of the file: a whole portion but at its end, none behind it.
  func next() throws(CSVError) -> [UInt8] {
    guard descriptor >= 0 else {
      defer { given = [] }
      return given
    }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.portion) { buffer, initialized in
      while initialized < Self.portion {
        let count = read(descriptor, buffer.baseAddress! + initialized, Self.portion - initialized)
        if count > 0 {
          initialized += count
        } else if count == 0 || errno != EINTR {
          code = count == 0 ? 0 : errno
          return
        }
      }
    }
    guard code == 0 else { throw Self.failure(path, code) }
    guard bytes.count <= left else { throw CSVError(path: path, line: nil, reason: FileError.endless) }
    left -= bytes.count
    return bytes
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> CSVError {
    CSVError(path: path, line: nil, reason: "cannot be read: " + String(cString: strerror(code)))
  }
}
