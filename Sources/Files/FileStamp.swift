#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which file it is on the system: two paths are those of one file where these are equal.
package struct FileIdentity: Sendable, Hashable {
  let device: UInt64
  let number: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

/// Kind, length and time of the last change of a file: a cheap sign that it is the same as before.
package struct FileStamp: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case regular, folder, link
    /// A device, a pipe, a socket: reading it may never end.
    case other
  }

  package let kind: Kind
  package let identity: FileIdentity
  package let bytes: Int
  /// Seconds and nanoseconds since 1970.
  package let seconds: Int
  package let nanoseconds: Int

  /// Nil where there is no such file.
  ///
  /// - Parameter followsLinks: whether a link's target is meant, not the link itself.
  package init?(_ path: String, followsLinks: Bool = true) {
    var status = stat()
    let path = systemPath(path)
    guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    identity = FileIdentity(status)
    bytes = Int(status.st_size)
    seconds = Int(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
  }
}
