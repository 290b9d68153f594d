import Features
import Imaging
import TestSupport
import Testing

extension KernelTests {
  @Test("ORB gives the same bytes on every SIMD target", arguments: [true, false])
  func orbOnEveryTarget(isOriented: Bool) throws {
    let photo = syntheticPhoto(width: 331, height: 247, seed: 6)
    var options = ORBOptions()
    options.isOriented = isOriented
    let expected = try ORB(options).extract(from: photo)
    #expect(expected.count == 500)
    try Self.onEveryTarget { (target: String) throws in
      #expect(try ORB(options).extract(from: photo) == expected, "\(target)")
    }
  }
}
