import Imaging
import Options

/// Builds a pyramid for photo after photo in memory of its own. Once it has processed a photo as large as any to come, it
/// allocates nothing.
///
/// Its levels hold the same pixels as those of ``ImagePyramid``. Not thread-safe: each worker has its own.
///
/// Memory layout: the first level is the photo itself, in place. All other levels, and all blurred ones, follow one another
/// in one block that starts on a 64-byte boundary, with rows `stride` bytes apart, the level's width rounded up to 64.
/// Levels have no border: no pixel before or after a row belongs to the image.
package final class PyramidWorkspace {
  package struct Level {
    package let image: GrayView
    /// The same size as `image`; nil unless a blur was asked for.
    package let blurred: GrayView?
    package let scale: PyramidScale
  }

  private let pixels = ScratchMemory()
  private var levels: [Level] = []
  private var sizes: [ImageSize] = []
  /// One for each level except the first, so that photos of the same size share their weights.
  private var reductions: [AreaReduction] = []
  private let kernel = BlurKernel()
  private var isBusy = false

  package init() {}

  /// Builds the levels of `photo`, finest first, at least one, and calls `body` with them.
  ///
  /// Levels are valid until `body` returns. (If kept longer, the array points to pixels of later photos, and the workspace
  /// has to allocate a new one.)
  /// - Parameter blur: how the levels are blurred; nil for no blurred levels.
  /// - Throws: ``OptionsError`` when `options` or `blur` is out of range, and what `body` throws.
  /// - Complexity: O(pixels of `photo`) time.
  /// - Precondition: not called from within `body`; no side of `photo` exceeds 2^22 pixels.
  package func withPyramid<Result>(
    of photo: GrayImage, options: PyramidOptions = .init(), blur: GaussianBlur? = GaussianBlur(),
    _ body: ([Level]) throws -> Result
  ) throws -> Result {
    try options.validate()
    try blur?.validate()
    precondition(!isBusy, "a workspace builds one pyramid at a time")
    isBusy = true
    defer { isBusy = false }
    return try photo.pixels.withUnsafeBufferPointer { photoPixels in
      // A photo without pixels needs no address.
      let base = photoPixels.baseAddress ?? UnsafePointer(pixels.start.assumingMemoryBound(to: UInt8.self))
      build(GrayView(base: base, width: photo.width, height: photo.height, stride: photo.width), options, blur)
      return try body(levels)
    }
  }

  private func build(_ photo: GrayView, _ options: PyramidOptions, _ blur: GaussianBlur?) {
    sizes.removeAll(keepingCapacity: true)
    sizes.append(photo.size)
    options.forEachReducedSize(of: photo.size) { sizes.append($0) }
    while reductions.count < sizes.count - 1 { reductions.append(AreaReduction()) }
    let planes = blur == nil ? 1 : 2
    func stride(_ size: ImageSize) -> Int { (size.width + 63) / 64 * 64 }
    pixels.reserve(sizes.reduce(-stride(photo.size) * photo.height) { $0 + planes * stride($1) * $1.height })

    levels.removeAll(keepingCapacity: true)
    var free = pixels.start.assumingMemoryBound(to: UInt8.self)
    for (index, size) in sizes.enumerated() {
      let stride = stride(size)
      var image = photo
      if index > 0 {
        reductions[index - 1].reduce(levels[index - 1].image, to: size, target: free, stride: stride)
        image = GrayView(base: free, width: size.width, height: size.height, stride: stride)
        free += stride * size.height
      }
      var blurred: GrayView?
      if let blur {
        kernel.apply(blur, to: image, target: free, stride: stride)
        blurred = GrayView(base: free, width: size.width, height: size.height, stride: stride)
        free += stride * size.height
      }
      levels.append(Level(image: image, blurred: blurred, scale: PyramidScale(base: photo.size, level: size)))
    }
  }
}
