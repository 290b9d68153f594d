#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The names of what is in a folder, as ``PathText``, sorted by their bytes; the folder itself and the one above it are left out.
///
/// - Throws: ``FileError`` when the folder can't be read.
/// - Complexity: O(names · log names).
package func listFolder(_ path: String) throws(FileError) -> [String] {
  guard let listing = opendir(systemPath(path)) else { throw FileError(.list, path) }
  defer { closedir(listing) }
  var names: [[UInt8]] = []
  while true {
    errno = 0
    guard let entry = readdir(listing) else {
      guard errno == 0 else { throw FileError(.list, path) }
      break
    }
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
  }
  return names.sorted { $0.lexicographicallyPrecedes($1) }.map { PathText.text(of: $0) }
}

/// The path of a file without links, `.` and `..`; nil where there is no such file.
package func realPath(_ path: String) -> String? {
  guard let resolved = realpath(systemPath(path), nil) else { return nil }
  defer { free(resolved) }
  return PathText.text(of: UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
}
