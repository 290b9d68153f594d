import CSV
import Files
import Photos

/// Pairs that somebody else proposes, to be verified: each of photos that two sets have.
///
/// Memory: 4 bytes a pair, 12 where the list has scores; while it is read, 32 more and the bytes of the file.
public struct CandidateList: Sendable {
  /// A query and where its pairs are.
  package struct ListedQuery: Sendable {
    /// Its index in the set of queries.
    package let index: Int
    package let pairs: Range<Int>
  }

  /// The file it was read from.
  public let path: String
  /// Queries in the order in which the list first names them.
  package let queries: [ListedQuery]
  /// Of each pair the index of the reference in its set, by query, those of a query in the order of the list.
  package let referenceIndices: [Int32]
  /// The scores that came with the pairs; empty where none did.
  package let givenScores: [Double]
  /// Of each query, by its index in the set, where it is in `queries`.
  private let places: [Int: Int]
  /// Of the ids of either set.
  private let queryNames: UInt64
  private let referenceNames: UInt64
  /// Of the file's bytes.
  package let checksum: FNV1a

  public var count: Int { referenceIndices.count }
  public var hasScores: Bool { !givenScores.isEmpty }

  /// Reads a list: CSV (`query_id,reference_id[,score]`, with or without header) or words separated by blanks
  /// (`query reference [score]`); a comma in the first line that isn't blank tells CSV.
  ///
  /// A name is a photo's id, or a path: its file's name without extension is an id, or it ends as the path of one photo does.
  /// - Throws: `FileError` when the file can't be read; `CSVError` naming file and line of a row that is none, whose score
  ///   is no finite number or of which a set doesn't have the photo, or has several that it may be, of a pair that was there
  ///   before, or where there is no pair at all.
  /// - Complexity: O(pairs · log pairs).
  public init(path: String, queries: any FeatureSource, references: any FeatureSource) throws {
    var (queryNames, referenceNames) = (PhotoNames(queries), PhotoNames(references))
    let bytes = try readText(path, takesPipes: true)
    var checksum = FNV1a()
    checksum.add(bytes)
    var read = ReadPairs()
    try readCandidateRows(bytes, path: path) { row in
      func index(of name: String, in names: inout PhotoNames, _ role: String) throws -> Int32 {
        if case .photo(let index) = names.photo(called: name) { return Int32(index) }
        let reason = names.refusal(of: name) ?? ""
        throw CSVError(path: path, line: row.line, reason: "the \(role) \"\(name)\" \(reason)")
      }
      read.queries.append(try index(of: row.query, in: &queryNames, "query"))
      read.references.append(try index(of: row.reference, in: &referenceNames, "reference"))
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
    places = Dictionary(uniqueKeysWithValues: self.queries.enumerated().map { ($1.index, $0) })
    self.queryNames = checksumOfIDs(queries)
    self.referenceNames = checksumOfIDs(references)
    self.path = path
    self.checksum = checksum
    referenceIndices = order.map { read.references[$0] }
    givenScores = read.scores.isEmpty ? [] : order.map { read.scores[$0] }
  }

  /// - Throws: ``ListMismatch`` when the sets aren't those that the list was read with.
  package func requireSets(queries: any FeatureSource, references: any FeatureSource) throws(ListMismatch) {
    if checksumOfIDs(queries) != queryNames { throw ListMismatch(list: path, set: queries.path, role: "queries") }
    if checksumOfIDs(references) != referenceNames {
      throw ListMismatch(list: path, set: references.path, role: "references")
    }
  }

  /// Where the pairs of a query are; empty where it has none.
  package func pairs(of query: Int) -> Range<Int> { places[query].map { queries[$0].pairs } ?? 0..<0 }

  /// For each of `photoCount` references whether the list names it.
  package func namedReferences(of photoCount: Int) -> [Bool] {
    var isNamed = [Bool](repeating: false, count: photoCount)
    for index in referenceIndices { isNamed[Int(index)] = true }
    return isNamed
  }
}

/// A list that was read with other photos than it is to be judged with.
public struct ListMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  public let list: String
  public let set: String
  /// "queries" or "references".
  public let role: String

  public var description: String { "\(list) was read with other \(role) than those of \(set)" }
}

private func checksumOfIDs(_ source: any FeatureSource) -> UInt64 {
  var checksum = FNV1a()
  for id in source.ids { checksum.add(name: id) }
  return checksum.value
}

/// The pairs in the order of the file.
private struct ReadPairs {
  var queries: [Int32] = []
  var references: [Int32] = []
  var lines: [Int] = []
  var scores: [Double] = []

  /// The queries by first appearance, and the pairs that are theirs in the order of the file.
  func groupedByQuery(queryCount: Int) -> (queries: [CandidateList.ListedQuery], order: [Int]) {
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
    var grouped: [CandidateList.ListedQuery] = []
    var next: [Int] = []
    for (index, count) in named {
      let start = grouped.last?.pairs.upperBound ?? 0
      grouped.append(CandidateList.ListedQuery(index: index, pairs: start..<start + count))
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
  func firstRepetition(in grouped: [CandidateList.ListedQuery], order: [Int]) -> (first: Int, second: Int)? {
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
