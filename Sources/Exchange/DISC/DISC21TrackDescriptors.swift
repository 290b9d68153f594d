import HDF5
import Storage
import Vectors

/// Descriptors as the descriptor track of DISC21 takes them: queries and references in one file.
///
/// | dataset | shape, type |
/// |---|---|
/// | `query`, `reference` | [N, D] Float32 |
/// | `query_ids`, `reference_ids` | [N] strings of fixed or variable length |
public struct DISC21TrackDescriptors: Sendable, Hashable {
  public let queries: VectorSet
  public let references: VectorSet

  static let names = (queries: ("query", "query_ids"), references: ("reference", "reference_ids"))

  /// - Precondition: both have the same dimension.
  public init(queries: VectorSet, references: VectorSet) {
    precondition(queries.dimension == references.dimension, "\(queries.dimension) and \(references.dimension) numbers")
    self.queries = queries
    self.references = references
  }

  /// Reads a file, whatever width its floats have and however its strings are stored.
  ///
  /// - Throws: ``StoreError`` when it is missing, damaged or of another layout, or a number is not finite.
  /// - Complexity: O(bytes of the file) time and memory.
  public init(path: String) throws(StoreError) {
    let file = try ForeignFile(path: path)
    queries = try VectorSet(file, vectors: Self.names.queries.0, ids: Self.names.queries.1)
    references = try VectorSet(file, vectors: Self.names.references.0, ids: Self.names.references.1)
    guard queries.dimension == references.dimension else {
      throw file.error(
        .dataset(
          name: Self.names.references.0, found: "[\(references.count), \(references.dimension)]",
          expected: "as wide as \(Self.names.queries.0), [N, \(queries.dimension)]"))
    }
  }

  /// Writes a whole file, or none, with the ids in the order of their bytes, as the official evaluation expects them.
  ///
  /// - Throws: ``StoreError`` when it can't be written.
  public func write(to path: String) throws(StoreError) {
    try writeHDF5(to: path) { (file) throws(HDF5Failure) in
      try queries.sortedByID.write(to: file, vectors: Self.names.queries.0, ids: Self.names.queries.1)
      try references.sortedByID.write(to: file, vectors: Self.names.references.0, ids: Self.names.references.1)
    }
  }
}
