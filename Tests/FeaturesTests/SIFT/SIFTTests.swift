import Features
import Foundation
import Imaging
import Options
import Pyramid
import TestSupport
import Testing

@Suite("SIFT") struct SIFTTests {
  static let photo = syntheticPhoto(width: 320, height: 240, seed: 1)

  @Test(
    "a blob has its keypoint at its centre, of its size",
    arguments: [(2.5, 40.0, 40.0), (4, 41.3, 38.6), (7, 39.5, 40.5)])
  func blob(sigma: Double, x: Double, y: Double) throws {
    var options = SIFTOptions()
    options.orientationPeakRatio = 1
    for height in [100.0, -100] {
      let image = GrayImage(
        width: 81, height: 81,
        pixels: (0..<81 * 81).map { index in
          let (dx, dy) = (Double(index % 81) - x, Double(index / 81) - y)
          return UInt8((128 + height * exp(-(dx * dx + dy * dy) / (2 * sigma * sigma))).rounded())
        })
      let keypoint = try #require(try SIFT(options).extract(from: image).keypoints.first)
      #expect(abs(Double(keypoint.x) - x) < 0.05 && abs(Double(keypoint.y) - y) < 0.05)
      // Level by level the difference of Gaussians is greatest where σ² is that of the blob, less a factor of the steps;
      // a size is 2 σ.
      #expect(abs(Double(keypoint.size) / (2 * sigma) - 0.9) < 0.15, "\(keypoint.size)")
      #expect((0..<360).contains(keypoint.angle))
    }
  }

  @Test("gives at most as many keypoints as asked for, strongest first, inside the photo", arguments: [1, 2, 100, 300])
  func budget(count: Int) throws {
    var options = SIFTOptions()
    options.maxFeatures = count
    for isSpread in [true, false] {
      options.isSpread = isSpread
      let features = try SIFT(options).extract(from: Self.photo)
      #expect(features.count == count && features.descriptors.kind == .histogram128)
      let responses = features.keypoints.map(\.response)
      #expect(responses == responses.sorted(by: >))
      for keypoint in features.keypoints {
        #expect((0..<320).contains(keypoint.x) && (0..<240).contains(keypoint.y))
        #expect((0..<360).contains(keypoint.angle) && keypoint.level >= 0)
      }
    }
  }

  @Test("without spread the strongest are kept")
  func strongest() throws {
    var options = SIFTOptions()
    options.isSpread = false
    options.maxFeatures = 100_000
    let all = try SIFT(options).extract(from: Self.photo)
    options.maxFeatures = 120
    let few = try SIFT(options).extract(from: Self.photo)
    #expect(all.count > 200)
    #expect(few.keypoints == Array(all.keypoints.prefix(120)))
    #expect(few.descriptors.bytes == Array(all.descriptors.bytes.prefix(120 * 128)))
    #expect(Set(all.keypoints).count == all.count)
  }

  @Test("the same photo gives the same features, also from several tasks at once")
  func determinism() async throws {
    let extractor = try SIFT()
    let first = try extractor.extract(from: Self.photo)
    // Another photo in between: nothing of it may stay in the workspace.
    _ = try extractor.extract(from: syntheticPhoto(width: 200, height: 400, seed: 2))
    #expect(try extractor.extract(from: Self.photo) == first)
    try await withThrowingTaskGroup(of: FeatureSet.self) { group in
      for _ in 0..<8 { group.addTask { try extractor.extract(from: Self.photo) } }
      for try await features in group { #expect(features == first) }
    }
  }

  @Test(
    "tiny, flat and extreme photos have few keypoints or none, and are no error",
    arguments: [(0, 0), (1, 1), (1, 500), (500, 1), (2, 2), (6, 6), (7, 7), (7, 300), (13, 17), (3000, 12)])
  func degenerate(width: Int, height: Int) throws {
    var noise = SeededGenerator(seed: 3)
    let pixels = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &noise) }
    for first in ScaleSpaceOptions.FirstOctave.allCases {
      var options = SIFTOptions()
      options.scaleSpace.firstOctave = first
      let extractor = try SIFT(options)
      #expect(try extractor.extract(from: GrayImage(width: width, height: height, filledWith: 77)).isEmpty)
      let features = try extractor.extract(from: GrayImage(width: width, height: height, pixels: pixels))
      #expect(features.count <= 500)
      if min(width, height) < 7 { #expect(features.isEmpty) }
    }
  }

  @Test(
    "a faint photo has the keypoints of the photo that it was made from",
    arguments: [(0.25, 20.0, 0.7), (0.167, 100, 0.5), (0.125, 0, 0.42), (0.1, 112, 0.32), (0.0625, 0, 0.2)])
  func faint(contrast: Double, level: Double, leastShare: Double) throws {
    let photo = try GrayImage(contentsOf: Photos.fixtures + "/references/R000003.jpg")
    let faint = GrayImage(
      width: photo.width, height: photo.height,
      pixels: photo.pixels.map { UInt8((level + Double($0) * contrast).rounded()) })
    let (found, original) = (try SIFT().extract(from: faint), try SIFT().extract(from: photo))
    #expect(found.count > 150)
    let alike = share(of: found, in: original, { $0 })
    #expect(alike > leastShare, "\(alike)")
  }

  @Test("noise on a flat photo gives few keypoints", arguments: [0.5, 1, 2, 4], [10.0, 128])
  func flatNoise(deviation: Double, level: Double) throws {
    var generator = SeededGenerator(seed: 5)
    let pixels = (0..<640 * 480).map { _ in
      // Nearly normal, as a sum of four.
      let sum = (0..<4).reduce(0.0) { sum, _ in sum + Double.random(in: -0.5...0.5, using: &generator) }
      return UInt8(min(255, max(0, level + sum * 3.0.squareRoot() * deviation)).rounded())
    }
    let found = try SIFT().extract(from: GrayImage(width: 640, height: 480, pixels: pixels))
    #expect(found.count < 25, "\(found.count)")
  }

  @Test("a photo turned by 90° has its keypoints turned by 90°, with nearly the same descriptors")
  func turned() throws {
    // The turn by 90° clockwise as seen: (x, y) goes to (height − 1 − y, x). Octaves have odd sides, so that every second
    // pixel of the turned one is the same.
    let photo = syntheticPhoto(width: 257, height: 193, seed: 5)
    var turned = GrayImage(width: photo.height, height: photo.width, filledWith: 0)
    for y in 0..<photo.height { for x in 0..<photo.width { turned[photo.height - 1 - y, x] = photo[x, y] } }
    var options = SIFTOptions()
    options.isSpread = false
    let (a, b) = (try SIFT(options).extract(from: photo), try SIFT(options).extract(from: turned))
    let alike = share(of: a, in: b) {
      var keypoint = $0
      (keypoint.x, keypoint.y) = (Float(photo.height - 1) - $0.y, $0.x)
      keypoint.angle += 90
      return keypoint
    }
    // Tops in the middle of samples, which rectangles of whole pixels have, may fall to either.
    #expect(alike > 0.8)
  }

  @Test("the mirrored features are those of the mirrored photo", arguments: [true, false])
  func mirrored(isRoot: Bool) throws {
    let photo = syntheticPhoto(width: 256, height: 192, seed: 7)
    var mirrored = photo
    for y in 0..<photo.height { for x in 0..<photo.width { mirrored[photo.width - 1 - x, y] = photo[x, y] } }
    var options = SIFTOptions()
    (options.isSpread, options.isRoot) = (false, isRoot)
    let found = try SIFT(options).extract(from: photo)
    let expected = try SIFT(options).extract(from: mirrored)
    // From the third octave on, every second pixel of the mirrored photo is another one.
    #expect(share(of: found.mirrored(), in: expected) { $0 } > 0.8)
    #expect(share(of: found, in: expected) { $0 } < 0.1)
    #expect(found.mirrored().mirrored().descriptors == found.descriptors)
  }

  @Test("a caption does not eat the budget")
  func caption() throws {
    var generator = SeededGenerator(seed: 5)
    // A soft photo below a band of hard black and white noise.
    var photo = GrayImage(width: 320, height: 320, filledWith: 0)
    for y in 0..<320 {
      for x in 0..<320 {
        let soft = 128 + 40 * sin(Double(x) / 4) * cos(Double(y) / 5)
        photo[x, y] = y < 80 ? (Bool.random(using: &generator) ? 255 : 0) : UInt8(soft)
      }
    }
    var options = SIFTOptions()
    options.maxFeatures = 200
    let spread = try SIFT(options).extract(from: photo).keypoints.count { $0.y >= 85 }
    options.isSpread = false
    let strongest = try SIFT(options).extract(from: photo).keypoints.count { $0.y >= 85 }
    #expect(spread > 2 * strongest, "\(spread), \(strongest)")
  }

  @Test("rows of RootSIFT have the norm 512 within rounding and saturation, plain ones, too")
  func norm() throws {
    for isRoot in [true, false] {
      var options = SIFTOptions()
      options.isRoot = isRoot
      let descriptors = try SIFT(options).extract(from: Self.photo).descriptors
      for index in 0..<descriptors.count {
        let row = descriptors[index]
        let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        // Each of 128 numbers is at most 0.5 off: √128 / 2.
        #expect(norm < 512 + 5.7 && (row.contains(255) || norm > 512 - 5.7))
      }
    }
  }

  @Test("options out of range are named")
  func options() {
    func field(_ change: (inout SIFTOptions) -> Void) -> String? {
      var options = SIFTOptions()
      change(&options)
      return #expect(throws: OptionsError.self) { try SIFT(options) }?.field
    }
    #expect(field { $0.maxFeatures = 0 } == "SIFTOptions.maxFeatures")
    #expect(field { $0.contrastThreshold = .nan } == "SIFTOptions.contrastThreshold")
    #expect(field { $0.edgeThreshold = .infinity } == "SIFTOptions.edgeThreshold")
    #expect(field { $0.orientationPeakRatio = 1.01 } == "SIFTOptions.orientationPeakRatio")
    #expect(field { $0.scaleSpace.scales = 0 } == "ScaleSpaceOptions.scales")
  }

  /// The share of `features`, moved by `move`, that have a keypoint of `others` within a pixel, 5 % of the size and 5°
  /// whose descriptor has a cosine above 0.95.
  private func share(of features: FeatureSet, in others: FeatureSet, _ move: (Keypoint) -> Keypoint) -> Double {
    let alike = features.keypoints.indices.count { index in
      let keypoint = move(features.keypoints[index])
      return others.keypoints.indices.contains { other in
        let candidate = others.keypoints[other]
        return abs(candidate.x - keypoint.x) < 1 && abs(candidate.y - keypoint.y) < 1
          && abs(candidate.size / keypoint.size - 1) < 0.05
          && abs((candidate.angle - keypoint.angle).remainder(dividingBy: 360)) < 5
          && cosine(features.descriptors[index], others.descriptors[other]) > 0.95
      }
    }
    return Double(alike) / Double(features.count)
  }
}

private func cosine(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Double {
  func product(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}
