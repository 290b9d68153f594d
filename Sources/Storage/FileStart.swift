import Files
import HDF5

/// Whether a file begins as HDF5 files do; false when it can't be read.
package func isHDF5File(_ path: String) -> Bool {
  // What a pipe gives can be read once, and HDF5 couldn't read it.
  FileStamp(path)?.kind == .regular
    && (try? readFile(path, limit: HDF5File.signature.count)) == HDF5File.signature
}

/// What a file is, as far as its first bytes show: the end of "it is …".
func describeStart(_ start: [UInt8]) -> String {
  if start.isEmpty { return "empty" }
  if start.starts(with: IndexFile.signature) { return "an index of facsimile" }
  if start.starts(with: HDF5File.signature) { return "an HDF5 file, as feature stores and image packs are" }
  let isText = start.allSatisfy { (0x20..<0x7F).contains($0) || (9...13).contains($0) }
  guard isText else {
    return "a file that starts with the bytes "
      + start.prefix(8).map { hexadecimal($0, count: 2) }.joined(separator: " ")
  }
  let line = start.prefix { $0 >= 0x20 }
  return "a text that starts with \"\(String(decoding: line, as: UTF8.self))\""
}

/// The version of an HDF5 file's superblock; nil where the file ends before it.
///
/// HDF5 says of a missing file, a text and a folder much the same; this does better.
/// - Throws: ``StoreError`` when the file can't be read or is no HDF5.
package func superblockVersion(of path: String) throws(StoreError) -> UInt8? {
  let start: [UInt8]
  do throws(FileError) {
    start = try readFile(path, limit: 40)
  } catch {
    throw StoreError(path, .unreadable(reason: error.reason))
  }
  guard start.starts(with: HDF5File.signature) else { throw StoreError(path, .notHDF5(found: describeStart(start))) }
  return start.dropFirst(HDF5File.signature.count).first
}
