/// A comparison of two of the sampled points.
struct BinaryTest {
  let first: Int
  let second: Int
  /// How much more often it differs between different patches than between the two of a pair.
  let worth: Double
}

/// Takes `count` tests, the worthiest first, each of which correlates little with those taken before.
///
/// The bound on the correlation starts low and rises until enough tests are found (Rublee et al. 2011, §4.3).
func chooseTests(_ patches: PatchPairs, pointCount: Int, count: Int) -> [BinaryTest] {
  var tests: [BinaryTest] = []
  for first in 0..<pointCount {
    for second in first + 1..<pointCount {
      tests.append(BinaryTest(first: first, second: second, worth: worth(of: first, second, patches)))
    }
  }
  tests.sort { $0.worth != $1.worth ? $0.worth > $1.worth : ($0.first, $0.second) < ($1.first, $1.second) }
  // Beyond the best third, tests are flips of coins.
  let ranked = Array(tests.prefix(tests.count / 3))
  log("\(tests.count) tests, worth \(ranked[0].worth) to \(ranked[ranked.count - 1].worth)")
  let bits = ranked.map { Bits($0, patches) }

  var bound = 0.2
  while true {
    var taken: [Int] = []
    for index in ranked.indices where taken.count < count {
      if taken.allSatisfy({ abs(bits[index].correlation(with: bits[$0])) < bound }) { taken.append(index) }
    }
    log("correlation below \(bound): \(taken.count) tests")
    if taken.count == count { return taken.map { ranked[$0] } }
    bound += 0.025
  }
}

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

/// The outcome of a test on the first patch of every pair.
private struct Bits {
  private var words: [UInt64]
  private let count: Int
  private let mean: Double

  init(_ test: BinaryTest, _ patches: PatchPairs) {
    let (a, b) = (patches.first[test.first], patches.first[test.second])
    count = patches.count
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for index in 0..<count where a[index] < b[index] { words[index / 64] |= 1 << UInt64(index % 64) }
    mean = Double(words.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(count)
  }

  func correlation(with other: Bits) -> Double {
    var both = 0
    for index in words.indices { both += (words[index] & other.words[index]).nonzeroBitCount }
    let covariance = Double(both) / Double(count) - mean * other.mean
    return covariance / (mean * (1 - mean) * other.mean * (1 - other.mean)).squareRoot()
  }
}
