/// A comparison of two of the sampled points.
struct BinaryTest {
  let first: Int
  let second: Int
  /// How much more often it differs between different patches than between the two of a pair.
  let worth: Double
}

/// Takes `count` tests whose sum, the descriptors' Hamming distance, tells pairs from different patches best.
///
/// Greedy, as the selection of Rublee et al. 2011, §4.3, but by Fisher's criterion: each time the test that makes
/// (m_d − m_p)² / (v_p + ``differentWeight`` · v_d) greatest, where m and v are mean and variance of the distance of pairs
/// (p) and of different patches (d). It weighs what a test tells against how it correlates with those taken before.
///
/// - Complexity: O(tests · pairs · `count` / 64) time, tests · pairs / 4 bytes.
func chooseTests(_ patches: PatchPairs, pointCount: Int, count: Int) -> [BinaryTest] {
  var tests: [BinaryTest] = []
  for first in 0..<pointCount {
    for second in first + 1..<pointCount {
      tests.append(BinaryTest(first: first, second: second, worth: worth(of: first, second, patches)))
    }
  }
  tests.sort { $0.worth != $1.worth ? $0.worth > $1.worth : ($0.first, $0.second) < ($1.first, $1.second) }
  // Beyond them, tests are flips of coins.
  let ranked = Array(tests.prefix(tests.count * 2 / 5))
  log("\(tests.count) tests, worth \(ranked[0].worth) to \(ranked[ranked.count - 1].worth)")

  let own = Array(0..<patches.count)
  var ofPairs = DistanceSum(ranked.map { Differences($0, patches.first, patches.second, at: own) })
  var ofDifferent = DistanceSum(ranked.map { Differences($0, patches.first, patches.second, at: patches.strangers) })
  var isTaken = [Bool](repeating: false, count: ranked.count)
  var taken: [BinaryTest] = []
  for _ in 0..<count {
    func criterion(_ test: Int) -> Double {
      let gap = ofDifferent.mean(adding: test) - ofPairs.mean(adding: test)
      return gap * gap / (ofPairs.variance(adding: test) + differentWeight * ofDifferent.variance(adding: test))
    }
    let best = ranked.indices.filter { !isTaken[$0] }.map { ($0, criterion($0)) }.max { $0.1 < $1.1 }!.0
    isTaken[best] = true
    ofPairs.add(best)
    ofDifferent.add(best)
    taken.append(ranked[best])
  }
  log("distance of pairs \(ofPairs.summary), of different patches \(ofDifferent.summary)")
  return taken
}

/// Different patches count more than pairs: a keypoint's match must beat the nearest of hundreds of them.
private let differentWeight = 2.0

private func worth(of first: Int, _ second: Int, _ patches: PatchPairs) -> Double {
  var (ones, differing) = (0, 0)
  patches.first[first].withUnsafeBufferPointer { a1 in
    patches.first[second].withUnsafeBufferPointer { a2 in
      patches.second[first].withUnsafeBufferPointer { b1 in
        patches.second[second].withUnsafeBufferPointer { b2 in
          for index in 0..<patches.count {
            let (a, b): (UInt8, UInt8) = (a1[index] < a2[index] ? 1 : 0, b1[index] < b2[index] ? 1 : 0)
            ones &+= Int(a)
            differing &+= Int(a ^ b)
          }
        }
      }
    }
  }
  let p = Double(ones) / Double(patches.count)
  return 2 * p * (1 - p) - Double(differing) / Double(patches.count)
}

/// Where the outcomes of a test on two lists of patches differ.
private struct Differences {
  private var words: [UInt64]
  private let count: Int
  let mean: Double

  /// - Parameters:
  ///   - a, b: point by point, as in ``PatchPairs``.
  ///   - partners: of each patch of `a` the index of that of `b` it is compared with.
  init(_ test: BinaryTest, _ a: [[UInt8]], _ b: [[UInt8]], at partners: [Int]) {
    let (a1, a2, b1, b2) = (a[test.first], a[test.second], b[test.first], b[test.second])
    count = partners.count
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for (index, partner) in partners.enumerated() where (a1[index] < a2[index]) != (b1[partner] < b2[partner]) {
      words[index / 64] |= 1 << UInt64(index % 64)
    }
    mean = Double(words.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(count)
  }

  func covariance(with other: Differences) -> Double {
    var both = 0
    words.withUnsafeBufferPointer { words in
      other.words.withUnsafeBufferPointer { others in
        for index in words.indices { both &+= (words[index] & others[index]).nonzeroBitCount }
      }
    }
    return Double(both) / Double(count) - mean * other.mean
  }
}

/// Mean and variance of the sum of the tests taken so far, and what another one would make of them.
private struct DistanceSum {
  private let tests: [Differences]
  /// Of each test with the sum.
  private var covariances: [Double]
  private var mean = 0.0
  private var variance = 0.0

  init(_ tests: [Differences]) {
    self.tests = tests
    covariances = [Double](repeating: 0, count: tests.count)
  }

  func mean(adding test: Int) -> Double { mean + tests[test].mean }

  func variance(adding test: Int) -> Double {
    variance + 2 * covariances[test] + tests[test].mean * (1 - tests[test].mean)
  }

  mutating func add(_ test: Int) {
    (mean, variance) = (mean(adding: test), variance(adding: test))
    for index in tests.indices { covariances[index] += tests[index].covariance(with: tests[test]) }
  }

  var summary: String { "\(mean) ± \(variance.squareRoot())" }
}
