import Files

/// The folder of a gallery: a new one, an empty one, or that of an earlier gallery, which a hidden file of ours tells.
struct GalleryFolder {
  let path: String

  static let marker = ".facsimile-gallery"
  private static let pictures = "pictures"

  /// Makes the folder and marks it as a gallery's; what is in it stays.
  ///
  /// - Throws: `FileError` where it can't be made or read, or holds something else than a gallery: its files and ours would lie in
  ///   one heap, and those of an earlier gallery are deleted.
  init(_ path: String) throws(FileError) {
    guard !path.isEmpty else { throw FileError(.write, path, reason: "it names no folder") }
    try makeFolder(path)
    let there = try listFolder(path)
    guard there.isEmpty || there.contains(Self.marker) else {
      throw FileError(.write, path, reason: "it is there already, and holds something else than a gallery of ours")
    }
    self.path = path
    try writeFile("groups of copies, written by facsimile duplicates --html\n".utf8, to: "\(path)/\(Self.marker)")
    try makeFolder("\(path)/\(Self.pictures)")
  }

  /// Deletes the pages and pictures of an earlier gallery, and nothing that isn't called as they are.
  func clear() throws(FileError) {
    for name in try listFolder(path) where name == "index.html" || name.wholeMatch(of: /page-[0-9]+\.html/) != nil {
      removeFile("\(path)/\(name)")
    }
    for name in try listFolder("\(path)/\(Self.pictures)") where name.wholeMatch(of: /[0-9]+-[0-9]+\.jpg/) != nil {
      removeFile("\(path)/\(Self.pictures)/\(name)")
    }
  }

  /// Where the picture of a group's photo is, below the folder.
  static func pictureName(group: Int, place: Int) -> String { "\(pictures)/\(group + 1)-\(place + 1).jpg" }
}
