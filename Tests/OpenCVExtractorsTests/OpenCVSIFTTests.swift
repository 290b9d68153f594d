import Foundation
import Imaging
import Options
import Testing

@testable import OpenCVExtractors

@Suite("OpenCVSIFT") struct OpenCVSIFTTests {
  /// A bright blob, standard deviation 4, at (50, 50) on a ramp that gets brighter in `direction` (y down).
  func blob(direction: SIMD2<Double>) -> GrayImage {
    var image = GrayImage(width: 101, height: 101, filledWith: 0)
    for y in 0..<101 {
      for x in 0..<101 {
        let offset = SIMD2(Double(x) - 50, Double(y) - 50)
        let bump = 60 * exp(-(offset * offset).sum() / 32)
        image[x, y] = UInt8(100 + 0.8 * (offset * direction).sum() + bump)
      }
    }
    return image
  }

  @Test(
    "angle is that of the gradient, clockwise from the right",
    arguments: [(SIMD2(1.0, 0.0), 0), (SIMD2(0, 1), 90), (SIMD2(-1, 0), 180), (SIMD2(0, -1), 270)])
  func angle(direction: SIMD2<Double>, degrees: Float) throws {
    let keypoints = try OpenCVSIFT().extract(from: blob(direction: direction)).keypoints
    #expect(!keypoints.isEmpty)
    for keypoint in keypoints {
      #expect(abs(keypoint.x - 50) < 0.5 && abs(keypoint.y - 50) < 0.5)
      // The bins are 10° wide and the blob has gradients in all directions.
      #expect(degreesApart(keypoint.angle, degrees) < 30)
    }
  }

  @Test("level counts octaves from the doubled image, size grows with it")
  func level() throws {
    let keypoints = try OpenCVSIFT().extract(from: .photo()).keypoints
    #expect(keypoints.map(\.level).min() == 0)
    for keypoint in keypoints {
      // Diameter = 2 σ, where σ is 1.6 × 2^(s / 3) on the doubled image, s = 1…3 and half a step to both sides.
      let octaves = keypoint.size / 3.2 / Float(1 << keypoint.level) * 2
      #expect((1.1...2.3).contains(octaves))
    }
  }

  @Test("rows of RootSIFT have the norm 512 within rounding and saturation")
  func norm() throws {
    let descriptors = try OpenCVSIFT().extract(from: .photo()).descriptors
    #expect(descriptors.count > 300)
    for index in 0..<descriptors.count {
      let row = descriptors[index]
      let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      // Each of 128 numbers is at most 0.5 off: √128 / 2.
      #expect(norm < 512 + 5.7 && (row.contains(255) || norm > 512 - 5.7))
    }
  }

  @Test("plain descriptors have OpenCV's norm; RootSIFT is made of them")
  func plain() throws {
    var options = OpenCVSIFT.Options()
    options.root = false
    let photo = GrayImage.photo()
    let plain = try OpenCVSIFT(options: options).extract(from: photo)
    let root = try OpenCVSIFT().extract(from: photo)
    #expect(plain.keypoints == root.keypoints)
    #expect(rootSIFT(plain.descriptors.bytes.map(Float.init), length: 128) == root.descriptors.bytes)
    for index in 0..<plain.count {
      let norm = plain.descriptors[index].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect((480...530).contains(norm))
    }
  }

  @Test("options reach OpenCV")
  func options() throws {
    func count(_ change: (inout OpenCVSIFT.Options) -> Void) throws -> Int {
      var options = OpenCVSIFT.Options()
      options.maxFeatures = 100_000
      change(&options)
      return try OpenCVSIFT(options: options).extract(from: .photo()).count
    }
    let standard = try count { _ in }
    #expect(try count { $0.contrastThreshold = 0.1 } < standard)
    #expect(try count { $0.edgeThreshold = 2 } < standard)
    #expect(try count { $0.layersPerOctave = 5 } != standard)
    #expect(try count { $0.sigma = 3 } < standard)
  }

  @Test("options out of range are named")
  func validation() {
    func field(_ change: (inout OpenCVSIFT.Options) -> Void) -> String? {
      var options = OpenCVSIFT.Options()
      change(&options)
      return #expect(throws: OptionsError.self) {
        try OpenCVSIFT(options: options).extract(from: .photo(width: 20, height: 20))
      }?.field
    }
    #expect(field { $0.maxFeatures = 0 } == "OpenCVSIFT.Options.maxFeatures")
    #expect(field { $0.layersPerOctave = 0 } == "OpenCVSIFT.Options.layersPerOctave")
    #expect(field { $0.contrastThreshold = .nan } == "OpenCVSIFT.Options.contrastThreshold")
    #expect(field { $0.edgeThreshold = .infinity } == "OpenCVSIFT.Options.edgeThreshold")
    #expect(field { $0.sigma = 0 } == "OpenCVSIFT.Options.sigma")
  }
}
