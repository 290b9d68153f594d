import Files

/// A pair of copies that a shard of a search within a set has found, and what grouping them needs to know of both.
public struct DuplicatePairRow: Sendable, Hashable {
  public struct Photo: Sendable, Hashable {
    public let id: String
    /// From 0, among all photos of the set in its order.
    public let place: Int
    public let path: String
    /// In pixels.
    public let width: Int
    public let height: Int
    /// Of the photo's file; nil where they aren't known.
    public let bytes: Int?

    public init(id: String, place: Int, path: String, width: Int, height: Int, bytes: Int?) {
      self.id = id
      self.place = place
      self.path = path
      self.width = width
      self.height = height
      self.bytes = bytes
    }
  }

  public let query: Photo
  public let reference: Photo
  /// Finite.
  public let score: Float

  public init(query: Photo, reference: Photo, score: Float) {
    self.query = query
    self.reference = reference
    self.score = score
  }
}

private let photoColumns = ["place", "path", "width", "height", "bytes"]
private let columns =
  ["query_id", "reference_id", "score"]
  + ["query", "reference"].flatMap { side in photoColumns.map { "\(side)_\($0)" } }

/// Writes pairs of copies: `query_id,reference_id,score`, then `place,path,width,height,bytes` of the query (`query_place`, …) and of
/// the reference. `bytes` that aren't known are empty.
///
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writeDuplicatePairs(_ rows: some Sequence<DuplicatePairRow>, to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  try writer.append(columns)
  for row in rows {
    let photos = [row.query, row.reference].flatMap { photo in
      ["\(photo.place)", photo.path, "\(photo.width)", "\(photo.height)", photo.bytes.map { "\($0)" } ?? ""]
    }
    try writer.append([row.query.id, row.reference.id, "\(row.score)"] + photos)
  }
  try writer.finish()
}

/// Whether a file begins as ``writeDuplicatePairs(_:to:)`` has it; false when it can't be read.
public func isDuplicatePairFile(_ path: String) -> Bool {
  guard var reader = try? CSVReader(path: path) else { return false }
  return (try? reader.next())?.fields == columns
}

/// Reads what ``writeDuplicatePairs(_:to:)`` has written.
///
/// - Throws: ``CSVError`` naming the file, and the line of what is no such row.
public func readDuplicatePairs(_ path: String) throws(CSVError) -> [DuplicatePairRow] {
  var reader = try CSVReader(path: path, columns: columns, header: .required)
  var rows: [DuplicatePairRow] = []
  while let row = try reader.next() {
    let score = Float(try row.number(at: 2))
    guard score.isFinite else { throw row.error("expected a score in single precision, found \"\(row[2])\"") }
    rows.append(
      DuplicatePairRow(
        query: try photo(of: row, id: row[0], at: 3),
        reference: try photo(of: row, id: row[1], at: 3 + photoColumns.count), score: score))
  }
  return rows
}

/// - Parameter first: the field of its place.
private func photo(of row: CSVRow, id: String, at first: Int) throws(CSVError) -> DuplicatePairRow.Photo {
  func number(_ offset: Int) throws(CSVError) -> Int {
    guard let number = Int(row[first + offset]), number >= 0 else {
      throw row.error(
        "expected a whole number from 0 in \(columns[first + offset]), found \"\(row[first + offset])\"")
    }
    return number
  }
  return DuplicatePairRow.Photo(
    id: id, place: try number(0), path: row[first + 1], width: try number(2), height: try number(3),
    bytes: row.utf8(at: first + 4).isEmpty ? nil : try number(4))
}
