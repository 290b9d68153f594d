import CKernels

/// Corners and their responses in memory that kernels write to directly. It grows as needed and is kept from image to
/// image. Not to be shared between threads.
final class CornerList {
  private(set) var corners: UnsafeMutablePointer<fk_corner>
  private(set) var responses: UnsafeMutablePointer<Float>
  private(set) var count = 0
  private var capacity = 4096

  init() {
    corners = .allocate(capacity: capacity)
    responses = .allocate(capacity: capacity)
  }

  deinit {
    corners.deallocate()
    responses.deallocate()
  }

  func removeAll() {
    count = 0
  }

  /// Adds what `write` writes to free memory; when it reports more than the memory holds, it is asked again with enough.
  ///
  /// - Parameter write: gets where to write and how many there is room for; returns how many there are, and how many of
  ///   those written are to stay.
  func append(_ write: (UnsafeMutablePointer<fk_corner>, Int) -> (found: Int, kept: Int)) {
    while true {
      let room = capacity - count
      let (found, kept) = write(corners + count, room)
      if found <= room {
        count += kept
        return
      }
      grow(to: max(2 * capacity, count + found))
    }
  }

  private func grow(to capacity: Int) {
    let (oldCorners, oldResponses) = (corners, responses)
    corners = .allocate(capacity: capacity)
    responses = .allocate(capacity: capacity)
    corners.update(from: oldCorners, count: count)
    responses.update(from: oldResponses, count: count)
    oldCorners.deallocate()
    oldResponses.deallocate()
    self.capacity = capacity
  }
}
