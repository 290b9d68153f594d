#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file's bytes in memory as the system brings them in: reading a part of a large file costs that part.
///
/// They stay readable after the file is deleted or replaced by another, but not after it is cut shorter: map files alone that are
/// written whole and never changed. Safe to share between threads.
package final class MappedFile: @unchecked Sendable {
  package let path: String
  /// Begin at a page; empty where the file is.
  package let bytes: UnsafeRawBufferPointer

  /// - Throws: ``FileError`` when it can't be read or is no file.
  package init(path: String) throws(FileError) {
    self.path = path
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path) }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let mapping = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let mapping, mapping != MAP_FAILED else { throw FileError(.read, path) }
    bytes = UnsafeRawBufferPointer(start: mapping, count: count)
  }

  /// Lets go of the memory of a range: it is brought in again where it is read once more.
  package func release(_ range: Range<Int>) {
    guard let start = bytes.baseAddress else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let (first, end) = ((range.lowerBound + page - 1) / page * page, min(range.upperBound, bytes.count) / page * page)
    guard first < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: start + first), end - first, MADV_DONTNEED)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
