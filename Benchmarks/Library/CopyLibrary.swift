import CSV
import Evaluation
import Files
import Foundation
import Geometry

/// A library of 1,000 photos in a folder, of which 100 are copies of others in it: 20 photos have a copy of every
/// ``CopyKind`` each.
///
/// `photos/` holds all of them, named by numbers drawn at random; `copies/` the 100 once more under the same names;
/// `library.csv` (`photo_id,source_id,kind`) says what they are copies of; `pairs.csv` (`query_id,reference_id`) pairs
/// each of them with its original and with the four other copies of it.
struct CopyLibrary {
  struct Copy {
    let photoID: String
    /// The original's.
    let sourceID: String
    let kind: CopyKind
  }

  let folder: String
  /// By name.
  let copies: [Copy]
  /// The picture that each photo shows, or shows a piece of, by the photos' names.
  let sources: [String: String]
  /// How many of the others are whole photos and how many pieces of photos.
  let wholeCount: Int
  let pieceCount: Int

  var photos: String { folder + "/photos" }
  var copiesOnly: String { folder + "/copies" }
  var truth: String { folder + "/pairs.csv" }

  /// Every copy with its original and each of its siblings, the copy as query.
  var pairs: [TruePair] {
    copies.flatMap { copy in
      ([copy.sourceID] + copies.filter { $0.sourceID == copy.sourceID && $0.photoID != copy.photoID }.map(\.photoID))
        .map { TruePair(queryID: copy.photoID, referenceID: $0) }
    }
  }

  private static let photoCount = 1000
  private static let copiedCount = 20

  /// Makes the library of the photos beside the project; the same bytes every time.
  ///
  /// - Parameters:
  ///   - data: holds the folders `dev`, `homographies`, `trials` and `overlays`.
  ///   - folder: new or empty.
  /// - Throws: ``NotEnoughPhotos``; `FileError` and `CSVError` with the path that can't be read or written.
  static func make(from data: String, into folder: String) throws -> CopyLibrary {
    var generator = SplitMix64(seed: 1)
    let originals = try OriginalSet(
      SourcePhoto.all(in: data), copied: copiedCount, count: photoCount - copiedCount * CopyKind.allCases.count,
      using: &generator)
    var names = (0..<photoCount).map { "P" + String(format: "%06d", $0) }.shuffled(using: &generator)[...]
    if let there = try? FileManager.default.contentsOfDirectory(atPath: folder), !there.isEmpty {
      throw FileError(.write, folder, reason: "it is there already and not empty")
    }
    let subfolders = ["photos", "copies"].map { "\(folder)/\($0)" }
    for path in subfolders { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    var sources: [String: String] = [:]
    func write(_ file: [UInt8], of source: String, to subfolders: [String]) throws -> String {
      let name = names.removeFirst()
      sources[name] = source
      for path in subfolders { try writeFile(file, to: "\(path)/\(name).jpg") }
      return name
    }
    var copies: [Copy] = []
    for original in originals.copied {
      let source = try write(original.file, of: original.source, to: ["\(folder)/photos"])
      for kind in CopyKind.allCases {
        let name = try write(kind.copy(of: original.file, using: &generator), of: original.source, to: subfolders)
        copies.append(Copy(photoID: name, sourceID: source, kind: kind))
      }
    }
    for photo in originals.whole + originals.pieces {
      _ = try write(photo.file, of: photo.source, to: ["\(folder)/photos"])
    }

    let library = CopyLibrary(
      folder: folder, copies: copies.sorted { $0.photoID < $1.photoID }, sources: sources,
      wholeCount: originals.copied.count + originals.whole.count, pieceCount: originals.pieces.count)
    try library.writeTables()
    return library
  }

  private func writeTables() throws {
    try write(
      ["photo_id", "source_id", "kind"], copies.map { [$0.photoID, $0.sourceID, $0.kind.rawValue] }, to: "library")
    try write(["query_id", "reference_id"], pairs.map { [$0.queryID, $0.referenceID] }, to: "pairs")
  }

  private func write(_ header: [String], _ rows: [[String]], to name: String) throws {
    let writer = try CSVWriter(path: "\(folder)/\(name).csv")
    for row in [header] + rows { try writer.append(row) }
    try writer.finish()
  }
}
