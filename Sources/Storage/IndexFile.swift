import Features
import Files
import Foundation

/// An index over the descriptors of a reference set, as it is kept in a file: what it is made of, and how. Whoever reads it makes it
/// anew: equal descriptors and settings make equal indexes, and an index's own bytes, which nothing but the library that wrote
/// them can tell from what somebody made up, would be believed.
///
/// | bytes | content, integers little-endian |
/// |---|---|
/// | 8 | signature: 0x89 `FIX` CR LF 0x1A LF, which text tools damage visibly |
/// | 4, 4, 8 | format version, bytes of the header, bytes of the payload |
/// | | ``Header``, JSON in UTF-8 |
/// | | payload: none from version 2 on; of version 1, the index itself, which is passed over |
/// | 8 | ``FNV1a`` of all before |
///
/// A file is read as a whole, and refused where a byte is missing, added or changed.
public struct IndexFile: Sendable, Hashable {
  /// What the index belongs to. Equal values give equal text.
  public struct Header: Sendable, Hashable, Codable {
    /// Version of the Facsimile that wrote the file.
    public var toolVersion: String
    /// What makes the index, with the version that was there: `FLANN 1.9.2`.
    public var library: String
    public var descriptorKind: DescriptorKind
    /// Settings of the extraction as the feature store has them, JSON text.
    public var extraction: String
    /// Settings of the index, JSON text.
    public var parameters: String
    /// Number of images and of descriptors of the reference set.
    public var images: Int
    public var descriptors: Int
    /// Of the images' names and of all descriptors, each in their order: 16 hexadecimal digits.
    public var namesChecksum: String
    public var descriptorsChecksum: String

    public init(
      library: String, descriptorKind: DescriptorKind, extraction: String, parameters: String, images: Int,
      descriptors: Int, namesChecksum: String, descriptorsChecksum: String
    ) {
      toolVersion = Storage.toolVersion
      self.library = library
      self.descriptorKind = descriptorKind
      self.extraction = extraction
      self.parameters = parameters
      self.images = images
      self.descriptors = descriptors
      self.namesChecksum = namesChecksum
      self.descriptorsChecksum = descriptorsChecksum
    }
  }

  public let formatVersion: Int
  public let header: Header

  static let signature: [UInt8] = [0x89, 0x46, 0x49, 0x58, 0x0D, 0x0A, 0x1A, 0x0A]
  static let newestVersion = 2
  private static let prefixBytes = 24
  private static let checksumBytes = 8

  public init(header: Header) {
    formatVersion = Self.newestVersion
    self.header = header
  }

  /// Whether the file begins as index files do. False when it can't be read.
  public static func isIndexFile(_ path: String) -> Bool {
    (try? readFile(path, limit: signature.count)) == signature
  }

  /// Reads a file.
  ///
  /// - Throws: ``StoreError`` when it is missing, no index file, newer than this code, cut short or damaged.
  /// - Complexity: O(bytes of the file) time and memory.
  public init(path: String) throws(StoreError) {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path) } catch {
      throw StoreError(path, .unreadable(reason: error.reason))
    }
    guard bytes.starts(with: Self.signature) else {
      throw StoreError(path, .notIndex(found: describeStart(Array(bytes.prefix(40)))))
    }
    let fewest = Self.prefixBytes + Self.checksumBytes
    guard bytes.count >= fewest else {
      throw StoreError(path, .otherSize(found: bytes.count, expected: "at least \(fewest)"))
    }
    let version = Int(LittleEndian.integer(bytes[8..<12]))
    guard (1...Self.newestVersion).contains(version) else {
      throw StoreError(path, .newerVersion(found: version, newestReadable: Self.newestVersion))
    }
    let (headerBytes, payloadBytes) = (LittleEndian.integer(bytes[12..<16]), LittleEndian.integer(bytes[16..<24]))
    let (sum, overflow) = payloadBytes.addingReportingOverflow(headerBytes + UInt64(fewest))
    guard !overflow, sum == UInt64(bytes.count) else {
      throw StoreError(path, .otherSize(found: bytes.count, expected: overflow ? "impossibly many" : "\(sum)"))
    }
    var checksum = FNV1a()
    checksum.add(bytes.dropLast(Self.checksumBytes))
    guard checksum.value == LittleEndian.integer(bytes.suffix(Self.checksumBytes)) else {
      throw StoreError(path, .wrongChecksum)
    }
    let headerEnd = Self.prefixBytes + Int(headerBytes)
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[Self.prefixBytes..<headerEnd]))
    } catch {
      throw StoreError(path, .unknownOptions(reason: "the header is not one: \(error)"))
    }
    formatVersion = version
  }

  /// The settings of the index.
  ///
  /// - Parameter path: of the file that was read.
  /// - Throws: ``StoreError`` when they are not of that type.
  public func decodeParameters<Options: Codable>(as type: Options.Type, path: String) throws(StoreError) -> Options {
    try StoredOptions.decode(header.parameters, as: type, path: path)
  }

  /// Writes the whole file, or nothing. Equal indexes give equal bytes.
  ///
  /// - Throws: ``StoreError`` when it can't be written.
  public func write(to path: String) throws(StoreError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and integers only: there is nothing in it that JSON has no word for.
    let text = [UInt8](try! encoder.encode(header))
    let start =
      Self.signature + LittleEndian.bytes(of: UInt32(formatVersion)) + LittleEndian.bytes(of: UInt32(text.count))
      + LittleEndian.bytes(of: UInt64(0)) + text
    var checksum = FNV1a()
    checksum.add(start)
    do throws(FileError) {
      try writeFile(start + LittleEndian.bytes(of: checksum.value), to: path)
    } catch {
      throw StoreError(path, .unwritable(reason: error.reason))
    }
  }
}
