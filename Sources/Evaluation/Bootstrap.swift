/// Settings of the paired bootstrap.
public struct BootstrapOptions: Sendable, Hashable, Codable {
  /// How often the queries are drawn anew; at least 1.
  public var resamples = 1000
  /// Seed of the draws.
  public var seed: UInt64 = 0
  public init() {}
}

/// The middle 95 % of the differences of µAP over resamples of the queries.
///
/// An interval that holds 0 says that the difference may be chance.
public struct BootstrapInterval: Sendable, Hashable, Codable {
  public var lower: Double
  public var upper: Double
  public var resamples: Int
  public var seed: UInt64
}

/// The percentile interval of the difference of µAP of two lists for the same truth.
///
/// In each resample as many queries are drawn, with replacement, as there are in the truth and the lists; a query that is
/// drawn k times stands in both lists, and in the truth, k times. Resamples without any true pair are drawn again.
///
/// Efron & Tibshirani, *An Introduction to the Bootstrap*, 1993, ch. 13.
/// - Complexity: O(`n` · resamples) for `n` predictions; nothing is sorted again, since resampling keeps the order.
func bootstrapDifference(
  _ first: RankedPredictions, _ second: RankedPredictions, options: BootstrapOptions
) -> BootstrapInterval {
  precondition(options.resamples >= 1, "\(options.resamples) resamples")
  var queries = IDNumbers()
  let positives = first.truth.pairs.map { Int(queries.number(of: $0.queryID)) }
  for query in first.truth.queriesWithoutMatch { _ = queries.number(of: query) }
  let lists = [WeightedList(first, numbering: &queries), WeightedList(second, numbering: &queries)]

  var generator = ResamplingGenerator(state: options.seed)
  var differences: [Double] = []
  while differences.count < options.resamples {
    let batch = min(Weights.scalarCount, options.resamples - differences.count)
    let weights = drawWeights(batch, of: queries.ids.count, positives: positives, using: &generator)
    let areas = lists.map { $0.microAveragePrecision(weights, positives: positives) }
    differences += (0..<batch).map { areas[0][$0] - areas[1][$0] }
  }
  differences.sort()
  // As many are cut off below as above: with the lists exchanged, the interval only changes its sign.
  let cut = max(Int((0.025 * Double(differences.count)).rounded(.up)) - 1, 0)
  return BootstrapInterval(
    lower: differences[cut], upper: differences[differences.count - 1 - cut], resamples: options.resamples,
    seed: options.seed)
}

/// How often one query was drawn in each of 16 resamples, which are made together: most of the time goes into fetching
/// the weights of the next prediction's query.
typealias Weights = SIMD16<UInt16>

/// By query. The draws depend on the generator alone, not on how many resamples are made together.
func drawWeights(
  _ resamples: Int, of queryCount: Int, positives: [Int], using generator: inout ResamplingGenerator
) -> [Weights] {
  var weights = [Weights](repeating: .zero, count: queryCount)
  for lane in 0..<resamples {
    repeat {
      for query in weights.indices { weights[query][lane] = 0 }
      for _ in 0..<queryCount { weights[generator.next(below: queryCount)][lane] += 1 }
    } while positives.allSatisfy { weights[$0][lane] == 0 }
  }
  return weights
}

/// A sorted list, down to its last true prediction: what comes after has no share in µAP.
struct WeightedList {
  private static let trueBit: UInt32 = 1 << 31
  /// The query at each place, with the top bit set where the prediction is true.
  private var places: [UInt32]

  init(_ ranked: RankedPredictions, numbering queries: inout IDNumbers) {
    let numbers = ranked.predictions.queries.ids.map { queries.number(of: $0) }
    precondition(queries.ids.count < Self.trueBit, "more queries than numbers for them")
    let end = (ranked.isTrue.lastIndex(of: true) ?? -1) + 1
    places = (0..<end).map { numbers[ranked.query(at: $0)] | (ranked.isTrue[$0] ? Self.trueBit : 0) }
  }

  /// µAP where each query counts as often as it was drawn, for each resample.
  func microAveragePrecision(_ weights: [Weights], positives: [Int]) -> SIMD16<Double> {
    var found = SIMD16<UInt32>.zero
    var listed = SIMD16<UInt32>.zero
    var area = SIMD16<Double>.zero
    for place in places {
      let weight = SIMD16<UInt32>(truncatingIfNeeded: weights[Int(place & ~Self.trueBit)])
      if place & Self.trueBit != 0 {
        for lane in 0..<Weights.scalarCount {
          // The copies of a true pair follow each other.
          for copy in 0..<weight[lane] {
            area[lane] += Double(found[lane] + copy + 1) / Double(listed[lane] + copy + 1)
          }
        }
        found &+= weight
      }
      listed &+= weight
    }
    var total = SIMD16<UInt32>.zero
    for query in positives { total &+= SIMD16<UInt32>(truncatingIfNeeded: weights[query]) }
    return area / SIMD16<Double>(total)
  }
}

/// SplitMix64, as in `Geometry`, which this target can't import (Steele, Lea & Flood, OOPSLA 2014, Fig. 19).
struct ResamplingGenerator {
  var state: UInt64

  /// A number from 0 up to, but not including, `bound`.
  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Int(mixed.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
