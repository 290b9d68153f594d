#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Kind, length and time of the last change of a file: a cheap sign that it is the same as before.
package struct FileStamp: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case regular, folder
    /// A device, a pipe, a socket: reading it may never end.
    case other
  }

  package let kind: Kind
  package let bytes: Int
  /// Seconds and nanoseconds since 1970.
  package let seconds: Int
  package let nanoseconds: Int

  /// Nil where there is no such file.
  package init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      default: .other
      }
    bytes = Int(status.st_size)
    seconds = Int(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
  }
}
