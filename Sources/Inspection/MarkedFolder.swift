import Files

/// A folder that we fill with files of our own: a new one, an empty one, or one that an earlier program of the same kind has filled,
/// which a hidden file tells.
package struct MarkedFolder {
  package let path: String

  /// Makes the folder and marks it; what is in it stays.
  ///
  /// - Parameters:
  ///   - marker: name of the hidden file.
  ///   - kind: what the folder holds then, in errors: "a gallery".
  ///   - origin: who has filled it, in a line.
  /// - Throws: `FileError` where it can't be made or read, or holds something else: its files and ours would lie in one heap, and
  ///   ours of an earlier time are deleted.
  package init(_ path: String, marker: String, kind: String, origin: String) throws(FileError) {
    guard !path.isEmpty else { throw FileError(.write, path, reason: "it names no folder") }
    try makeFolder(path)
    let there = try listFolder(path)
    guard there.isEmpty || there.contains(marker) else {
      throw FileError(.write, path, reason: "it is there already, and holds something else than \(kind) of ours")
    }
    self.path = path
    try writeFile("\(origin)\n".utf8, to: "\(path)/\(marker)")
  }

  /// Makes a folder in it.
  package func makeInner(_ name: String) throws(FileError) { try makeFolder("\(path)/\(name)") }

  /// Deletes those of its files whose names are ours.
  ///
  /// - Parameter folder: below it; nil for the folder itself.
  package func clear(_ folder: String? = nil, where isOurs: (String) -> Bool) throws(FileError) {
    let place = folder.map { "\(path)/\($0)" } ?? path
    for name in try listFolder(place) where isOurs(name) { removeFile("\(place)/\(name)") }
  }
}
