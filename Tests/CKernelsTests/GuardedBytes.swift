import Foundation

/// Bytes that end right before a page which must not be touched: reading or writing one byte too many ends the tests.
final class GuardedBytes {
  let start: UnsafeMutablePointer<UInt8>
  let count: Int
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int

  /// Copies `bytes`, `slack` bytes before the forbidden page.
  init(_ bytes: [UInt8], slack: Int = 0) {
    let page = Int(getpagesize())
    let whole = (bytes.count + slack + page - 1) / page * page
    mappedBytes = whole + page
    mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    precondition(mapping != MAP_FAILED && mprotect(mapping + whole, page, PROT_NONE) == 0)
    count = bytes.count
    start = (mapping + whole - slack - count).assumingMemoryBound(to: UInt8.self)
    start.update(from: bytes, count: count)
  }

  deinit { munmap(mapping, mappedBytes) }

}
