import Files
import Vectors

/// The finished part of a search for neighbours: the neighbours of query after query, in the order of the run.
///
/// A ``RunJournal``'s batch holds some queries, integers little-endian: of each, 4 bytes of the number of its neighbours, then
/// of each of them 4 index, 8 similarity (IEEE 754), 2 view of the query, 2 view of the reference.
final class NeighborJournal {
  private static let neighborBytes = 16

  private let journal: RunJournal
  private let referenceCount: Int
  private let views: (query: Int, reference: Int)

  /// - Throws: as ``RunJournal`` does.
  init(
    besideOutput output: String, of identity: RunIdentity, isResuming: Bool, references: any VectorSource,
    queries: any VectorSource
  ) throws {
    journal = try RunJournal(besideOutput: output, of: identity, isResuming: isResuming)
    referenceCount = references.count
    views = (queries.views.count, references.views.count)
  }

  /// Hands over what earlier runs have found, query by query, of at most `limit` queries.
  ///
  /// - Throws: as ``RunJournal/restore(_:)`` does.
  func restore(atMost limit: Int, _ take: ([VectorNeighbor]) throws -> Void) throws {
    var left = limit
    try journal.restore { content in
      guard let queries = queries(in: content), queries.count <= left else { return false }
      left -= queries.count
      for neighbors in queries { try take(neighbors) }
      return true
    }
  }

  /// Adds the neighbours of some queries behind the others.
  func append(_ queries: [[VectorNeighbor]]) throws(FileError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(queries.reduce(0) { $0 + 4 + $1.count * Self.neighborBytes })
    for neighbors in queries {
      bytes += LittleEndian.bytes(of: UInt32(neighbors.count))
      for neighbor in neighbors {
        bytes += LittleEndian.bytes(of: UInt32(neighbor.index))
        bytes += LittleEndian.bytes(of: neighbor.similarity.bitPattern)
        bytes += LittleEndian.bytes(of: UInt16(neighbor.queryView))
        bytes += LittleEndian.bytes(of: UInt16(neighbor.referenceView))
      }
    }
    try journal.append(bytes)
  }

  func remove() { journal.remove() }
  func removeIfEmpty() { journal.removeIfEmpty() }

  /// Nil where they make no sense.
  private func queries(in content: ArraySlice<UInt8>) -> [[VectorNeighbor]]? {
    var queries: [[VectorNeighbor]] = []
    var rest = content
    func integer(_ bytes: Int) -> UInt64 {
      defer { rest = rest.dropFirst(bytes) }
      return LittleEndian.integer(rest.prefix(bytes))
    }
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let count = Int(integer(4))
      guard rest.count / Self.neighborBytes >= count else { return nil }
      var neighbors: [VectorNeighbor] = []
      neighbors.reserveCapacity(count)
      for _ in 0..<count {
        let neighbor = VectorNeighbor(
          index: Int(integer(4)), similarity: Double(bitPattern: integer(8)), queryView: Int(integer(2)),
          referenceView: Int(integer(2)))
        guard neighbor.index < referenceCount, neighbor.similarity.isFinite, neighbor.queryView < views.query,
          neighbor.referenceView < views.reference
        else { return nil }
        neighbors.append(neighbor)
      }
      queries.append(neighbors)
    }
    return queries
  }
}
