import Imaging
import TestSupport
import Testing

@testable import Pyramid

@Suite("ColorImage.resampled(to:by:)") struct ResamplingFilterTests {
  private func photo(_ width: Int, _ height: Int, seed: UInt64 = 1) -> ColorImage {
    var generator = SeededGenerator(seed: seed)
    return ColorImage(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  @Test("a reduced pixel is the mean under the filter, wider than a pixel of the target")
  func reduction() {
    // 4 pixels to 2: the triangle around 1 reaches from -1 to 3, its weights at 0.5, 1.5, 2.5 are 0.75, 0.75, 0.25 of 1.75.
    let row = ColorImage(width: 4, height: 1, pixels: [70, 0, 7, 140, 0, 7, 210, 175, 7, 0, 175, 7])
    let reduced = row.resampled(to: ImageSize(width: 2, height: 1), by: .bilinear)
    #expect(reduced.pixels == [120, 25, 7, 110, 150, 7])
  }

  @Test("equal sizes and plain photos stay as they are", arguments: ResamplingFilter.allCases)
  func unchanged(filter: ResamplingFilter) {
    let photo = photo(7, 5)
    #expect(photo.resampled(to: photo.size, by: filter) == photo)
    let plain = ColorImage(width: 9, height: 4, filledWith: RGB(0, 255, 77))
    for size in [(1, 1), (3, 9), (20, 2)].map({ ImageSize(width: $0.0, height: $0.1) }) {
      #expect(
        plain.resampled(to: size, by: filter)
          == ColorImage(width: size.width, height: size.height, filledWith: RGB(0, 255, 77)))
    }
  }

  /// Pillow's own, where there is Python with it.
  private static let script = """
    import sys
    from PIL import Image
    source, width, height, filter, target = sys.argv[1:]
    picture = Image.open(source).convert('RGB')
    filter = {'bilinear': Image.BILINEAR, 'bicubic': Image.BICUBIC}[filter]
    picture.resize((int(width), int(height)), filter).save(target)
    """

  @Test(
    "gives Pillow's pixels: of photos made smaller bit by bit, else but for a level, as it may choose the other order",
    .enabled(if: Deep.python != nil, "needs Pillow: make test-deep"), arguments: ResamplingFilter.allCases)
  func pillow(filter: ResamplingFilter) throws {
    let python = try #require(Deep.python)
    let folder = TemporaryFolder()
    for (width, height, target, isEqual) in [
      (96, 64, (36, 36), true), (64, 96, (36, 36), true), (61, 47, (20, 31), false), (61, 47, (130, 9), false),
      (500, 3, (7, 3), true), (2, 1, (5, 5), false), (33, 40, (33, 12), true), (1, 90, (4, 1), false),
    ] {
      let photo = photo(width, height, seed: UInt64(width))
      try photo.write(to: folder.file("a.png"))
      let size = ImageSize(width: target.0, height: target.1)
      let result = try execute(
        [
          python.program, "-c", Self.script, folder.file("a.png"), "\(size.width)", "\(size.height)", filter.rawValue,
          folder.file("b.png"),
        ], environment: ["PYTHONPATH": python.packages])
      try #require(result.status == 0, "\(result)")
      let (ours, pillows) = (photo.resampled(to: size, by: filter), try ColorImage(contentsOf: folder.file("b.png")))
      let difference = zip(ours.pixels, pillows.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
      #expect(difference <= (isEqual ? 0 : 1), "\(width) × \(height) to \(size)")
    }
  }
}
