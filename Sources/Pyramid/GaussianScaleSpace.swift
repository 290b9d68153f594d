import CKernels
import Imaging
import Options

/// Builds Gaussian scale spaces of photo after photo in memory of its own: octaves, each half the size of the one before,
/// of levels whose blur grows by 2^(1/scales). Lowe, "Distinctive image features from scale-invariant keypoints",
/// IJCV 2004, §3.
///
/// An octave is built row by row: each level lags behind the one before by the radius of its blur, so that the working set
/// stays in the cache. Of level 0, the coarsest two and the differences, only the current rows exist; levels 1 to `scales`
/// are kept for describing keypoints. For three scales that is 6 bytes per pixel of an octave: 32 per pixel of a photo
/// that is doubled, 8 of one that isn't.
///
/// Fixed point (see `fk_scale_space.h`): the same on every SIMD target. The doubled image has its sample i at i / 2 of the
/// photo and 2 · width − 1 of them, so nothing is shifted. Beyond its border a level is mirrored. Not thread-safe. Once
/// it has processed a photo as large as any to come, it allocates nothing large.
package final class GaussianScaleSpace {
  /// The last octave has no side shorter than this many pixels.
  package static let minSide = 12

  private let planes = ScratchMemory()
  private let rings = ScratchMemory()
  private var blurs: (options: ScaleSpaceOptions, first: LevelBlur, levels: [LevelBlur])?
  private var isBusy = false

  package init() {}

  /// Builds the scale space of `photo`: calls `scan` for every row of every octave, in order, and then `body` with the
  /// octaves, finest first.
  ///
  /// - Returns: what `body` returns; it gets no octaves if a side is shorter than ``minSide`` at the first one.
  /// - Throws: ``OptionsError`` when `options` is out of range, and what `body` throws.
  /// - Complexity: O(pixels of `photo`) time.
  /// - Precondition: not called from within `scan` or `body`; no side of `photo` exceeds 2^22 pixels.
  package func withOctaves<Result>(
    of photo: GrayImage, options: ScaleSpaceOptions = .init(), scan: (DifferenceRows) -> Void,
    _ body: ([ScaleSpaceOctave]) throws -> Result
  ) throws -> Result {
    try options.validate()
    precondition(!isBusy, "a scale space is built of one photo at a time")
    isBusy = true
    defer { isBusy = false }
    return try body(build(photo, options, scan))
  }

  private func build(
    _ photo: GrayImage, _ options: ScaleSpaceOptions, _ scan: (DifferenceRows) -> Void
  ) -> [ScaleSpaceOctave] {
    let isDoubled = options.isDoubled(photo.size)
    let sizes = Self.sizes(of: photo.size, isDoubled: isDoubled)
    guard !sizes.isEmpty else { return [] }
    if blurs?.options != options {
      let (first, levels) = LevelBlur.all(options)
      blurs = (options, first, levels)
    }
    let (first, levels) = (blurs!.first, blurs!.levels)

    planes.reserve(
      sizes.reduce(0) { $0 + options.scales * 2 * RowRing.elements(capacity: $1.height, width: $1.width) })
    var free = planes.start.assumingMemoryBound(to: Int16.self)
    var octaves: [ScaleSpaceOctave] = []
    var last: RowRing?
    for (index, size) in sizes.enumerated() {
      let kept = (0..<options.scales).map { _ in
        defer { free += RowRing.elements(capacity: size.height, width: size.width) }
        return RowRing(capacity: size.height, width: size.width, memory: free)
      }
      let builder = OctaveBuilder(
        octave: index, size: size, blurs: levels, first: last == nil ? first : nil, planes: kept, memory: rings)
      if let last {
        builder.build(scan: scan) { y, row in fk_scale_halve(last[2 * y], sizes[index - 1].width, row) }
      } else {
        photo.withView { view in
          builder.build(scan: scan) { y, row in Self.readRow(y, of: view, isDoubled: isDoubled, into: row) }
        }
      }
      let pixelSize = Float(1 << index) * (isDoubled ? 0.5 : 1)
      octaves.append(ScaleSpaceOctave(index: index, size: size, pixelSize: pixelSize, planes: kept))
      last = kept[options.scales - 1]
    }
    return octaves
  }

  private static func readRow(_ y: Int, of photo: GrayView, isDoubled: Bool, into row: UnsafeMutablePointer<Int16>) {
    if isDoubled {
      fk_scale_double(photo.row(y / 2).baseAddress, photo.row((y + 1) / 2).baseAddress, photo.width, row)
    } else {
      fk_scale_widen(photo.row(y).baseAddress, photo.width, row)
    }
  }

  private static func sizes(of photo: ImageSize, isDoubled: Bool) -> [ImageSize] {
    var sizes: [ImageSize] = []
    var (width, height) = isDoubled ? (2 * photo.width - 1, 2 * photo.height - 1) : (photo.width, photo.height)
    while min(width, height) >= minSide {
      sizes.append(ImageSize(width: width, height: height))
      (width, height) = ((width + 1) / 2, (height + 1) / 2)
    }
    return sizes
  }
}
