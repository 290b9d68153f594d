#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes that are read at a time.
private let portion = 1 << 20

/// The bytes of a text.
///
/// No text has a zero, but one in UTF-16, which is told by its start: of what has one nothing is read behind the second MiB. So a
/// device without an end ends, and a sparse file of gigabytes takes no memory.
/// - Parameter takesPipes: whether it may be a pipe, as lists are that another program writes; it is waited for.
/// - Throws: ``FileError`` when it can't be read, is a folder, or a pipe or a device where none is taken, or, with the reason
///   `FileError.noText`, is longer than a MiB and has a zero.
package func readText(_ path: String, takesPipes: Bool = false) throws(FileError) -> [UInt8] {
  let descriptor = try openForReading(path, takesPipes: takesPipes)
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var hasZeros = false
  while true {
    let part = try readNextBytes(of: descriptor, path: path, count: portion)
    hasZeros = hasZeros || part.contains(0)
    bytes += part
    guard !hasZeros || bytes.count <= portion else { throw FileError(.read, path, reason: FileError.noText) }
    if part.count < portion { return bytes }
  }
}
