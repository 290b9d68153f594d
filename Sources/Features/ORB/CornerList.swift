import CKernels

/// Corners in memory that kernels write to directly. It grows as needed and is reused from image to image. Not
/// thread-safe.
final class CornerList {
  private(set) var corners: UnsafeMutablePointer<fk_corner>
  private(set) var count = 0
  private var capacity = 4096

  init() {
    corners = .allocate(capacity: capacity)
  }

  deinit {
    corners.deallocate()
  }

  var all: UnsafeBufferPointer<fk_corner> { UnsafeBufferPointer(start: corners, count: count) }

  func removeAll() {
    count = 0
  }

  /// Appends what `write` writes; if it reports more corners than fit, it is called again with enough memory.
  ///
  /// - Parameter write: gets free memory and its capacity; returns how many corners there are.
  func append(_ write: (UnsafeMutablePointer<fk_corner>, Int) -> Int) {
    while true {
      let found = write(corners + count, capacity - count)
      if count + found <= capacity {
        count += found
        return
      }
      grow(to: max(2 * capacity, count + found))
    }
  }

  /// Appends what `write` writes to free memory with room for `limit` corners; it returns how many there are.
  func append(atMost limit: Int, _ write: (UnsafeMutablePointer<fk_corner>) -> Int) {
    if count + limit > capacity { grow(to: max(2 * capacity, count + limit)) }
    count += write(corners + count)
  }

  private func grow(to capacity: Int) {
    let old = corners
    corners = .allocate(capacity: capacity)
    corners.update(from: old, count: count)
    old.deallocate()
    self.capacity = capacity
  }
}
