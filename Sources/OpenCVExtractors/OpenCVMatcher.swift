import COpenCV
import Features

/// OpenCV's exact nearest neighbours (`cv::BFMatcher`) on one thread.
///
/// Hamming distance for binary descriptors; for histograms L2 on 32-bit floats, as OpenCV's users do it. Unlike our own
/// matcher it compares every pair by a loop over bytes, so it is an oracle and a baseline, not a tool.
public struct OpenCVMatcher: Sendable, Hashable {
  /// A reference and its distance: bits that differ, or L2 distance (not squared) of the descriptors' bytes.
  public struct Neighbor: Sendable, Hashable {
    public let reference: Int
    public let distance: Float

    public init(reference: Int, distance: Float) {
      self.reference = reference
      self.distance = distance
    }
  }

  /// The nearest and the second nearest reference of a query; nil where there are not as many references. Of equally
  /// near ones the lower index comes first.
  public struct NearestTwo: Sendable, Hashable {
    public let nearest: Neighbor?
    public let second: Neighbor?

    public init(nearest: Neighbor?, second: Neighbor?) {
      self.nearest = nearest
      self.second = second
    }
  }

  public init() {}

  /// Finds the two nearest references of each query.
  ///
  /// - Precondition: both are of one kind.
  /// - Returns: an element a query, in their order.
  /// - Throws: ``OpenCVError``, for one with 262,144 references or more, which is where OpenCV's limit is.
  /// - Complexity: O(queries · references).
  public func nearestTwo(of queries: Descriptors, in references: Descriptors) throws(OpenCVError) -> [NearestTwo] {
    precondition(queries.kind == references.kind, "\(queries.kind) and \(references.kind) cannot be compared")
    guard !queries.isEmpty, !references.isEmpty else {
      return [NearestTwo](repeating: NearestTwo(nearest: nil, second: nil), count: queries.count)
    }
    var neighbors = [ocv_neighbor](repeating: ocv_neighbor(), count: 2 * queries.count)
    let length = queries.kind.byteCount
    switch queries.kind {
    case .binary256:
      try OpenCVError.check("cv::BFMatcher") { message, capacity in
        ocv_two_nearest_hamming(
          queries.bytes, queries.count, references.bytes, references.count, length, &neighbors, message, capacity)
      }
    case .histogram128:
      let queryRows = queries.bytes.map(Float.init)
      let referenceRows = references.bytes.map(Float.init)
      try OpenCVError.check("cv::BFMatcher") { message, capacity in
        ocv_two_nearest_l2(
          queryRows, queries.count, referenceRows, references.count, length, &neighbors, message, capacity)
      }
    }
    return (0..<queries.count).map {
      NearestTwo(nearest: Neighbor(neighbors[2 * $0]), second: Neighbor(neighbors[2 * $0 + 1]))
    }
  }
}

extension OpenCVMatcher.Neighbor {
  fileprivate init?(_ neighbor: ocv_neighbor) {
    guard neighbor.index >= 0 else { return nil }
    self.init(reference: Int(neighbor.index), distance: neighbor.distance)
  }
}
