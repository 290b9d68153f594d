import CSV
import Files

/// Pairs that somebody else proposes, to be verified: each of photos that two catalogs have.
///
/// Memory: 8 bytes a pair, 16 where the list has scores; while it is read, 32 more and the
/// bytes of the file.
public struct CandidateList: Sendable {
  /// A query and where its pairs are.
  struct Query: Sendable {
    /// Its index in the catalog.
    let index: Int
    let pairs: Range<Int>
  }

  /// The file it was read from.
  public let path: String
  /// Queries in the order in which the list first names them.
  let queries: [Query]
  /// Pairs by query, those of a query in the order of the list: the indices of both photos in their catalogs.
  let queryIndices: [Int32]
  let referenceIndices: [Int32]
  /// The scores that came with the pairs; empty where none did.
  let givenScores: [Double]
  /// Of the file's bytes.
  let checksum: FNV1a

  public var count: Int { referenceIndices.count }
  public var hasScores: Bool { !givenScores.isEmpty }

  /// Reads a list: CSV (`query_id,reference_id[,score]`, with or without header) or words separated by blanks
  /// (`query reference [score]`); a comma in the first line that isn't blank tells CSV.
  ///
  /// A name is a photo's id, or a path whose file name without extension is one.
  /// - Throws: `FileError` when the file can't be read; `CSVError` naming file and line of a row that is none, whose score
  ///   is no finite number or of which a catalog doesn't have the photo, of a pair that was there before, or where there
  ///   is no pair at all.
  /// - Complexity: O(pairs · log pairs).
  public init(path: String, queries: FeatureCatalog, references: FeatureCatalog) throws {
    let bytes = try readFile(path)
    var checksum = FNV1a()
    checksum.add(bytes)
    var read = ReadPairs()
    try readCandidateRows(bytes, path: path) { row in
      func index(of name: String, in catalog: FeatureCatalog, _ role: String) throws -> Int32 {
        guard let index = catalog.index(of: name) else {
          throw CSVError(path: path, line: row.line, reason: "the \(role) \"\(name)\" is not in \(catalog.path)")
        }
        return Int32(index)
      }
      read.queries.append(try index(of: row.query, in: queries, "query"))
      read.references.append(try index(of: row.reference, in: references, "reference"))
      read.lines.append(row.line)
      if let score = row.score { read.scores.append(score) }
    }
    guard !read.lines.isEmpty else { throw CSVError(path: path, line: nil, reason: "it names no pairs") }

    let order: [Int]
    (self.queries, order) = read.groupedByQuery(queryCount: queries.count)
    if let (first, second) = read.firstRepetition(in: self.queries, order: order) {
      let names = "\(queries.ids[Int(read.queries[first])]), \(references.ids[Int(read.references[first])])"
      throw CSVError(
        path: path, line: read.lines[second], reason: "the pair \(names) is in line \(read.lines[first]) already")
    }
    self.path = path
    self.checksum = checksum
    queryIndices = order.map { read.queries[$0] }
    referenceIndices = order.map { read.references[$0] }
    givenScores = read.scores.isEmpty ? [] : order.map { read.scores[$0] }
  }

  /// For each of `photoCount` queries whether the list names it.
  func namedQueries(of photoCount: Int) -> [Bool] { Self.named(queryIndices, of: photoCount) }
  func namedReferences(of photoCount: Int) -> [Bool] { Self.named(referenceIndices, of: photoCount) }

  private static func named(_ indices: [Int32], of photoCount: Int) -> [Bool] {
    var isNamed = [Bool](repeating: false, count: photoCount)
    for index in indices { isNamed[Int(index)] = true }
    return isNamed
  }
}

/// The pairs in the order of the file.
private struct ReadPairs {
  var queries: [Int32] = []
  var references: [Int32] = []
  var lines: [Int] = []
  var scores: [Double] = []

  /// The queries by first appearance, and the pairs that are theirs in the order of the file.
  func groupedByQuery(queryCount: Int) -> (queries: [CandidateList.Query], order: [Int]) {
    var places = [Int](repeating: -1, count: queryCount)
    var named: [(index: Int, count: Int)] = []
    for query in queries {
      let index = Int(query)
      if places[index] < 0 {
        places[index] = named.count
        named.append((index, 0))
      }
      named[places[index]].count += 1
    }
    var grouped: [CandidateList.Query] = []
    var next: [Int] = []
    for (index, count) in named {
      let start = grouped.last?.pairs.upperBound ?? 0
      grouped.append(CandidateList.Query(index: index, pairs: start..<start + count))
      next.append(start)
    }
    var order = [Int](repeating: 0, count: queries.count)
    for (position, query) in queries.enumerated() {
      let place = places[Int(query)]
      order[next[place]] = position
      next[place] += 1
    }
    return (grouped, order)
  }

  /// The first row of the file whose pair an earlier row has, behind that row.
  func firstRepetition(in grouped: [CandidateList.Query], order: [Int]) -> (first: Int, second: Int)? {
    var found: (first: Int, second: Int)?
    for query in grouped {
      let rows = order[query.pairs].sorted { (references[$0], $0) < (references[$1], $1) }
      for (first, second) in zip(rows, rows.dropFirst())
      where references[first] == references[second] && second < found?.second ?? .max {
        found = (first, second)
      }
    }
    return found
  }
}
