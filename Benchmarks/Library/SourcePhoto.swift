import CSV

/// A photo beside the project that shows one picture alone: no overlay, no background of another one.
struct SourcePhoto {
  /// The picture, whatever names its files have: "kodak/01.png", "bsds/test/100007.jpg".
  let source: String
  let path: String

  /// What may be done to a query that stands for its picture: nothing of another one comes in, and most of it is left.
  private static let harmless: Set<Substring> = [
    "aspect", "blur", "color", "crop", "edge", "grayscale", "hflip", "jpeg", "noise", "pixelize", "resize", "turn",
    "vflip",
  ]

  /// Every picture of the folders of `data` once: as reference or as half of a pair with a known homography where there
  /// is one without an overlay, else as a query that was made from it by harmless steps.
  ///
  /// References of `overlays` are no help: who wears one is not said, and what they show is in the other folders.
  /// - Throws: `CSVError` when a table is missing or not as it was.
  static func all(in data: String) throws -> [SourcePhoto] {
    var photos: [SourcePhoto] = []
    var sources: Set<String> = []
    func add(_ source: String, _ path: String) {
      if sources.insert(source).inserted { photos.append(SourcePhoto(source: source, path: "\(data)/\(path).jpg")) }
    }
    for (table, folder) in [
      ("dev/references", "dev/references"), ("homographies/homographies", "homographies/source"),
      ("trials/references", "trials/references"),
    ] {
      // "bsds/test/109055.jpg + overlay 1042" wears what others wear, too.
      for row in try rows(of: "\(data)/\(table).csv") where !row[row.count - 1].contains(" + ") {
        add(row[row.count - 1], "\(folder)/\(row[0])")
      }
    }
    for set in ["dev", "trials", "overlays"] {
      for row in try rows(of: "\(data)/\(set)/queries.csv") where harmless.isSuperset(of: row[2].split(separator: "+"))
      {
        add(row[4], "\(set)/queries/\(row[0])")
      }
    }
    return photos
  }

  /// The pictures that the queries of a set were made from, by their ids.
  static func ofQueries(in folder: String) throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try rows(of: folder + "/queries.csv").map { ($0[0], $0[4]) })
  }

  /// The pictures that the references of a set show, by their ids.
  static func ofReferences(in folder: String) throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try rows(of: folder + "/references.csv").map { row in
        // What it wears stands behind it.
        (row[0], row[1].firstRange(of: " + ").map { String(row[1][..<$0.lowerBound]) } ?? row[1])
      })
  }

  private static func rows(of path: String) throws -> some Sequence<CSVRow> {
    var reader = try CSVReader(path: path)
    return try reader.rows().dropFirst()
  }
}
