#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes that are read at a time.
private let portion = 1 << 20

/// The most bytes that are taken of an open text: of a pipe or a device, whose length nobody knows before, 1 GiB, which is more than any
/// list; of a file all.
///
/// - Throws: the system's reason.
package func mostBytes(of descriptor: Int32, path: String) throws(FileError) -> Int {
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path) }
  return status.st_mode & S_IFMT == S_IFREG ? .max : 1 << 30
}

/// The bytes of a text.
///
/// No text has a zero, but one in UTF-16, which is told by its start: of what has one nothing is read behind the second MiB. So a
/// device without an end ends, and a sparse file of gigabytes takes no memory. Of a pipe, no more than 1 GiB is read.
/// - Parameter takesPipes: whether it may be a pipe, as lists are that another program writes; it is waited for.
/// - Throws: ``FileError`` when it can't be read, is a folder, or a pipe or a device where none is taken, or, with the reason
///   `FileError.noText`, is longer than a MiB and has a zero, or, with `FileError.endless`, is a pipe of more than 1 GiB.
package func readText(_ path: String, takesPipes: Bool = false) throws(FileError) -> [UInt8] {
  let descriptor = try openForReading(path, takesPipes: takesPipes)
  defer { close(descriptor) }
  let limit = try mostBytes(of: descriptor, path: path)
  var bytes: [UInt8] = []
  var hasZeros = false
  while true {
    let part = try readNextBytes(of: descriptor, path: path, count: portion)
    hasZeros = hasZeros || part.contains(0)
    guard part.count <= limit - bytes.count else { throw FileError(.read, path, reason: FileError.endless) }
    bytes += part
    guard !hasZeros || bytes.count <= portion else { throw FileError(.read, path, reason: FileError.noText) }
    if part.count < portion { return bytes }
  }
}
