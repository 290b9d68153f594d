import Imaging
import Options
import Pyramid
import TestSupport
import Testing

@Suite("PyramidWorkspace") struct PyramidWorkspaceTests {
  @Test("builds the levels of ImagePyramid, photo after photo, and their blurs")
  func equalsImagePyramid() throws {
    let workspace = PyramidWorkspace()
    var options = PyramidOptions()
    let sizes = [(200, 150), (64, 64), (333, 250), (1, 40), (333, 100), (250, 333), (0, 0), (5, 3)]
    for (index, (width, height)) in sizes.enumerated() {
      options.factor = index % 2 == 0 ? 1.2 : 2.5
      let photo = noise(width, height, seed: UInt64(index))
      let pyramid = try ImagePyramid(base: photo, options: options)
      let blur = GaussianBlur(sigma: index < 4 ? 2 : 1, radius: index < 6 ? 3 : 1)
      try workspace.withPyramid(of: photo, options: options, blur: blur) { levels in
        #expect(levels.count == pyramid.levels.count, "photo \(index)")
        for (level, expected) in zip(levels, pyramid.levels) {
          #expect(level.image.image() == expected.image, "photo \(index)")
          let blurred = try expected.image.blurred(by: blur)
          #expect(level.blurred?.image() == blurred, "photo \(index)")
          #expect(level.scale == expected.scale, "photo \(index)")
        }
      }
    }
  }

  @Test(
    "takes the photo as it is; all else starts at a multiple of 64 bytes, and so do its rows",
    arguments: [false, true])
  func layout(blurs: Bool) throws {
    let photo = noise(131, 97, seed: 1)
    try PyramidWorkspace().withPyramid(of: photo, blur: blurs ? .init() : nil) { levels in
      #expect(levels.count == 8)
      photo.pixels.withUnsafeBufferPointer { #expect(levels[0].image.base == $0.baseAddress) }
      #expect(levels[0].image.stride == 131)
      for (index, level) in levels.enumerated() {
        #expect((level.blurred != nil) == blurs)
        for view in [index == 0 ? nil : level.image, level.blurred].compactMap({ $0 }) {
          #expect(view.stride == (view.width + 63) / 64 * 64)
          #expect(UInt(bitPattern: view.base) % 64 == 0)
        }
      }
    }
  }

  @Test("keeps its memory from photo to photo")
  func keepsMemory() throws {
    let workspace = PyramidWorkspace()
    func starts(_ width: Int, _ height: Int) throws -> UnsafePointer<UInt8> {
      try workspace.withPyramid(of: noise(width, height, seed: 1)) { $0[0].blurred!.base }
    }
    let first = try starts(256, 300)
    for (width, height) in [(300, 200), (30, 20), (256, 300)] {
      let next = try starts(width, height)
      #expect(next == first)
    }
  }

  @Test("lets errors through and works on")
  func errors() throws {
    struct Failure: Error {}
    let workspace = PyramidWorkspace()
    let photo = noise(20, 20, seed: 1)
    #expect(throws: Failure.self) { try workspace.withPyramid(of: photo) { _ in throw Failure() } }
    for blur in [GaussianBlur(sigma: 0, radius: 3), GaussianBlur(sigma: 1, radius: 32)] {
      #expect(throws: OptionsError.self) { try workspace.withPyramid(of: photo, blur: blur) { _ in } }
    }
    let base = try workspace.withPyramid(of: photo) { $0[0].image.image() }
    #expect(base == photo)
  }

  private func noise(_ width: Int, _ height: Int, seed: UInt64) -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    return GrayImage(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(generator.next() >> 56) })
  }
}
