#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Hands over a file's bytes block by block, from its start; a block is valid until `body` returns.
///
/// - Throws: ``FileError`` when the file can't be read or is none.
/// - Complexity: O(file) time, O(1) memory.
package func readBlocks(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
  let descriptor = try openForReading(path)
  defer { close(descriptor) }
  let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { block.deallocate() }
  while true {
    let count = read(descriptor, block.baseAddress, block.count)
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError(.read, path)
    }
    if count == 0 { return }
    body(UnsafeRawBufferPointer(rebasing: block[..<count]))
  }
}
