import Files

/// A photo of a group of copies, as a row of a file.
public struct GroupRow: Sendable, Hashable {
  /// From 1 on.
  public let group: Int
  public let id: String
  public let path: String
  /// In pixels.
  public let width: Int
  public let height: Int
  /// Of the photo's file; nil where they aren't known.
  public let bytes: Int?
  /// That of the pair of this photo and the group's best; nil for the best, and where that pair was not found.
  public let score: Double?
  public let isBest: Bool
  /// The pair by which the photo belongs to the group: the other photo, and the score; nil for the best.
  public let linkID: String?
  public let linkScore: Double?

  public init(
    group: Int, id: String, path: String, width: Int, height: Int, bytes: Int?, score: Double?, isBest: Bool,
    linkID: String?, linkScore: Double?
  ) {
    self.group = group
    self.id = id
    self.path = path
    self.width = width
    self.height = height
    self.bytes = bytes
    self.score = score
    self.isBest = isBest
    self.linkID = linkID
    self.linkScore = linkScore
  }
}

/// Writes groups of copies: `group,id,path,width,height,bytes,score,is_best,link_id,link_score`.
///
/// Empty fields are those that aren't known; `is_best` is 1 or 0; scores are in single precision.
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writeGroups(_ rows: some Sequence<GroupRow>, to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  try writer.append([
    "group", "id", "path", "width", "height", "bytes", "score", "is_best", "link_id", "link_score",
  ])
  for row in rows {
    try writer.append([
      "\(row.group)", row.id, row.path, "\(row.width)", "\(row.height)", row.bytes.map { "\($0)" } ?? "",
      text(of: row.score), row.isBest ? "1" : "0", row.linkID ?? "", text(of: row.linkScore),
    ])
  }
  try writer.finish()
}

private func text(of score: Double?) -> String { score.map { "\(Float($0))" } ?? "" }
