import Features
import Imaging
import OpenCVExtractors
import Testing

/// What holds for all three extractors.
@Suite("OpenCV's extractors") struct OpenCVExtractorTests {
  enum Kind: CaseIterable {
    case orb, fastBRIEF, sift

    func extractor(maxFeatures: Int = 500) -> any FeatureExtractor {
      switch self {
      case .orb, .fastBRIEF:
        var options = OpenCVORB.Options()
        options.maxFeatures = maxFeatures
        return self == .orb ? OpenCVORB(options: options) : OpenCVFASTBRIEF(options: options)
      case .sift:
        var options = OpenCVSIFT.Options()
        options.maxFeatures = maxFeatures
        return OpenCVSIFT(options: options)
      }
    }
  }

  @Test("give the same features from eight tasks at once", arguments: Kind.allCases)
  func determinism(kind: Kind) async throws {
    let photo = GrayImage.photo()
    let extractor = kind.extractor()
    let expected = try extractor.extract(from: photo)
    #expect(expected.count > 300)
    try await withThrowingTaskGroup(of: FeatureSet.self) { group in
      for _ in 0..<8 { group.addTask { try extractor.extract(from: photo) } }
      for try await features in group { #expect(features == expected) }
    }
  }

  @Test("keep at most maxFeatures, the strongest first", arguments: Kind.allCases, [1, 7, 100, 100_000])
  func limit(kind: Kind, maxFeatures: Int) throws {
    let features = try kind.extractor(maxFeatures: maxFeatures).extract(from: .photo())
    #expect(!features.isEmpty && features.count <= maxFeatures)
    #expect(zip(features.keypoints, features.keypoints.dropFirst()).allSatisfy { $0.response >= $1.response })
  }

  @Test("keep more of a long photo, as many times as it is told", arguments: Kind.allCases)
  func extent(kind: Kind) throws {
    let photo = GrayImage.photo()
    let many = try kind.extractor(maxFeatures: 150).extract(from: photo)
    #expect(try kind.extractor(maxFeatures: 100).extract(from: photo, extent: 1.5) == many)
    #expect(many.count > 110)
  }

  @Test("cut ties, in the order of level, y and x", arguments: Kind.allCases)
  func ties(kind: Kind) throws {
    let features = try kind.extractor(maxFeatures: 30).extract(from: .tiles(tile: .photo(width: 64, height: 64)))
    #expect(features.count <= 30)
    var tied = 0
    for (a, b) in zip(features.keypoints, features.keypoints.dropFirst()) where a.response == b.response {
      tied += 1
      #expect((Float(a.level), a.y, a.x, a.angle) < (Float(b.level), b.y, b.x, b.angle))
    }
    #expect(tied > 0)
  }

  @Test("keep within the photo and its pyramid", arguments: Kind.allCases)
  func ranges(kind: Kind) throws {
    let photo = GrayImage.photo(width: 333, height: 257, seed: 4)
    let features = try kind.extractor().extract(from: photo)
    #expect(features.imageSize == photo.size)
    #expect(features.descriptors.kind == kind.extractor().descriptorKind)
    for keypoint in features.keypoints {
      #expect((0...332).contains(keypoint.x) && (0...256).contains(keypoint.y))
      #expect(keypoint.angle == -1 || (0..<360).contains(keypoint.angle))
      #expect((0..<8).contains(keypoint.level))
      #expect(keypoint.size > 0 && keypoint.response > 0)
    }
    #expect(features.keypoints.contains { $0.level == 0 } && features.keypoints.contains { $0.level > 1 })
  }

  static let emptySizes = [(0, 0), (0, 5), (5, 0), (1, 1), (5, 3), (1, 300), (300, 1)]

  @Test("find nothing in an image without room", arguments: Kind.allCases, emptySizes)
  func smallImages(kind: Kind, size: (width: Int, height: Int)) throws {
    let image = GrayImage.photo(width: size.width, height: size.height)
    let features = try kind.extractor().extract(from: image)
    #expect(features == FeatureSet(imageSize: image.size, keypoints: [], descriptors: .init(kind: features.kind)))
  }

  @Test("find nothing in an image of one grey", arguments: Kind.allCases, [0, 128, 255] as [UInt8])
  func plainImages(kind: Kind, value: UInt8) throws {
    let features = try kind.extractor().extract(from: GrayImage(width: 200, height: 150, filledWith: value))
    #expect(features.isEmpty && features.descriptors.kind == kind.extractor().descriptorKind)
  }

  @Test("take long and thin images", arguments: Kind.allCases, [(63, 3000), (3000, 63), (62, 400), (12, 1000)])
  func thinImages(kind: Kind, size: (width: Int, height: Int)) throws {
    let image = GrayImage.photo(width: size.width, height: size.height)
    #expect(try kind.extractor().extract(from: image).imageSize == image.size)
  }

  @Test("turn their coordinates, angles and descriptors with the photo", arguments: [Kind.orb, .sift])
  func turned(kind: Kind) throws {
    let photo = GrayImage.photo()
    let original = try kind.extractor().extract(from: photo)
    let turned = try kind.extractor().extract(from: photo.turnedClockwise)
    let pairs = original.partners(in: turned) { keypoint in
      SIMD2(Float(photo.height - 1) - keypoint.y, keypoint.x)
    }
    #expect(original.soloists.count > 300 && pairs.count > original.soloists.count * 3 / 4)
    let agreeing = pairs.filter { pair in
      degreesApart(turned.keypoints[pair.1].angle, original.keypoints[pair.0].angle + 90) < 5
    }
    #expect(agreeing.count > pairs.count * 17 / 20)
    let near = agreeing.filter { original.descriptors.distance(from: $0.0, to: $0.1, of: turned.descriptors) < 0.2 }
    #expect(near.count > agreeing.count * 9 / 10)
    let far = agreeing.indices.dropFirst().filter {
      original.descriptors.distance(from: agreeing[$0 - 1].0, to: agreeing[$0].1, of: turned.descriptors) > 0.2
    }
    #expect(far.count > agreeing.count * 9 / 10)
  }

  @Test("mirror their angles with the photo", arguments: [Kind.orb, .sift])
  func mirrored(kind: Kind) throws {
    let photo = GrayImage.photo()
    let original = try kind.extractor().extract(from: photo)
    let mirrored = try kind.extractor().extract(from: photo.mirrored())
    let pairs = original.partners(in: mirrored) { keypoint in SIMD2(Float(photo.width - 1) - keypoint.x, keypoint.y) }
    #expect(original.soloists.count > 300 && pairs.count > original.soloists.count * 3 / 4)
    let agreeing = pairs.filter { pair in
      degreesApart(mirrored.keypoints[pair.1].angle, 180 - original.keypoints[pair.0].angle) < 5
    }
    #expect(agreeing.count > pairs.count * 17 / 20)
    // No test of a local feature survives a mirror: half of the bits differ.
    let far = agreeing.filter { original.descriptors.distance(from: $0.0, to: $0.1, of: mirrored.descriptors) > 0.2 }
    #expect(far.count > agreeing.count * 9 / 10)
  }
}

extension FeatureSet {
  fileprivate var kind: DescriptorKind { descriptors.kind }

  /// Keypoints that share their place with no other one, as those of several orientations do.
  fileprivate var soloists: [Int] {
    let places = Dictionary(grouping: keypoints) { SIMD2($0.x, $0.y) }
    return keypoints.indices.filter { places[SIMD2(keypoints[$0].x, keypoints[$0].y)]?.count == 1 }
  }

  /// Pairs of a soloist here and the keypoint of `other` on its level and of its size that is nearest to where
  /// `position` says, as far as there is one within 1.5 pixels of its level.
  fileprivate func partners(in other: FeatureSet, position: (Keypoint) -> SIMD2<Float>) -> [(Int, Int)] {
    soloists.compactMap { index in
      let keypoint = keypoints[index]
      let expected = position(keypoint)
      func squaredOffset(_ candidate: Int) -> Float {
        let offset = SIMD2(other.keypoints[candidate].x, other.keypoints[candidate].y) - expected
        return (offset * offset).sum()
      }
      let reach = max(1, 1.5 * keypoint.size / 31)
      let near = other.keypoints.indices.filter {
        let candidate = other.keypoints[$0]
        return candidate.level == keypoint.level && abs(candidate.size / keypoint.size - 1) < 0.1
          && squaredOffset($0) < reach * reach
      }
      return near.min { squaredOffset($0) < squaredOffset($1) }.map { (index, $0) }
    }
  }
}

extension Descriptors {
  /// From 0 to 1: the part of the bits that differ, or L2 distance over the largest that rows of norm 512 can have.
  fileprivate func distance(from index: Int, to otherIndex: Int, of other: Descriptors) -> Double {
    let pairs = zip(self[index], other[otherIndex])
    switch kind {
    case .binary256: return Double(pairs.map { ($0 ^ $1).nonzeroBitCount }.reduce(0, +)) / 256
    case .histogram128:
      let squared = pairs.map { (Int($0) - Int($1)) * (Int($0) - Int($1)) }.reduce(0, +)
      return Double(squared).squareRoot() / (512 * 2.0.squareRoot())
    }
  }
}

/// Of two directions, 0...180.
func degreesApart(_ a: Float, _ b: Float) -> Float {
  abs((a - b).remainder(dividingBy: 360))
}

extension GrayImage {
  /// 5 × 4 times the same picture: keypoints in different places tie exactly.
  fileprivate static func tiles(tile: GrayImage) -> GrayImage {
    var image = GrayImage(width: 5 * tile.width, height: 4 * tile.height, filledWith: 0)
    for y in 0..<image.height { for x in 0..<image.width { image[x, y] = tile[x % tile.width, y % tile.height] } }
    return image
  }
}
