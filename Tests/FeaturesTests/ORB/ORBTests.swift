import Foundation
import Imaging
import Options
import Pyramid
import TestSupport
import Testing

@testable import Features

@Suite("ORB") struct ORBTests {
  static let photo = syntheticPhoto(width: 320, height: 240, seed: 1)

  @Test("gives as many keypoints as asked for, strongest first, inside the photo", arguments: [1, 100, 500])
  func budget(count: Int) throws {
    var options = ORBOptions()
    options.maxFeatures = count
    let features = try ORB(options).extract(from: Self.photo)
    #expect(features.count == count)
    let responses = features.keypoints.map(\.response)
    #expect(responses == responses.sorted(by: >))
    for keypoint in features.keypoints {
      #expect((0..<320).contains(keypoint.x) && (0..<240).contains(keypoint.y))
      #expect((0..<360).contains(keypoint.angle) && (0..<8).contains(keypoint.level))
    }
  }

  @Test("a descriptor's bits are the tests of BRIEFPattern on the pixels that sampling gives")
  func sampling() throws {
    let coordinates = BRIEFPattern.coordinates.map(Int.init)
    let points = stride(from: 0, to: coordinates.count, by: 2).map { SIMD2(coordinates[$0], coordinates[$0 + 1]) }
    let features = try ORB().extract(from: Self.photo)
    let patches = try ORB().samplePatches(of: Self.photo, at: points)
    #expect(patches.keypoints == features.keypoints)
    for index in 0..<features.count {
      let values = Array(patches.values[index * 512..<(index + 1) * 512])
      var expected = [UInt8](repeating: 0, count: 32)
      for test in 0..<256 where values[2 * test] < values[2 * test + 1] { expected[test / 8] |= 1 << UInt8(test % 8) }
      #expect(Array(features.descriptors[index]) == expected, "keypoint \(index)")
    }
  }

  @Test("the levels share the budget by the power 0.4 of their sides")
  func levels() throws {
    // Large enough for each level to have more corners than its part.
    let photo = syntheticPhoto(width: 640, height: 480, seed: 4)
    let counts = Dictionary(grouping: try ORB().extract(from: photo).keypoints, by: \.level).mapValues(\.count)
    let weights = (0..<8).map { pow(1.2, -0.4 * Double($0)) }
    let whole = weights.reduce(0, +)
    for (level, weight) in weights.enumerated() {
      let count = Double(counts[Int32(level)] ?? 0)
      #expect(abs(count - 500 * weight / whole) < 1.5, "\(counts)")
    }
  }

  @Test("the same photo gives the same features, also from several tasks at once")
  func determinism() async throws {
    let extractor = try ORB()
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
    arguments: [(0, 0), (1, 1), (1, 500), (500, 1), (32, 32), (33, 33), (34, 200), (4000, 34)])
  func degenerate(width: Int, height: Int) throws {
    for isOriented in [true, false] {
      var options = ORBOptions()
      options.isOriented = isOriented
      let extractor = try ORB(options)
      #expect(try extractor.extract(from: GrayImage(width: width, height: height, filledWith: 77)).isEmpty)
      var noise = SeededGenerator(seed: 3)
      let pixels = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &noise) }
      let features = try extractor.extract(from: GrayImage(width: width, height: height, pixels: pixels))
      #expect(features.count <= 500)
      if min(width, height) < 33 { #expect(features.isEmpty) }
    }
  }

  @Test("corners 16 pixels from the border are found, none nearer")
  func margin() throws {
    var options = ORBOptions()
    options.pyramid.levels = 1
    var photo = GrayImage(width: 33, height: 33, filledWith: 20)
    for y in 16..<33 { for x in 16..<33 { photo[x, y] = 220 } }
    let found = try ORB(options).extract(from: photo).keypoints
    #expect(found.map { SIMD2($0.x, $0.y) } == [SIMD2(16, 16)])
    let noise = try ORB(options).extract(from: syntheticPhoto(width: 90, height: 70, seed: 8)).keypoints
    #expect(noise.map(\.x).min()! >= 16 && noise.map(\.x).max()! <= 73)
    #expect(noise.map(\.y).min()! >= 16 && noise.map(\.y).max()! <= 53)
  }

  @Test("descriptors are BRIEFPattern's tests, turned by the keypoint's angle in 128 steps, of the blurred photo")
  func turnedTests() throws {
    var options = ORBOptions()
    options.pyramid.levels = 1
    let features = try ORB(options).extract(from: Self.photo)
    let blurred = try Self.photo.blurred(by: GaussianBlur(sigma: 1.4, radius: 3))
    for (index, keypoint) in features.keypoints.enumerated() {
      let angle = (Double(keypoint.angle) / 360 * 128).rounded() / 128 * 2 * .pi
      /// The mean, halves up, of the one, two or four pixels around.
      func value(_ place: ArraySlice<Int8>) -> Int {
        let (x, y) = (Double(place[place.startIndex]), Double(place[place.startIndex + 1]))
        let column = Double(keypoint.x) + (2 * (cos(angle) * x - sin(angle) * y)).rounded() / 2
        let row = Double(keypoint.y) + (2 * (sin(angle) * x + cos(angle) * y)).rounded() / 2
        let columns = Set([column.rounded(.down), column.rounded(.up)])
        let rows = Set([row.rounded(.down), row.rounded(.up)])
        let values = rows.flatMap { y in columns.map { x in Double(blurred[Int(x), Int(y)]) } }
        return Int(values.reduce(0, +) / Double(values.count) + 0.5)
      }
      var expected = [UInt8](repeating: 0, count: 32)
      for test in 0..<256 {
        let places = BRIEFPattern.coordinates[4 * test..<4 * test + 4]
        if value(places.prefix(2)) < value(places.suffix(2)) { expected[test / 8] |= 1 << UInt8(test % 8) }
      }
      #expect(Array(features.descriptors[index]) == expected, "keypoint \(index), \(keypoint.angle)°")
    }
  }

  @Test("a photo turned by 90° has its keypoints turned by 90°, with nearly the same descriptors")
  func turned() throws {
    // The turn by 90° clockwise as seen: (x, y) goes to (height − 1 − y, x). Level 0 only: others are resampled.
    let photo = Self.photo
    var turned = GrayImage(width: photo.height, height: photo.width, filledWith: 0)
    for y in 0..<photo.height { for x in 0..<photo.width { turned[photo.height - 1 - y, x] = photo[x, y] } }
    var options = ORBOptions()
    options.pyramid.levels = 1
    let (a, b) = (try ORB(options).extract(from: photo), try ORB(options).extract(from: turned))
    let places = Dictionary(
      uniqueKeysWithValues: b.keypoints.enumerated().map { (SIMD2($1.x, $1.y), $0) })
    var (found, alike) = (0, 0)
    for (index, keypoint) in a.keypoints.enumerated() {
      guard let other = places[SIMD2(Float(photo.height - 1) - keypoint.y, keypoint.x)] else { continue }
      found += 1
      let difference = (b.keypoints[other].angle - keypoint.angle - 90).remainder(dividingBy: 360)
      #expect(abs(difference) < 0.1)
      let distance = zip(a.descriptors[index], b.descriptors[other]).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
      // 128 orientations: a quarter turn is 32 of them exactly, but for roundings at their borders.
      if distance <= 8 { alike += 1 }
    }
    // The grid of cells doesn't turn with the photo, so some corners are chosen in one only.
    #expect(found > a.count * 7 / 10)
    #expect(alike > found * 9 / 10)
  }

  @Test("an upright extractor says so and describes differently")
  func upright() throws {
    var options = ORBOptions()
    options.isOriented = false
    let (upright, oriented) = (try ORB(options).extract(from: Self.photo), try ORB().extract(from: Self.photo))
    #expect(upright.keypoints.allSatisfy { $0.angle == -1 })
    #expect(upright.keypoints.map(\.x) == oriented.keypoints.map(\.x))
    #expect(upright.descriptors != oriented.descriptors)
  }

  @Test("a caption does not eat the budget")
  func caption() throws {
    var generator = SeededGenerator(seed: 5)
    // A soft photo below a band of hard black and white noise.
    var photo = GrayImage(width: 320, height: 320, filledWith: 0)
    for y in 0..<320 {
      for x in 0..<320 {
        let soft = 128 + 40 * sin(Double(x) / 9) * cos(Double(y) / 7)
        photo[x, y] = y < 80 ? (Bool.random(using: &generator) ? 255 : 0) : UInt8(soft)
      }
    }
    for _ in 0..<400 {
      let (x, y) = (Int.random(in: 10..<310, using: &generator), Int.random(in: 90..<310, using: &generator))
      for v in 0..<4 { for u in 0..<4 { photo[x + u, y + v] = UInt8(clamping: Int(photo[x + u, y + v]) + 30) } }
    }
    let features = try ORB().extract(from: photo)
    #expect(features.keypoints.count { $0.y >= 85 } > 100)
  }

  @Test("options out of range are named")
  func options() {
    var options = ORBOptions()
    options.maxFeatures = 0
    #expect(throws: OptionsError("ORBOptions.maxFeatures", 0, mustBe: "in 1...2147483647")) { try ORB(options) }
    options = ORBOptions()
    options.cornerThreshold = 255
    #expect(throws: OptionsError("ORBOptions.cornerThreshold", 255, mustBe: "in 1...254")) { try ORB(options) }
    options = ORBOptions()
    options.faintCornerThreshold = 21
    #expect(throws: OptionsError.self) { try ORB(options) }
    options = ORBOptions()
    options.pyramid.factor = 1
    #expect(throws: OptionsError.self) { try ORB(options) }
  }
}
