import CFLANN
import Features
import Options

/// FLANN refused a call or failed in it.
public struct FLANNError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What FLANN said, cut to about 250 bytes.
  public let message: String

  public var description: String { "FLANN failed: \(message)" }
}

/// Descriptors laid out for approximate search, which looks at only some of them, by FLANN.
///
/// Histograms are searched by a forest of randomised KD-trees [1], binary descriptors by multi-probe LSH [2]. A result
/// has its exact distance but isn't always the nearest descriptor. An index always gives the same results, and so do two
/// built over equal descriptors with equal options. Safe to search from several tasks.
///
/// Memory: a copy of the descriptors, and per descriptor 64 bytes for each tree, or 4 and more for each table.
///
/// [1] Silpa-Anan & Hartley, "Optimised KD-trees for fast image descriptor matching", CVPR 2008; Muja & Lowe, "Fast
/// approximate nearest neighbors with automatic algorithm configuration", VISAPP 2009, §3.1. [2] Lv et al., "Multi-probe
/// LSH: efficient indexing for high-dimensional similarity search", VLDB 2007.
public final class FLANNIndex: Sendable {
  /// Version of the FLANN in use, such as "1.9.2".
  public static let libraryVersion = String(cString: cflann_version())
  /// Descriptors that a forest looks at for a query by default.
  public static let defaultChecks = 256

  public let kind: DescriptorKind
  /// Number of descriptors.
  public let count: Int
  /// nil for the empty set, which FLANN doesn't support. FLANN changes nothing while it searches.
  private nonisolated(unsafe) let index: OpaquePointer?

  /// Builds an index.
  ///
  /// - Throws: `OptionsError` when `options` is out of range, ``FLANNError`` when FLANN fails: memory may be short.
  /// - Complexity: O(`count` · log `count`) per tree, O(`count`) per table.
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

  deinit { cflann_destroy(index) }

  /// For each of `queries`, in their order, the nearest of the descriptors that are looked at, nearest first: `limit` of
  /// them, or as many as were looked at. Of equally near ones that with the lowest index is nearer.
  ///
  /// - Parameter checks: Descriptors that a forest looks at for a query, at least 1; more find the nearest ones more often.
  ///   LSH looks at all in the buckets it probes.
  /// - Precondition: both are of one kind; `limit` is at least 1.
  public func nearest(
    _ limit: Int = 1, of queries: Descriptors, checks: Int = FLANNIndex.defaultChecks
  ) -> [[Neighbor]] {
    precondition(queries.kind == kind, "cannot compare \(queries.kind) with \(kind) descriptors")
    precondition(limit >= 1, "nothing is to be found")
    precondition(checks >= 1, "no descriptor is found by looking at \(checks)")
    // Without queries, the array below would write to the storage that all empty arrays share.
    guard let index, !queries.isEmpty else { return Array(repeating: [], count: queries.count) }
    let found = [cflann_neighbor](unsafeUninitializedCapacity: queries.count * limit) { buffer, initialized in
      do throws(FLANNError) {
        try check {
          cflann_find_nearest(
            index, queries.bytes, queries.bytes.count, queries.count, Int32(clamping: checks), limit,
            buffer.baseAddress, $0, $1)
        }
      } catch {
        // Only lack of memory is left, on which Swift's own collections trap as well.
        fatalError("\(error)")
      }
      initialized = queries.count * limit
    }
    return (0..<queries.count).map { query in
      found[query * limit..<(query + 1) * limit].prefix { $0.index >= 0 }.map {
        Neighbor(index: Int($0.index), distance: $0.distance)
      }
    }
  }

  /// A descriptor of the set and its distance: Hamming for binary descriptors, squared L2 for histograms.
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
