import Features
import Imaging
import OpenCVExtractors
import Options
import Testing

@Suite("OpenCVORB") struct OpenCVORBTests {
  @Test("angle points from the corner to its bright side, clockwise from the right", arguments: [0, 1, 2, 3])
  func angle(quarterTurns: Int) throws {
    // A bright right angle that opens to the right and down: its centroid lies at 45°.
    var image = GrayImage(width: 161, height: 161, filledWith: 40)
    for y in 80..<161 { for x in 80..<161 { image[x, y] = 200 } }
    image = image.smoothed
    for _ in 0..<quarterTurns { image = image.turnedClockwise }
    let corner = try #require(try OpenCVORB().extract(from: image).keypoints.first { $0.level == 0 })
    #expect(abs(corner.x - 80) <= 2 && abs(corner.y - 80) <= 2)
    #expect(degreesApart(corner.angle, Float(45 + 90 * quarterTurns)) < 3)
  }

  @Test("size is 31 pixels times the scale of the level")
  func size() throws {
    for keypoint in try OpenCVORB().extract(from: .photo()).keypoints {
      let scale = (0..<keypoint.level).reduce(Float(1)) { scale, _ in scale * 1.2 }
      #expect(abs(keypoint.size - 31 * scale) < 1e-3 * keypoint.size)
    }
  }

  @Test("fastThreshold and levels reach OpenCV")
  func options() throws {
    let photo = GrayImage.photo()
    var options = OpenCVORB.Options()
    options.levels = 1
    options.maxFeatures = 100_000
    let many = try OpenCVORB(options: options).extract(from: photo)
    #expect(many.keypoints.allSatisfy { $0.level == 0 })
    options.fastThreshold = 60
    #expect(try OpenCVORB(options: options).extract(from: photo).count < many.count)
  }

  @Test("options out of range are named")
  func validation() throws {
    func error(_ change: (inout OpenCVORB.Options) -> Void) -> String? {
      var options = OpenCVORB.Options()
      change(&options)
      let photo = GrayImage.photo(width: 80, height: 80)
      let first = #expect(throws: OptionsError.self) { try OpenCVORB(options: options).extract(from: photo) }
      let second = #expect(throws: OptionsError.self) { try OpenCVFASTBRIEF(options: options).extract(from: photo) }
      #expect(first == second)
      return first?.field
    }
    #expect(error { $0.maxFeatures = 0 } == "OpenCVORB.Options.maxFeatures")
    #expect(error { $0.maxFeatures = .max } == "OpenCVORB.Options.maxFeatures")
    #expect(error { $0.scaleFactor = 1 } == "OpenCVORB.Options.scaleFactor")
    #expect(error { $0.scaleFactor = .nan } == "OpenCVORB.Options.scaleFactor")
    #expect(error { $0.levels = 0 } == "OpenCVORB.Options.levels")
    #expect(error { $0.levels = .max } == "OpenCVORB.Options.levels")
    #expect(error { $0.fastThreshold = 255 } == "OpenCVORB.Options.fastThreshold")
  }

  @Test("the largest number of levels that is valid works on the smallest image with room", arguments: [1.2, 2])
  func manyLevels(scaleFactor: Float) throws {
    var options = OpenCVORB.Options()
    options.scaleFactor = scaleFactor
    while (try? options.validate()) != nil { options.levels += 1 }
    while (try? options.validate()) == nil { options.levels -= 1 }
    #expect(options.levels == (scaleFactor == 2 ? 6 : 23))
    _ = try OpenCVORB(options: options).extract(from: .photo(width: 63, height: 63))
  }
}
