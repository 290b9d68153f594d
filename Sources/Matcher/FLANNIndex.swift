import CFLANN
import Features
import Options

/// FLANN refused a call or failed in it.
public struct FLANNError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What FLANN said, cut to about 250 bytes.
  public let message: String

  public var description: String { "FLANN failed: \(message)" }
}

/// Descriptors laid out for approximate search, which looks at some of them only: FLANN's.
///
/// Histograms are searched by a forest of randomised KD-trees [1], binary descriptors by multi-probe LSH [2]. What is
/// found is a descriptor of the set with its exact distance, but not always the nearest one. One index always finds the
/// same, and so do two that were built over equal descriptors with equal options. Safe to search from several tasks.
///
/// Memory: a copy of the descriptors, and 64 bytes a descriptor for each tree or 4 and more for each table.
///
/// [1] Silpa-Anan & Hartley, "Optimised KD-trees for fast image descriptor matching", CVPR 2008; Muja & Lowe, "Fast
/// approximate nearest neighbors with automatic algorithm configuration", VISAPP 2009, §3.1. [2] Lv et al., "Multi-probe
/// LSH: efficient indexing for high-dimensional similarity search", VLDB 2007.
public final class FLANNIndex: Sendable {
  /// Version of the FLANN in use, such as "1.9.2".
  public static let libraryVersion = String(cString: cflann_version())
  /// Rows of a forest that are looked at for a query unless something else is asked for.
  public static let defaultChecks = 256

  public let kind: DescriptorKind
  /// Number of descriptors.
  public let count: Int
  /// Nil for the empty set, which FLANN does not know. FLANN changes nothing while it searches.
  private nonisolated(unsafe) let index: OpaquePointer?

  /// Builds an index.
  ///
  /// - Throws: `OptionsError` when `options` is out of range, ``FLANNError`` when FLANN fails: memory may be short.
  /// - Complexity: O(`count` · log `count`) a tree, O(`count`) a table.
  public init(building descriptors: Descriptors, options: FLANNOptions = .init()) throws {
    try options.validate()
    kind = descriptors.kind
    count = descriptors.count
    var settings = cflann_build_options(
      trees: UInt32(options.trees), tables: UInt32(options.tables), key_bits: UInt32(options.keyBits),
      probe_bits: UInt32(options.probeBits), seed: options.seed)
    let (algorithm, bytes, count) = (kind.algorithm, descriptors.bytes, count)
    index = try count == 0 ? nil : make { cflann_build(algorithm, bytes, bytes.count, count, &settings, $0, $1, $2) }
  }

  /// An index from what ``saved()`` gave, and the descriptors it was built over.
  ///
  /// - Precondition: `saved` is exactly that; a checksum has to make sure of it, since FLANN ends the program on some
  ///   damage.
  /// - Throws: ``FLANNError`` when the two don't fit by their kind or number.
  public init(loading saved: [UInt8], of descriptors: Descriptors) throws(FLANNError) {
    kind = descriptors.kind
    count = descriptors.count
    let (algorithm, bytes, count) = (kind.algorithm, descriptors.bytes, count)
    guard saved.isEmpty == (count == 0) else {
      throw FLANNError(message: "what was saved has \(saved.count) bytes for \(count) descriptors")
    }
    index =
      try count == 0
      ? nil : make { cflann_load(algorithm, bytes, bytes.count, count, saved, saved.count, $0, $1, $2) }
  }

  deinit { cflann_destroy(index) }

  /// What ``init(loading:of:)`` needs besides the descriptors; nothing for the empty set. Equal indexes give equal bytes.
  public func saved() throws(FLANNError) -> [UInt8] {
    guard let index else { return [] }
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    try check { cflann_save(index, &bytes, &size, $0, $1) }
    defer { cflann_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  /// For each of `queries`, in their order, the nearest of the descriptors that are looked at; nil where there are none.
  /// Of equally near ones it is the one with the lowest index.
  ///
  /// - Parameter checks: Descriptors that a forest looks at for a query, at least 1; more find the nearest one more often.
  ///   LSH looks at all in the buckets it probes.
  /// - Precondition: both are of one kind.
  public func nearest(of queries: Descriptors, checks: Int = FLANNIndex.defaultChecks) -> [Neighbor?] {
    precondition(queries.kind == kind, "cannot compare \(queries.kind) with \(kind) descriptors")
    precondition(checks >= 1, "no descriptor is found by looking at \(checks)")
    // Without queries, the array below would write to the storage that all empty arrays share.
    guard let index, !queries.isEmpty else { return Array(repeating: nil, count: queries.count) }
    let found = [cflann_neighbor](unsafeUninitializedCapacity: queries.count) { buffer, initialized in
      do throws(FLANNError) {
        try check {
          cflann_find_nearest(
            index, queries.bytes, queries.bytes.count, queries.count, Int32(clamping: checks), buffer.baseAddress, $0,
            $1)
        }
      } catch {
        // What is left is that memory ends, where Swift's own collections trap as well.
        fatalError("\(error)")
      }
      initialized = queries.count
    }
    return found.map { $0.index < 0 ? nil : Neighbor(index: Int($0.index), distance: $0.distance) }
  }

  /// A descriptor of the set and its distance: Hamming of binary descriptors, squared L2 of histograms.
  public struct Neighbor: Sendable, Hashable {
    public let index: Int
    public let distance: UInt32
  }
}

extension DescriptorKind {
  fileprivate var algorithm: cflann_kind {
    switch self {
    case .binary256: CFLANN_LSH
    case .histogram128: CFLANN_KD_FOREST
    }
  }
}

/// Calls a function of CFLANN with room for its message.
private func check(_ call: (UnsafeMutablePointer<CChar>?, Int) -> cflann_status) throws(FLANNError) {
  var message = [CChar](repeating: 0, count: 256)
  let status = message.withUnsafeMutableBufferPointer { call($0.baseAddress, $0.count) }
  guard status == CFLANN_OK else {
    throw FLANNError(message: String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
}

private func make(
  _ call: (UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<CChar>?, Int) -> cflann_status
) throws(FLANNError) -> OpaquePointer? {
  var index: OpaquePointer?
  try check { call(&index, $0, $1) }
  return index
}
