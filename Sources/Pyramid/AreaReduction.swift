import CKernels
import Imaging

/// The weights to reduce images from one size to another by area, kept as long as the sizes stay the same.
///
/// Not to be shared between threads: reducing writes to scratch memory.
final class AreaReduction {
  private let memory = ScratchMemory()
  private var sizes: (source: ImageSize, target: ImageSize)?

  /// Whether the kernel can do it: no side grows, and none is longer than an image of any format.
  static func fits(from source: ImageSize, to target: ImageSize) -> Bool {
    0 < target.width && target.width <= source.width && 0 < target.height && target.height <= source.height
      && source.longestSide <= 1 << 22
  }

  /// Writes the reduction of `source` to `target`, rows `stride` bytes apart.
  /// - Precondition: ``fits(from:to:)``; `target` has room.
  func reduce(_ source: GrayView, to size: ImageSize, target: UnsafeMutablePointer<UInt8>, stride: Int) {
    if sizes?.source != source.size || sizes?.target != size {
      let needed = fk_resampler_size(source.width, source.height, size.width, size.height)
      memory.reserve(needed)
      fk_resampler_init(memory.start, memory.count, source.width, source.height, size.width, size.height)
      sizes = (source.size, size)
    }
    fk_resample(memory.start, source.base, source.stride, target, stride)
  }
}
