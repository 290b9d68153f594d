import CKernels
import Imaging

/// The weights to reduce images from one size to another by area, cached for the most recent sizes: the photos of a
/// collection have few, and those of one camera two, portrait and landscape.
///
/// Not thread-safe: reducing writes to scratch memory.
final class AreaReduction {
  private struct Plan {
    let memory: ScratchMemory
    let source: ImageSize
    let target: ImageSize
  }

  private static let mostPlans = 4
  /// Most recently used first.
  private var plans: [Plan] = []

  /// Whether the kernel supports it: no side grows, and none is longer than in any image format.
  static func fits(from source: ImageSize, to target: ImageSize) -> Bool {
    0 < target.width && target.width <= source.width && 0 < target.height && target.height <= source.height
      && source.longestSide <= 1 << 22
  }

  /// Writes the reduction of `source` to `target`, rows `stride` bytes apart.
  /// - Precondition: ``fits(from:to:)``; `target` has room.
  func reduce(_ source: GrayView, to size: ImageSize, target: UnsafeMutablePointer<UInt8>, stride: Int) {
    fk_resample(plan(from: source.size, to: size).memory.start, source.base, source.stride, target, stride)
  }

  private func plan(from source: ImageSize, to target: ImageSize) -> Plan {
    if let index = plans.firstIndex(where: { $0.source == source && $0.target == target }) {
      if index > 0 { plans.swapAt(0, index) }
    } else {
      let memory = plans.count < Self.mostPlans ? ScratchMemory() : plans.removeLast().memory
      memory.reserve(fk_resampler_size(source.width, source.height, target.width, target.height))
      fk_resampler_init(memory.start, memory.count, source.width, source.height, target.width, target.height)
      plans.insert(Plan(memory: memory, source: source, target: target), at: 0)
    }
    return plans[0]
  }
}
