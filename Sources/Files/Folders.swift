#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Gives a folder another name, which nothing may have.
///
/// - Throws: ``FileError`` with the new name.
package func moveFolder(_ path: String, to target: String) throws(FileError) {
  guard rename(systemPath(path), systemPath(target)) == 0 else { throw FileError(.write, target) }
}

/// Deletes a folder and the files in it; folders in it are none of ours, and keep it from being deleted.
///
/// - Throws: ``FileError`` where something is left.
package func removeFolder(ofFiles path: String) throws(FileError) {
  for name in try listFolder(path) { removeFile("\(path)/\(name)") }
  guard rmdir(systemPath(path)) == 0 else { throw FileError(.write, path) }
}
