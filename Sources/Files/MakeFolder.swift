#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Makes a folder, unless it is there already.
///
/// - Throws: ``FileError`` where it can't be made: the folder above is missing or can't be written, or a file is in its place.
package func makeFolder(_ path: String) throws(FileError) {
  if mkdir(systemPath(path), 0o777) == 0 { return }
  let code = errno
  if code == EEXIST, FileStamp(path)?.kind == .folder { return }
  throw FileError(.write, path, errno: code)
}
