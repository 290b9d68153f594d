import Foundation

/// Writes bytes where a descriptor stands, however many calls that takes.
///
/// - Parameter path: names the file in errors.
/// - Throws: ``FileError`` where that fails; a part of the bytes may be written.
package func writeBytes(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
  var start = 0
  while start < bytes.count {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + start, $0.count - start) }
    if count >= 0 {
      start += count
    } else if errno != EINTR {
      throw FileError(.write, path)
    }
  }
}
