import Features
import Foundation
import Imaging
import OpenCVExtractors
import TestSupport
import Testing

/// Our SIFT beside cv::SIFT, by quantiles over real photos: the doubled photo first, 3 scales, no spread on our side.
@Suite("SIFT's parity with OpenCV") struct SIFTParityTests {
  /// 24 of the large set where it is there, else all references of `fixtures/`.
  static func photos() throws -> [GrayImage] {
    let folder = (Photos.shared("dev") ?? Photos.fixtures) + "/references/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jpg") }.sorted()
    let step = max(1, names.count / 24)
    return try stride(from: 0, to: names.count, by: step).map { index in
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + names[index])))
      return try GrayImage(decoding: bytes, name: names[index])
    }
  }

  static func ours() throws -> SIFT {
    var options = SIFTOptions()
    options.maxFeatures = 100_000
    options.isSpread = false
    return try SIFT(options)
  }

  @Test("80 % of OpenCV's 200 strongest are found; their descriptors have a median cosine above 0.9")
  func parity() throws {
    var options = OpenCVSIFT.Options()
    options.maxFeatures = 200
    var (total, near, cosines) = (0, 0, [Double]())
    for photo in try Self.photos() {
      let expected = try OpenCVSIFT(options: options).extract(from: photo)
      let found = try Self.ours().extract(from: photo)
      for (index, keypoint) in expected.keypoints.enumerated() {
        // OpenCV's places are 0.25 off to the right and down; a pixel leaves room for it.
        let partners = found.keypoints.indices.filter {
          let other = found.keypoints[$0]
          let (dx, dy) = (other.x - keypoint.x, other.y - keypoint.y)
          return dx * dx + dy * dy <= 1 && abs(other.size / keypoint.size - 1) <= 0.2
        }
        total += 1
        near += partners.isEmpty ? 0 : 1
        let turns = partners.filter { degreesApart(found.keypoints[$0].angle, keypoint.angle) < 15 }
        if let best = turns.map({ cosine(found.descriptors[$0], expected.descriptors[index]) }).max() {
          cosines.append(best)
        }
      }
    }
    cosines.sort()
    #expect(Double(near) >= 0.8 * Double(total), "\(near) of \(total)")
    #expect(Double(cosines.count) >= 0.7 * Double(total), "\(cosines.count) of \(total)")
    #expect(cosines[cosines.count / 2] > 0.9, "\(cosines[cosines.count / 2])")
  }

  @Test("the mirrored features of a photo are those that OpenCV finds in the mirrored photo")
  func mirrored() throws {
    let photo = GrayImage.photo()
    let (found, expected) = try (
      OpenCVSIFT().extract(from: photo).mirrored(), OpenCVSIFT().extract(from: photo.mirrored())
    )
    var cosines: [Double] = []
    for (index, keypoint) in found.keypoints.enumerated() {
      let partner = expected.keypoints.indices.first {
        let other = expected.keypoints[$0]
        return abs(other.x - keypoint.x) < 1.5 && abs(other.y - keypoint.y) < 1.5
          && abs(other.size / keypoint.size - 1) < 0.1 && degreesApart(other.angle, keypoint.angle) < 10
      }
      if let partner { cosines.append(cosine(found.descriptors[index], expected.descriptors[partner])) }
    }
    cosines.sort()
    #expect(cosines.count > found.count * 2 / 3)
    #expect(cosines[cosines.count / 2] > 0.97, "\(cosines[cosines.count / 2])")
  }
}

private func cosine(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Double {
  func product(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}
