import Files

/// The folder of a gallery.
struct GalleryFolder {
  private let folder: MarkedFolder

  static let marker = ".facsimile-gallery"
  private static let pictures = "pictures"

  /// - Throws: `FileError`; see ``MarkedFolder``.
  init(_ path: String) throws(FileError) {
    folder = try MarkedFolder(
      path, marker: Self.marker, kind: "a gallery", origin: "groups of copies, written by facsimile duplicates --html")
    try folder.makeInner(Self.pictures)
  }

  /// Deletes the pages and pictures of an earlier gallery, and nothing that isn't called as they are.
  func clear() throws(FileError) {
    try folder.clear { $0 == "index.html" || $0.wholeMatch(of: /page-[0-9]+\.html/) != nil }
    try folder.clear(Self.pictures) { $0.wholeMatch(of: /[0-9]+-[0-9]+\.jpg/) != nil }
  }

  /// Where the picture of a group's photo is, below the folder.
  static func pictureName(group: Int, place: Int) -> String { "\(pictures)/\(group + 1)-\(place + 1).jpg" }
}
