import COpenCV
import Features
import Matcher

/// Exact nearest two of random descriptors beside `cv::BFMatcher`.
enum MatchingBenchmarks {
  private struct Input {
    let queries: Descriptors
    let references: Descriptors
    /// The same as floats, which is what OpenCV compares by L2.
    let queryFloats: [Float]
    let referenceFloats: [Float]

    init(_ kind: DescriptorKind, count: Int, seed: UInt64) {
      var state = seed
      func bytes() -> [UInt8] {
        (0..<count * kind.byteCount).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return UInt8(truncatingIfNeeded: state >> 56)
        }
      }
      queries = Descriptors(kind: kind, bytes: bytes())
      references = Descriptors(kind: kind, bytes: bytes())
      queryFloats = kind == .histogram128 ? queries.bytes.map(Float.init) : []
      referenceFloats = kind == .histogram128 ? references.bytes.map(Float.init) : []
    }
  }

  static func run(report: (Figure) -> Void) {
    for (kind, name) in [(DescriptorKind.binary256, "Hamming"), (.histogram128, "L2")] {
      for count in [500, 2000] {
        let inputs = (1...3 as ClosedRange<UInt64>).map { Input(kind, count: count, seed: $0) }
        report(
          Comparison.figure(
            "nearest two, \(name), \(count) × \(count)", unit: "ns a pair", scale: 1e-9 * Double(count * count),
            peerName: "cv::BFMatcher knn", on: inputs,
            ours: { _ = SearchableDescriptors($0.references).nearestTwo(of: $0.queries) },
            peer: { peer($0) }))
      }
    }
  }

  private static func peer(_ input: Input) {
    let (queries, references) = (input.queries, input.references)
    var neighbors = [ocv_neighbor](repeating: ocv_neighbor(), count: 2 * queries.count)
    var message = [CChar](repeating: 0, count: 256)
    let status =
      switch queries.kind {
      case .binary256:
        ocv_two_nearest_hamming(
          queries.bytes, queries.count, references.bytes, references.count, 32, &neighbors, &message, message.count)
      case .histogram128:
        ocv_two_nearest_l2(
          input.queryFloats, queries.count, input.referenceFloats, references.count, 128, &neighbors, &message,
          message.count)
      }
    precondition(status == OCV_OK, "cv::BFMatcher failed")
  }
}
