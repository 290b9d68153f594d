#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Up to `count` bytes of an open file from `offset` on, fewer where it ends before.
///
/// - Throws: ``FileError`` with `path` when it can't be read.
func readBytes(of descriptor: Int32, path: String, at offset: Int, count: Int) throws(FileError) -> [UInt8] {
  try readBytes(path: path, count: count) { start, count, done in pread(descriptor, start, count, off_t(offset + done))
  }
}

/// Up to `count` bytes of what has no places to read at, as a pipe; fewer where it ends before.
///
/// - Throws: ``FileError`` with `path` when it can't be read.
func readNextBytes(of descriptor: Int32, path: String, count: Int) throws(FileError) -> [UInt8] {
  try readBytes(path: path, count: count) { start, count, _ in read(descriptor, start, count) }
}

/// - Parameter part: reads up to so many bytes behind those that it has read; as `read` does.
private func readBytes(
  path: String, count: Int, _ part: (_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ done: Int) -> Int
) throws(FileError) -> [UInt8] {
  guard count > 0 else { return [] }
  var code: Int32 = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    while initialized < count {
      let read = part(buffer.baseAddress! + initialized, count - initialized, initialized)
      if read > 0 {
        initialized += read
      } else if read == 0 || errno != EINTR {
        code = read == 0 ? 0 : errno
        return
      }
    }
  }
  guard code == 0 else { throw FileError(.read, path, errno: code) }
  return bytes
}

/// A file that is open for reading at any place. Safe to share between threads.
package final class RandomAccessFile: Sendable {
  package let path: String
  /// Its size when it was opened.
  package let byteCount: Int
  private let descriptor: Int32

  /// - Throws: ``FileError`` when it can't be read or is no file.
  package init(path: String) throws(FileError) {
    let descriptor = try openForReading(path)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw FileError(.read, path, errno: code)
    }
    self.path = path
    byteCount = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Exactly `count` bytes from `offset` on.
  ///
  /// - Throws: ``FileError`` when it can't be read or ends before.
  package func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    let bytes = try readBytes(of: descriptor, path: path, at: offset, count: count)
    guard bytes.count == count else { throw FileError(.read, path, reason: "it ends early") }
    return bytes
  }
}
