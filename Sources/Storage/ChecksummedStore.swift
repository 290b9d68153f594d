import Files

/// A file of ours that keeps a checksum for what it stores of each image.
package protocol ChecksummedStore {
  var path: String { get }
  var names: [String] { get }
  /// What is stored of an image, for messages: a plural.
  static var contentName: String { get }

  func readChecksums() throws(StoreError) -> [UInt32]

  /// The checksum that what is stored of an image has now.
  func currentChecksum(at index: Int) throws(StoreError) -> UInt32
}

extension ChecksummedStore {
  /// - Throws: ``StoreError`` when what is stored of an image hasn't this checksum, or can't be read.
  package func requireChecksum(_ expected: UInt32, at index: Int) throws(StoreError) {
    let found = try currentChecksum(at: index)
    guard found == expected else {
      let reason =
        "its \(Self.contentName) have changed: their checksum is \(CRC32.digits(of: found)), not "
        + CRC32.digits(of: expected)
      throw StoreError(path, .image(index: index, name: names[index], reason: reason))
    }
  }
}
