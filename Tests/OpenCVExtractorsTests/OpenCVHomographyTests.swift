import OpenCVExtractors
import Options
import Testing

@Suite("OpenCVHomography") struct OpenCVHomographyTests {
  typealias Method = OpenCVHomography.Method

  static let truth = [0.9, -0.2, 31, 0.25, 1.1, -12, 0.0002, -0.0001, 1]

  static func apply(_ h: [Double], _ p: SIMD2<Double>) -> SIMD2<Double> {
    let w = h[6] * p.x + h[7] * p.y + h[8]
    return SIMD2(h[0] * p.x + h[1] * p.y + h[2], h[3] * p.x + h[4] * p.y + h[5]) / w
  }

  /// 80 random points of a 400 × 300 photo and where the truth puts them; every third one is 40 to 90 pixels off.
  struct Pair {
    var query: [SIMD2<Double>] = []
    var reference: [SIMD2<Double>] = []
    var isInlier: [Bool] = []

    init(seed: UInt64, outliers: Bool) {
      var generator = SplitMix64(seed: seed)
      for index in 0..<80 {
        let point = SIMD2(
          Double.random(in: 0...399, using: &generator), Double.random(in: 0...299, using: &generator))
        let isInlier = !outliers || index % 3 != 0
        let offset = SIMD2(
          Double.random(in: 40...90, using: &generator), Double.random(in: -90...(-40), using: &generator))
        query.append(point)
        reference.append(apply(truth, point) + (isInlier ? .zero : offset * (index % 2 == 0 ? 1 : -1)))
        self.isInlier.append(isInlier)
      }
    }
  }

  func estimator(_ method: Method, maxError: Double = 3) -> OpenCVHomography {
    var options = OpenCVHomography.Options()
    options.method = method
    options.maxError = maxError
    return OpenCVHomography(options: options)
  }

  @Test("recovers the truth and marks the outliers", arguments: Method.allCases, [false, true])
  func recoversTruth(method: Method, outliers: Bool) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let pair = Pair(seed: seed, outliers: outliers)
      let report = try #require(
        try estimator(method).estimate(queryPoints: pair.query, referencePoints: pair.reference))
      #expect(report.inlierMask == pair.isInlier)
      #expect(report.referenceFromQuery.count == 9 && report.referenceFromQuery[8] == 1)
      for corner in [SIMD2(0, 0), SIMD2(399, 0), SIMD2(0, 299), SIMD2(399, 299)] as [SIMD2<Double>] {
        let error = Self.apply(report.referenceFromQuery, corner) - Self.apply(Self.truth, corner)
        #expect((error * error).sum().squareRoot() < 1e-2)
      }
    }
  }

  @Test("gives the same report from eight tasks at once", arguments: Method.allCases)
  func determinism(method: Method) async throws {
    let pair = Pair(seed: 9, outliers: true)
    let estimator = estimator(method)
    let expected = try estimator.estimate(queryPoints: pair.query, referencePoints: pair.reference)
    try await withThrowingTaskGroup(of: OpenCVHomography.Report?.self) { group in
      for _ in 0..<8 {
        group.addTask { try estimator.estimate(queryPoints: pair.query, referencePoints: pair.reference) }
      }
      for try await report in group { #expect(report == expected) }
    }
  }

  @Test("maxError is in pixels of the reference, not squared", arguments: [(2.9, true), (3.2, false)])
  func thresholdUnit(offset: Double, isInlier: Bool) throws {
    var pair = Pair(seed: 3, outliers: false)
    pair.reference[0].x += offset
    let report = try estimator(.ransac).estimate(queryPoints: pair.query, referencePoints: pair.reference)
    #expect(try #require(report).inlierMask[0] == isInlier)
  }

  @Test("method, maxIterations and confidence reach OpenCV")
  func options() throws {
    var pair = Pair(seed: 6, outliers: true)
    var generator = SplitMix64(seed: 7)
    for index in pair.reference.indices { pair.reference[index].x += Double.random(in: -1...1, using: &generator) }
    func report(_ change: (inout OpenCVHomography.Options) -> Void) throws -> OpenCVHomography.Report? {
      var options = OpenCVHomography.Options()
      change(&options)
      return try OpenCVHomography(options: options).estimate(
        queryPoints: pair.query, referencePoints: pair.reference)
    }
    let standard = try #require(try report { _ in })
    let other = try #require(try report { $0.method = .magsac })
    #expect(standard != other)
    let inliers = standard.inlierMask.count { $0 }
    #expect(try report { $0.maxIterations = 1 }?.inlierMask.count { $0 } ?? 0 < inliers)
    #expect(try report { $0.confidence = 1e-6 }?.inlierMask.count { $0 } ?? 0 < inliers)
  }

  @Test("finds nothing in too few or degenerate pairs", arguments: Method.allCases)
  func degenerate(method: Method) throws {
    let pair = Pair(seed: 4, outliers: false)
    let estimator = estimator(method)
    for count in 0..<4 {
      let few = try estimator.estimate(
        queryPoints: Array(pair.query.prefix(count)), referencePoints: Array(pair.reference.prefix(count)))
      #expect(few == nil)
    }
    let onePlace = [SIMD2<Double>](repeating: SIMD2(7, 7), count: 80)
    let onALine = pair.query.map { SIMD2($0.x, $0.x) }
    let notNumbers = [SIMD2<Double>](repeating: SIMD2(.nan, .infinity), count: 80)
    for points in [onePlace, onALine, notNumbers] {
      #expect(try estimator.estimate(queryPoints: points, referencePoints: pair.reference) == nil)
      #expect(try estimator.estimate(queryPoints: pair.query, referencePoints: points) == nil)
    }
  }

  @Test("four pairs are enough", arguments: Method.allCases)
  func minimal(method: Method) throws {
    let corners = [SIMD2(0, 0), SIMD2(399, 0), SIMD2(399, 299), SIMD2(0, 299)] as [SIMD2<Double>]
    let report = try estimator(method).estimate(
      queryPoints: corners, referencePoints: corners.map { Self.apply(Self.truth, $0) })
    #expect(try #require(report).inlierMask == [true, true, true, true])
  }

  @Test("options out of range are named")
  func validation() {
    func field(_ change: (inout OpenCVHomography.Options) -> Void) -> String? {
      var options = OpenCVHomography.Options()
      change(&options)
      return #expect(throws: OptionsError.self) {
        try OpenCVHomography(options: options).estimate(queryPoints: [], referencePoints: [])
      }?.field
    }
    #expect(field { $0.maxError = 0 } == "OpenCVHomography.Options.maxError")
    #expect(field { $0.maxError = .infinity } == "OpenCVHomography.Options.maxError")
    #expect(field { $0.maxIterations = 0 } == "OpenCVHomography.Options.maxIterations")
    #expect(field { $0.confidence = 1 } == "OpenCVHomography.Options.confidence")
    #expect(field { $0.confidence = .nan } == "OpenCVHomography.Options.confidence")
  }
}
