import ArgumentParser
import Features
import Foundation
import Geometry
import Imaging
import Photos

/// Learns the tests of ORB's descriptor from photos and prints the Swift file that holds them.
@main
struct LearnPattern: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn the 256 tests of ORB's descriptor and print Sources/Features/ORB/BRIEFPattern.swift.",
    discussion: """
      Photos are altered as copies are (recompressed, scaled, turned, blurred, re-lit, noisy); keypoints found again give \
      pairs of patches. Tests are taken one by one, each time the one with which the Hamming distance best tells \
      different patches from the two of a pair (Fisher's criterion). Only photos with an even index are learnt from: the \
      odd ones are for validation.
      """)

  @Argument(help: "Folder of photos.")
  var photos: String

  @Option(help: "Seed of all random choices.")
  var seed: UInt64 = 1

  @Option(help: "Most pairs of patches to learn from.")
  var maxPairs = 20_000

  @Option(help: "Radius, in pixels, of the disc that tests lie in; 3 to 15.")
  var radius = 14

  func validate() throws {
    guard (3...15).contains(radius) else { throw ValidationError("--radius is \(radius), but must be 3 to 15") }
  }

  func run() async throws {
    let entries = try listImages(at: photos).enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    var points: [SIMD2<Int>] = []
    for y in -radius...radius {
      for x in -radius...radius where x * x + y * y <= radius * radius { points.append(SIMD2(x, y)) }
    }
    var generator = SplitMix64(seed: seed)
    let patches = try PatchPairs(photos: entries, points: points, maxPairs: maxPairs, using: &generator)
    log("\(patches.count) pairs of patches from \(entries.count) photos, \(points.count) points")
    let chosen = chooseTests(patches, pointCount: points.count, count: 256)
    print(source(of: chosen.map { (points[$0.first], points[$0.second]) }, entries.count, patches.count))
  }

  private func source(of tests: [(SIMD2<Int>, SIMD2<Int>)], _ photoCount: Int, _ pairCount: Int) -> String {
    let rows = tests.map { first, second in "    \(first.x), \(first.y), \(second.x), \(second.y)," }
    return """
      /// The tests of ORB's descriptor: 256 pairs of places around an upright keypoint, as x1, y1, x2, y2 (x right, y down).
      ///
      /// Learnt by `make learn-pattern` (seed \(seed)) from \(pairCount) pairs of patches of \(photoCount) photos; not to be edited. In the
      /// order in which they were taken. Greedy selection after Rublee et al., "ORB: an efficient alternative to SIFT or
      /// SURF", ICCV 2011, §4.3, by Fisher's criterion in place of the variance.
      enum BRIEFPattern {
        static let coordinates: [Int8] = [
      \(rows.joined(separator: "\n"))
        ]
      }
      """
  }
}

func log(_ message: String) {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
}
