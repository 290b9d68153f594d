#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bytes of a file, at most `limit` of them from its start.
///
/// - Throws: ``FileError`` when it can't be read or is a folder.
package func readFile(_ path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
  let descriptor = open(systemPath(path), O_RDONLY)
  guard descriptor >= 0 else { throw FileError(.read, path) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path) }
  guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(.read, path, reason: "it is a folder") }

  // The size is a hint: a pipe has none, and a file may grow.
  var bytes: [UInt8] = []
  var capacity = min(max(Int(status.st_size) + 1, 1 << 12), limit)
  while bytes.count < limit {
    let start = bytes.count
    var count = 0
    bytes.append(
      contentsOf: [UInt8](unsafeUninitializedCapacity: min(capacity, limit - start)) { buffer, initialized in
        count = read(descriptor, buffer.baseAddress, buffer.count)
        initialized = max(count, 0)
      })
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError(.read, path)
    }
    if count == 0 { break }
    capacity = 1 << 16
  }
  return bytes
}

/// The last bytes of a file, at most `count`, and its length.
///
/// - Throws: ``FileError`` when it can't be read or is a folder.
package func readFileEnd(_ path: String, count: Int) throws(FileError) -> (bytes: [UInt8], fileBytes: Int) {
  let file = try RandomAccessFile(path: path)
  let start = max(file.byteCount - count, 0)
  return (try file.read(at: start, count: file.byteCount - start), file.byteCount)
}
