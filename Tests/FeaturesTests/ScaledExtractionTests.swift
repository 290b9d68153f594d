import Features
import Imaging
import Pyramid
import TestSupport
import Testing

/// Finds the brightest pixel: an extractor whose answer is known.
private struct BrightestPixel: FeatureExtractor {
  var descriptorKind: DescriptorKind { .binary256 }

  func extract(from image: GrayImage) throws -> FeatureSet {
    let brightest = image.pixels.indices.max { image.pixels[$0] < image.pixels[$1] }!
    let keypoint = Keypoint(x: Float(brightest % image.width), y: Float(brightest / image.width), size: 10)
    return FeatureSet(
      imageSize: image.size, keypoints: [keypoint],
      descriptors: Descriptors(kind: .binary256, bytes: [UInt8](repeating: 0, count: 32)))
  }
}

@Suite("extract(from:maxSide:)") struct ScaledExtractionTests {
  /// A white block of 4 × 4 pixels whose centre lies at (41.5, 21.5).
  let image: GrayImage = {
    var image = GrayImage(width: 160, height: 80, filledWith: 0)
    for y in 20..<24 { for x in 40..<44 { image[x, y] = 255 } }
    return image
  }()

  @Test("keypoints of a reduced photo are given in the photo's own pixels")
  func coordinates() throws {
    let features = try BrightestPixel().extract(from: image, maxSide: 40)
    #expect(features.imageSize == ImageSize(width: 160, height: 80))
    #expect(features.keypoints == [Keypoint(x: 41.5, y: 21.5, size: 40)])
  }

  @Test("keypoints of an enlarged photo are given in the photo's own pixels")
  func enlarged() throws {
    let features = try BrightestPixel().extract(from: image, maxSide: 640)
    #expect(features.imageSize == ImageSize(width: 160, height: 80))
    // Twice as large, the first pixel that is all white lies a quarter of a pixel off the block's first one.
    #expect(features.keypoints == [Keypoint(x: 40.25, y: 20.25, size: 5)])
  }

  @Test("a long photo is looked at piece by piece, with as many features more")
  func long() throws {
    struct Recorder: FeatureExtractor {
      var descriptorKind: DescriptorKind { .binary256 }
      func extract(from image: GrayImage) throws -> FeatureSet { try extract(from: image, extent: 1) }
      func extract(from image: GrayImage, extent: Double) throws -> FeatureSet {
        let keypoint = Keypoint(x: 0, y: 0, size: Float(image.width), response: Float(extent))
        return FeatureSet(
          imageSize: image.size, keypoints: [keypoint],
          descriptors: Descriptors(kind: .binary256, bytes: [UInt8](repeating: 0, count: 32)))
      }
    }
    let found = try Recorder().extract(from: GrayImage(width: 400, height: 40, filledWith: 9), maxSide: 50)
    #expect(found.imageSize == ImageSize(width: 400, height: 40))
    // 200 × 20 pixels, of which a piece has 50 × 20; `size` is doubled as a keypoint of 200 pixels is one of 400.
    #expect(found.keypoints[0].size == 400 && found.keypoints[0].response == 4)
    #expect(found.thumbnail?.size == ImageSize(width: 128, height: 13))
  }

  @Test(
    "a long photo has more features than maxFeatures in proportion to its pieces", arguments: [ExtractorID.orb, .sift])
  func budget(extractor: ExtractorID) throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = 100
    let photo = syntheticPhoto(width: 1000, height: 100, seed: 4)
    let found = try ExtractorRegistry.standard.makeExtractor(options).extract(from: photo, maxSide: 250)
    #expect(found.count == 400)
    #expect((found.keypoints.map(\.x).max() ?? 0) > 900, "all along the photo")
  }

  @Test("no budget is too large", arguments: [Int(Int32.max), 1 << 24])
  func largestBudget(maxFeatures: Int) throws {
    for (extractor, levels) in [(ExtractorID.orb, 8), (.orb, 1), (.sift, nil)] {
      var options = ExtractionOptions()
      options.extractor = extractor
      options.maxFeatures = maxFeatures
      if let levels { options[.levels] = levels }
      let found = try ExtractorRegistry.standard.makeExtractor(options).extract(
        from: syntheticPhoto(width: 1000, height: 100, seed: 4), maxSide: 250)
      #expect(found.count > 400)
    }
  }

  @Test("a photo that fits is taken as it is")
  func fits() throws {
    #expect(try BrightestPixel().extract(from: image, maxSide: 160).keypoints == [Keypoint(x: 40, y: 20, size: 10)])
  }
}

@Suite("Thumbnails") struct ThumbnailTests {
  private func extract(_ image: GrayImage, maxSide: Int = 640) throws -> FeatureSet {
    try BrightestPixel().extract(from: image, maxSide: maxSide)
  }

  @Test("have at most 128 pixels a side, whatever the working scale")
  func size() throws {
    let image = GrayImage(width: 1000, height: 500, filledWith: 77)
    for maxSide in [16, 100, 640, 1000, 5000] {
      let thumbnail = try #require(try extract(image, maxSide: maxSide).thumbnail)
      #expect(thumbnail == GrayImage(width: 128, height: 64, filledWith: 77), "at \(maxSide) pixels")
    }
    let small = GrayImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])
    #expect(try extract(small).thumbnail == small)
    let enlarged = syntheticPhoto(width: 150, height: 90, seed: 1)
    #expect(
      try extract(enlarged).thumbnail == enlarged.resampled(to: ImageSize(width: 128, height: 77)),
      "from the photo itself, not from what features are found in")
    #expect(FeatureSet.thumbnailSize(of: ImageSize(width: 9000, height: 1)) == ImageSize(width: 128, height: 1))
    #expect(FeatureSet.thumbnailSize(of: ImageSize(width: 0, height: 0)).area == 0)
  }

  @Test("are mirrored with the features")
  func mirrored() {
    let thumbnail = GrayImage(width: 2, height: 1, pixels: [10, 20])
    let set = FeatureSet(
      imageSize: thumbnail.size, keypoints: [], descriptors: Descriptors(kind: .histogram128), thumbnail: thumbnail)
    #expect(set.mirrored().thumbnail?.pixels == [20, 10])
  }
}

@Suite("Descriptors") struct DescriptorsTests {
  @Test("rows are addressed by index and appended")
  func rows() {
    var descriptors = Descriptors(kind: .binary256, bytes: [UInt8](repeating: 1, count: 32))
    descriptors.append(Descriptors(kind: .binary256, bytes: [UInt8](repeating: 2, count: 64)))
    #expect(descriptors.count == 3)
    #expect(descriptors[1].elementsEqual(repeatElement(2, count: 32)))
  }
}
