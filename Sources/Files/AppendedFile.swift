#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that grows by pieces and keeps them whatever happens to the program; one process at a time has it.
///
/// What was appended is the system's to keep: a killed program loses at most the piece at hand, of which a part may be
/// there. Not to be shared between threads.
package final class AppendedFile {
  /// The reason of the error where another process has the file.
  package static let isTaken = "another process is writing it"

  package let path: String
  private let descriptor: Int32

  /// Opens a file, or makes an empty one.
  ///
  /// - Throws: ``FileError`` when it can't be written, another process has it, or something else than a file is there: a link would
  ///   let others choose what is written to, and a pipe is waited for.
  package init(path: String) throws(FileError) {
    let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = open(systemPath(path), flags, 0o666)
    guard descriptor >= 0 else {
      if errno == ELOOP { throw FileError(.write, path, reason: "it is a link, which is not followed") }
      throw FileError(.write, path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(.write, path, reason: FileError.noFile)
    }
    // File systems without locks are no reason to refuse.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw FileError(.write, path, reason: Self.isTaken)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Bytes that the file has.
  package var byteCount: Int {
    get throws(FileError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path) }
      return Int(status.st_size)
    }
  }

  /// Up to `count` bytes from `start` on, fewer where the file ends before.
  package func read(_ count: Int, at start: Int) throws(FileError) -> [UInt8] {
    try readBytes(of: descriptor, path: path, at: start, count: count)
  }

  /// Forgets everything behind the first `count` bytes.
  package func cut(to count: Int) throws(FileError) {
    guard ftruncate(descriptor, off_t(count)) == 0 else { throw FileError(.write, path) }
  }

  /// Waits until all that was appended is on the disk, where it outlives the system.
  package func synchronize() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw FileError(.write, path) }
  }

  /// Adds bytes at the end; where that fails, a part of them may be there.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    try writeBytes(bytes, to: descriptor, path: path)
  }
}
