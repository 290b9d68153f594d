import Files
import Inspection

/// The folder of an export.
struct ExportFolder {
  private let folder: MarkedFolder

  static let page = "index.html"
  private static let pictures = "photos"

  /// - Throws: `FileError`; see `MarkedFolder`.
  init(_ path: String) throws(FileError) {
    folder = try MarkedFolder(
      path, marker: ".facsimile-inspection", kind: "exported pairs",
      origin: "pairs to look at, written by facsimile inspect --export")
    try folder.makeInner(Self.pictures)
  }

  var path: String { folder.path }

  /// Deletes the page and the pictures of an earlier export, and nothing that isn't called as they are.
  func clear() throws(FileError) {
    try folder.clear { $0 == Self.page }
    try folder.clear(Self.pictures) { $0.wholeMatch(of: /[qr][0-9]+\.jpg/) != nil }
  }

  /// Where a photo's picture is, below the folder.
  static func pictureName(of role: PhotoRole, _ index: Int) -> String {
    "\(pictures)/\(role.rawValue)\(index).jpg"
  }
}
