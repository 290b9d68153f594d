import Features
import OpenCVExtractors
import Testing

@Suite("OpenCVMatcher") struct OpenCVMatcherTests {
  typealias Neighbor = OpenCVMatcher.Neighbor

  /// Random rows; with few `values` many distances tie.
  func descriptors(_ kind: DescriptorKind, count: Int, seed: UInt64, values: [UInt8]) -> Descriptors {
    var generator = SplitMix64(seed: seed)
    let bytes = (0..<count * kind.byteCount).map { _ in values.randomElement(using: &generator)! }
    return Descriptors(kind: kind, bytes: bytes)
  }

  func distance(_ query: ArraySlice<UInt8>, _ reference: ArraySlice<UInt8>, _ kind: DescriptorKind) -> Float {
    switch kind {
    case .binary256: Float(zip(query, reference).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount })
    case .histogram128:
      Float(zip(query, reference).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }).squareRoot()
    }
  }

  static let values: [[UInt8]] = [[0, 1], Array(0...255)]

  @Test("agrees with a plain loop, ties included", arguments: DescriptorKind.allCases, values)
  func plainLoop(kind: DescriptorKind, values: [UInt8]) throws {
    let queries = descriptors(kind, count: 61, seed: 1, values: values)
    let references = descriptors(kind, count: 83, seed: 2, values: values)
    let found = try OpenCVMatcher().nearestTwo(of: queries, in: references)
    #expect(found.count == queries.count)
    for query in 0..<queries.count {
      let sorted = (0..<references.count)
        .map { Neighbor(reference: $0, distance: distance(queries[query], references[$0], kind)) }
        .sorted { ($0.distance, $0.reference) < ($1.distance, $1.reference) }
      #expect(found[query] == OpenCVMatcher.NearestTwo(nearest: sorted[0], second: sorted[1]))
    }
  }

  @Test("one reference has no second, none has no nearest, no query has no answer", arguments: DescriptorKind.allCases)
  func fewRows(kind: DescriptorKind) throws {
    let matcher = OpenCVMatcher()
    let rows = descriptors(kind, count: 2, seed: 3, values: Array(0...255))
    let one = Descriptors(kind: kind, bytes: Array(rows[1]))
    let none = Descriptors(kind: kind)
    let alone = try matcher.nearestTwo(of: rows, in: one)
    #expect(alone.map(\.nearest?.reference) == [0, 0] && alone.allSatisfy { $0.second == nil })
    #expect(alone[1].nearest?.distance == 0)
    #expect(try matcher.nearestTwo(of: rows, in: none).allSatisfy { $0.nearest == nil && $0.second == nil })
    #expect(try matcher.nearestTwo(of: rows, in: none).count == 2)
    #expect(try matcher.nearestTwo(of: none, in: rows).isEmpty)
  }

  @Test("more references than OpenCV can number are an error, not a crash")
  func tooMany() throws {
    let references = Descriptors(kind: .binary256, bytes: [UInt8](repeating: 0, count: 32 << 18))
    let query = Descriptors(kind: .binary256, bytes: [UInt8](repeating: 1, count: 32))
    let error = #expect(throws: OpenCVError.self) { try OpenCVMatcher().nearestTwo(of: query, in: references) }
    #expect(error?.function == "cv::BFMatcher")
    #expect(error?.message.contains("IMGIDX_ONE") == true)
  }
}
