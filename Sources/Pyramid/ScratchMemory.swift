/// A reusable buffer that grows as needed, which loses its contents. It starts on a 64-byte boundary.
final class ScratchMemory {
  private(set) var start: UnsafeMutableRawPointer
  private(set) var count: Int

  init(count: Int = 0) {
    self.count = max(count, 1)
    start = .allocate(byteCount: self.count, alignment: 64)
  }

  deinit { start.deallocate() }

  /// Makes room for `needed` bytes. Returns whether the memory has moved.
  @discardableResult
  func reserve(_ needed: Int) -> Bool {
    if needed <= count { return false }
    start.deallocate()
    // A little more, so that slowly growing photos don't each allocate.
    count = needed + needed / 8
    start = .allocate(byteCount: count, alignment: 64)
    return true
  }
}
