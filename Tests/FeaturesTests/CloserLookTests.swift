import Imaging
import TestSupport
import Testing

@testable import Features

@Suite("CloserLook") struct CloserLookTests {
  /// Finds the middle of what is white, and tells size and extent that it was asked for.
  private struct WhiteBlock: FeatureExtractor {
    var descriptorKind: DescriptorKind { .binary256 }

    func extract(from image: GrayImage) throws -> FeatureSet { try extract(from: image, extent: 1) }

    func extract(from image: GrayImage, extent: Double) throws -> FeatureSet {
      var (sum, x, y) = (0.0, 0.0, 0.0)
      for row in 0..<image.height {
        for column in 0..<image.width {
          let white = Double(image[column, row])
          (sum, x, y) = (sum + white, x + white * Double(column), y + white * Double(row))
        }
      }
      let keypoints =
        sum == 0
        ? []
        : [
          Keypoint(
            x: Float(x / sum), y: Float(y / sum), size: Float(image.width), response: Float(extent))
        ]
      return FeatureSet(
        imageSize: image.size, keypoints: keypoints,
        descriptors: Descriptors(kind: .binary256, bytes: [UInt8](repeating: 7, count: 32 * keypoints.count)))
    }
  }

  private func image(_ width: Int, _ height: Int, whiteAt place: (x: Int, y: Int)) -> GrayImage {
    var image = GrayImage(width: width, height: height, filledWith: 0)
    for y in place.y..<place.y + 4 { for x in place.x..<place.x + 4 { image[x, y] = 255 } }
    return image
  }

  @Test(
    "keypoints of every part are given in the photo's own pixels",
    arguments: [(99, 49, 5), (10, 10, 2), (180, 10, 2), (99, 10, 3), (180, 85, 2)])
  func coordinates(x: Int, y: Int, count: Int) throws {
    let photo = image(201, 101, whiteAt: (x, y))
    let found = try WhiteBlock().extract(from: photo, maxSide: 640, look: .parts)
    let usual = try WhiteBlock().extract(from: photo, maxSide: 640)
    #expect(found.imageSize == photo.size && found.thumbnail == usual.thumbnail)
    // The whole photo and the parts in which the block lies.
    #expect(found.keypoints.count == count && found.descriptors.count == count)
    for keypoint in found.keypoints {
      #expect(abs(keypoint.x - Float(x) - 1.5) < 0.01 && abs(keypoint.y - Float(y) - 1.5) < 0.01, "\(keypoint)")
    }
    // As wide as what was looked at, in pixels of the photo.
    #expect(found.keypoints.dropFirst().allSatisfy { abs($0.size - 121) < 0.5 })
  }

  @Test("a dense look may find several times as many features in the photo as it is")
  func dense() throws {
    let photo = image(201, 101, whiteAt: (99, 49))
    let usual = try WhiteBlock().extract(from: photo, maxSide: 640).keypoints[0]
    let dense = try WhiteBlock().extract(from: photo, maxSide: 640, look: .dense).keypoints
    #expect(dense.count == 1 && dense[0].response == Float(CloserLook.denseFactor) * usual.response)
    #expect(dense[0].x == usual.x && dense[0].size == usual.size)
  }

  @Test("each look finds more in a photo, all of it within the photo", arguments: CloserLook.allCases)
  func photo(look: CloserLook) throws {
    let photo = try GrayImage(contentsOf: Photos.fixtures + "/references/R000003.jpg")
    var options = ORBOptions()
    options.maxFeatures = 100
    let orb = try ORB(options)
    let found = try orb.extract(from: photo, maxSide: 640, look: look)
    #expect(found.count > 250)
    #expect(
      found.keypoints.allSatisfy {
        (0..<Float(photo.width)).contains($0.x) && (0..<Float(photo.height)).contains($0.y)
      })
    #expect(try orb.extract(from: photo, maxSide: 640, look: look) == found)
  }

  @Test(
    "parts cover the photo, and those of the mirror image are their mirror images",
    arguments: [ImageSize(width: 201, height: 101), ImageSize(width: 7, height: 300), ImageSize(width: 1, height: 1)])
  func parts(size: ImageSize) {
    let parts = PhotoPart.parts(of: size)
    #expect(parts.count == 4)
    for y in 0..<size.height {
      for x in 0..<size.width {
        #expect(
          parts.contains {
            ($0.x..<$0.x + $0.size.width).contains(x) && ($0.y..<$0.y + $0.size.height).contains(y)
          })
      }
    }
    let mirrored = parts.map { PhotoPart(x: size.width - $0.x - $0.size.width, y: $0.y, size: $0.size) }
    #expect(Set(mirrored) == Set(parts))
    #expect(parts.allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.x + $0.size.width <= size.width })
  }

  @Test("a photo without pixels has no features by any look", arguments: CloserLook.allCases)
  func empty(look: CloserLook) throws {
    let none = GrayImage(width: 0, height: 0, pixels: [])
    #expect(PhotoPart.parts(of: none.size).isEmpty)
    #expect(try ORB().extract(from: none, maxSide: 640, look: look).isEmpty)
  }

  @Test("parts are looked at as large photos of their proportions are, but enlarged at most fourfold")
  func closeSize() {
    let scale = WorkingScale(maxSide: 640)
    func size(_ width: Int, _ height: Int) -> ImageSize {
      scale.closeSize(ofPart: ImageSize(width: width, height: height)).size
    }
    #expect(size(300, 200) == ImageSize(width: 640, height: 427))
    #expect(size(3000, 2000) == ImageSize(width: 640, height: 427))
    #expect(size(100, 50) == ImageSize(width: 400, height: 200))
    #expect(size(10, 20) == ImageSize(width: 40, height: 80))
    // A strip of four pieces.
    let strip = scale.closeSize(ofPart: ImageSize(width: 2000, height: 200))
    #expect(strip.size.height == 256 && strip.extent == 4)
  }
}
