import CSV
import Geometry

/// Two photos of which one was made from the other, and how.
struct HomographyPair {
  enum Level: String, CaseIterable {
    case easy, medium, hard
  }

  /// Place in the list, from 0.
  let number: Int
  let id: String
  let level: Level
  /// The truth: `x_target ~ H x_source` in pixels of the files.
  let targetFromSource: Homography
  let sourcePath: String
  let targetPath: String

  /// Settings are chosen on pairs of even number; those of odd number show how well they carry over. Levels take turns
  /// in the list, so either half has as many of each.
  var isForTuning: Bool { number.isMultiple(of: 2) }
}

private let columns =
  ["pair_id", "level", "overlap"] + (1...3).flatMap { row in (1...3).map { "h\(row)\($0)" } } + ["source"]

/// The pairs that `homographies.csv` in `folder` lists, in its order.
///
/// - Throws: `CSVError` naming file and line of a row that isn't one.
func readHomographyPairs(_ folder: String) throws -> [HomographyPair] {
  var reader = try CSVReader(path: folder + "/homographies.csv", columns: columns, header: .required)
  var pairs: [HomographyPair] = []
  while let row = try reader.next() {
    guard let level = HomographyPair.Level(rawValue: row[1]) else {
      throw row.error("expected easy, medium or hard, found \"\(row[1])\"")
    }
    pairs.append(
      HomographyPair(
        number: pairs.count, id: row[0], level: level,
        targetFromSource: Homography(rowMajor: try (3..<12).map { try row.number(at: $0) }),
        sourcePath: "\(folder)/source/\(row[0]).jpg", targetPath: "\(folder)/target/\(row[0]).jpg"))
  }
  return pairs
}
