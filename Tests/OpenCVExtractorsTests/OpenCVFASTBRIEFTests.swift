import Features
import Imaging
import OpenCVExtractors
import Testing

@Suite("OpenCVFASTBRIEF") struct OpenCVFASTBRIEFTests {
  let upright: FeatureSet
  let oriented: FeatureSet

  init() throws {
    var options = OpenCVORB.Options()
    options.maxFeatures = 3000
    let photo = GrayImage.photo(width: 640, height: 480, seed: 2)
    upright = try OpenCVFASTBRIEF(options: options).extract(from: photo)
    oriented = try OpenCVORB(options: options).extract(from: photo)
  }

  @Test("keypoints are ORB's, with an angle of −1")
  func keypoints() {
    #expect(upright.count > 1000)
    #expect(upright.keypoints.allSatisfy { $0.angle == -1 })
    var expected = oriented.keypoints
    for index in expected.indices { expected[index].angle = -1 }
    #expect(upright.keypoints == expected)
  }

  @Test("descriptors are ORB's where ORB turns by less than half a pixel, and others elsewhere")
  func descriptors() {
    // The tests lie within 13 pixels of the keypoint: asin(0.5 / 13) is 2.2°.
    let level = oriented.keypoints.indices.filter { degreesApart(oriented.keypoints[$0].angle, 0) < 2 }
    #expect(level.count > 10)
    for index in level { #expect(upright.descriptors[index] == oriented.descriptors[index]) }
    for index in oriented.keypoints.indices where degreesApart(oriented.keypoints[index].angle, 0) > 20 {
      #expect(upright.descriptors[index] != oriented.descriptors[index])
    }
  }
}
