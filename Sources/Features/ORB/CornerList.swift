import CKernels

/// Corners in memory that kernels write to directly. It grows as needed and is kept from image to image. Not to be shared
/// between threads.
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

  /// Adds what `write` writes to free memory; when it reports more than the memory holds, it is asked again with enough.
  ///
  /// - Parameter write: gets where to write and how many there is room for; returns how many there are.
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

  /// Adds what `write` writes to free memory, which has room for `limit` corners; it returns how many there are.
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
