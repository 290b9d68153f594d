import ArgumentParser
import Imaging

/// A kind of file that commands write: the ending of an output says which one it is taken for later.
enum OutputKind: CaseIterable {
  case hdf5
  case table
  case index
  case picture
  case drawing
  case words
  case database
  case json
  case page

  /// As messages call it.
  private var name: String {
    switch self {
    case .hdf5: "an HDF5 file"
    case .table: "CSV"
    case .index: "an index"
    case .picture: "a picture"
    case .drawing: "SVG"
    case .words: "a list of words"
    case .database: "an SQLite database"
    case .json: "JSON"
    case .page: "a web page"
    }
  }

  /// The endings that only files of this kind have; the first is the usual one.
  private var endings: [String] {
    switch self {
    case .hdf5: ["h5", "hdf5", "hdf", "he5"]
    case .table: ["csv"]
    case .index: ["index", "idx"]
    case .picture: ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic"]
    case .drawing: ["svg", "pdf"]
    case .words: ["tsv"]
    case .database: ["db", "sqlite", "sqlite3"]
    case .json: ["json"]
    case .page: ["html", "htm"]
    }
  }

  /// Refuses a path that ends as files of another kind do; other endings and none say nothing.
  ///
  /// - Throws: `ValidationError`, before any work is done.
  func check(_ path: String?) throws {
    guard let path, let ending = Self.ending(of: path) else { return }
    guard let other = Self.allCases.first(where: { $0.endings.contains(ending) }), other != self else { return }
    throw ValidationError(
      "\(name: path) would hold \(name), but .\(name: ending) is the ending of \(other.name): "
        + "give it .\(endings[0]) or none")
  }

  /// Refuses a path whose ending is none of those by which a picture's format is chosen.
  static func checkPicture(_ path: String?) throws {
    guard let path, EncodedFormat(pathExtension: ending(of: path) ?? "") == nil else { return }
    throw ValidationError("\(name: path) must end with .png, .jpg or .jpeg, which says how the picture is written")
  }

  /// Refuses a drawing whose ending is neither of those that say how it is written.
  static func checkDrawing(_ path: String?) throws {
    guard let path, !["svg", "png"].contains(ending(of: path)) else { return }
    throw ValidationError("\(name: path) must end with .svg or .png, which says how the plot is written")
  }

  /// What stands behind the last dot of a file's name, in small letters; nil where there is none.
  private static func ending(of path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    return String(name[name.index(after: dot)...]).lowercased()
  }
}
