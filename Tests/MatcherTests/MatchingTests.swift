import Features
import Options
import TestSupport
import Testing

@testable import Matcher

@Suite("matchDescriptors") struct MatchingTests {
  /// Binary descriptors whose first bits are set: their distances are the differences of the numbers.
  func descriptors(_ setBits: [Int]) -> Descriptors {
    Descriptors(
      kind: .binary256,
      bytes: setBits.flatMap { count in
        (0..<32).map { byte in UInt8(truncatingIfNeeded: (1 << min(max(count - 8 * byte, 0), 8)) - 1) }
      })
  }

  func match(_ query: [Int], _ reference: [Int], _ options: MatchingOptions = .init()) throws -> MatchingReport {
    try matchDescriptors(of: descriptors(query), in: SearchableDescriptors(descriptors(reference)), options: options)
  }

  @Test("keeps what is much nearer than the second nearest")
  func ratio() throws {
    // 10 is 2 from 12 and 10 from 20; 16 is 4 from either.
    let report = try match([10, 16], [12, 20])
    #expect(report.tentativeCount == 2)
    #expect(report.afterRatioCount == 1)
    #expect(report.matches.map(\.queryIndex) == [0])
    #expect(report.matches[0].distance == 2)
    #expect(report.matches[0].ratio == 0.2)
  }

  @Test("the ratio of histograms is of distances, not of squared ones")
  func ratioOfHistograms() throws {
    func histogram(_ value: UInt8) -> [UInt8] { [value] + [UInt8](repeating: 0, count: 127) }
    let query = Descriptors(kind: .histogram128, bytes: histogram(100))
    let reference = Descriptors(kind: .histogram128, bytes: histogram(107) + histogram(90))
    var options = MatchingOptions()
    options.maxRatio = 0.71
    let report = try matchDescriptors(of: query, in: SearchableDescriptors(reference), options: options)
    #expect(report.matches.map(\.ratio) == [0.7])
    #expect(report.matches.map(\.distance) == [49])
    options.maxRatio = 0.69
    #expect(
      try matchDescriptors(of: query, in: SearchableDescriptors(reference), options: options).afterRatioCount == 0)
  }

  @Test("two equally near descriptors prove nothing, not even at distance 0")
  func ties() throws {
    var options = MatchingOptions()
    options.maxRatio = 1
    #expect(try match([10], [10, 10], options).afterRatioCount == 0)
    #expect(try match([10], [8, 12], options).afterRatioCount == 0)
  }

  @Test("a reference of one descriptor has no second to compare with")
  func single() throws {
    #expect(try match([10, 90], [12]).afterRatioCount == 2)
    #expect(try match([10], []).tentativeCount == 0)
    #expect(try match([], [10]).matches.isEmpty)
  }

  @Test("one-to-one keeps the nearest, of equals the first")
  func oneToOne() throws {
    let report = try match([100, 101, 99, 200], [100, 200])
    #expect(report.afterRatioCount == 4)
    #expect(report.matches.map(\.queryIndex) == [0, 3])
    #expect(try match([101, 99], [100, 250]).matches.map(\.queryIndex) == [0])
    var options = MatchingOptions()
    options.isOneToOne = false
    #expect(try match([100, 101, 99, 200], [100, 200], options).matches.count == 4)
  }

  @Test("mutual matches are nearest seen from the reference, too")
  func mutual() throws {
    // 100 is the nearest reference of 118, but the nearest query of 100 is 101.
    var options = MatchingOptions()
    options.maxRatio = 0.5
    #expect(try match([118, 210], [100, 200, 40], options).matches.map(\.queryIndex) == [0, 1])
    #expect(try match([118, 210, 101], [100, 200, 40], options).matches.map(\.queryIndex) == [1, 2])
    options.isOneToOne = false
    #expect(try match([118, 210, 101], [100, 200, 40], options).matches.map(\.queryIndex) == [0, 1, 2])
    options.isMutual = true
    #expect(try match([118, 210, 101], [100, 200, 40], options).matches.map(\.queryIndex) == [1, 2])
  }

  @Test("what a workspace held before changes nothing, and once warm it keeps its memory")
  func workspace() throws {
    var generator = SeededGenerator(seed: 5)
    var options = MatchingOptions()
    options.maxRatio = 1
    options.isMutual = true
    for kind in DescriptorKind.allCases {
      let sets = [200, 3, 50, 0, 120].map { randomDescriptors(kind, count: $0, using: &generator) }
      let workspace = MatchingWorkspace()
      for round in 0..<2 {
        for query in sets {
          for reference in sets.map(SearchableDescriptors.init) {
            let before = workspace.capacities
            let warm = try matchDescriptors(of: query, in: reference, options: options, workspace: workspace)
            #expect(try matchDescriptors(of: query, in: reference, options: options) == warm)
            #expect(round == 0 || workspace.capacities == before)
          }
        }
      }
    }
  }

  @Test("options out of range are named", arguments: [0, -1, 1.1, Double.nan])
  func options(ratio: Double) {
    var options = MatchingOptions()
    options.maxRatio = ratio
    #expect(throws: OptionsError("MatchingOptions.maxRatio", ratio, mustBe: "in (0, 1]")) {
      try match([1], [1], options)
    }
  }
}
