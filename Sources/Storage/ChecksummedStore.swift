import Files

/// A file of ours that keeps a checksum for what it stores of each image, with which it is compared whenever it is read.
package protocol ChecksummedStore {
  var path: String { get }
  var names: [String] { get }
  /// One an image; nil in files of a version before there were checksums.
  var checksums: [UInt32]? { get }
  /// What is stored of an image, for messages: a plural.
  static var contentName: String { get }

  /// Reads what is stored of an image.
  ///
  /// - Throws: ``StoreError`` when it can't be read, or has changed.
  func check(at index: Int) throws(StoreError)
}

extension ChecksummedStore {
  /// - Parameter found: gives the checksum that what was read of an image has now.
  /// - Throws: ``StoreError`` when it isn't the one that was stored with it.
  func requireChecksum(at index: Int, of found: () -> UInt32) throws(StoreError) {
    guard let expected = checksums?[index] else { return }
    let found = found()
    guard found == expected else {
      let reason =
        "its \(Self.contentName) have changed: their checksum is \(CRC32.digits(of: found)), not "
        + CRC32.digits(of: expected)
      throw StoreError(path, .image(index: index, name: names[index], reason: reason))
    }
  }
}
