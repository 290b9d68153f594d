import CHDF5
import Files

/// The heap in which a file keeps strings of variable length, read without HDF5.
///
/// HDF5 1.10 believes what a damaged heap says of itself: one in ten files with four changed bytes makes it crash or never
/// come back. This reader looks nowhere outside of the file and at no part of it twice, and gives no more bytes than the file has.
///
/// Layout (HDF5 File Format Specification, III.E and IV.A.2.d): an element of a dataset is a reference of 16 bytes, length
/// (4), address of a collection (8), index of an object (4); a collection is `GCOL`, version, three zeros, its size (8),
/// and objects: index (2), references (2), four zeros, size (8), bytes, padded to a multiple of 8; index 0 is free space.
/// All little-endian.
struct HDF5GlobalHeap {
  /// Bytes of an element in the file, with addresses of 8 bytes.
  static let referenceBytes = 16
  private static let headerBytes = 16

  private let source: RandomAccessFile
  /// What addresses count from.
  private let base: Int
  private var collections: [UInt64: [UInt32: ArraySlice<UInt8>]] = [:]
  private var readBytes = 0
  /// Of all strings so far.
  private var stringBytes = 0

  /// To be called inside the library's lock.
  init(of file: HDF5File) throws(HDF5Failure) {
    let creation = try HDF5Handle(H5Fget_create_plist(file.id), closer: H5Pclose)
    defer { withExtendedLifetime(creation) {} }
    var (addressBytes, lengthBytes) = (0, 0)
    var userBlock: hsize_t = 0
    try HDF5Library.check(H5Pget_sizes(creation.id, &addressBytes, &lengthBytes))
    try HDF5Library.check(H5Pget_userblock(creation.id, &userBlock))
    guard addressBytes == 8, lengthBytes == 8 else {
      throw HDF5Failure(reason: "strings of variable length are read with addresses of 8 bytes only")
    }
    base = Int(clamping: userBlock)
    let size = try HDF5Library.check(H5Fget_name(file.id, nil, 0))
    var name = [CChar](repeating: 0, count: size + 1)
    try HDF5Library.check(H5Fget_name(file.id, &name, size + 1))
    do throws(FileError) {
      source = try RandomAccessFile(
        path: PathText.text(of: name.prefix(size).map { UInt8(bitPattern: $0) }))
    } catch {
      throw HDF5Failure(reason: error.reason)
    }
  }

  /// The strings that `count` references at `address` stand for.
  mutating func strings(at address: UInt64, count: Int) throws(HDF5Failure) -> [ArraySlice<UInt8>] {
    let references = try bytes(at: address, count: count * Self.referenceBytes)
    var strings: [ArraySlice<UInt8>] = []
    strings.reserveCapacity(count)
    for start in stride(from: 0, to: references.count, by: Self.referenceBytes) {
      let length = Int(LittleEndian.integer(references[start..<start + 4]))
      guard length > 0 else {
        strings.append([])
        continue
      }
      let collection = LittleEndian.integer(references[start + 4..<start + 12])
      let index = UInt32(LittleEndian.integer(references[start + 12..<start + 16]))
      guard let object = try objects(of: collection)[index], length <= object.count else {
        throw HDF5Failure(reason: "string \(strings.count) is not in the heap that it should be in")
      }
      // Many references to one long string would take thousands of times the file's bytes.
      stringBytes += length
      guard stringBytes <= source.byteCount else {
        throw HDF5Failure(reason: "its strings have more bytes than the file")
      }
      strings.append(object.prefix(length))
    }
    return strings
  }

  private mutating func objects(of address: UInt64) throws(HDF5Failure) -> [UInt32: ArraySlice<UInt8>] {
    if let known = collections[address] { return known }
    let header = try bytes(at: address, count: Self.headerBytes)
    let size = Int(clamping: LittleEndian.integer(header[8..<16]))
    guard header.starts(with: Array("GCOL".utf8)), header[4] == 1, size >= Self.headerBytes,
      size <= source.byteCount - readBytes
    else { throw HDF5Failure(reason: "a heap of strings is damaged") }
    readBytes += size
    let bytes = try bytes(at: address, count: size)
    var objects: [UInt32: ArraySlice<UInt8>] = [:]
    var position = Self.headerBytes
    while size - position >= Self.headerBytes {
      let index = UInt32(LittleEndian.integer(bytes[position..<position + 2]))
      guard index != 0 else { break }
      let length = Int(clamping: LittleEndian.integer(bytes[position + 8..<position + 16]))
      let start = position + Self.headerBytes
      guard length <= size - start else { throw HDF5Failure(reason: "a heap of strings is damaged") }
      objects[index] = bytes[start..<start + length]
      position = start + (length + 7) / 8 * 8
    }
    collections[address] = objects
    return objects
  }

  private func bytes(at address: UInt64, count: Int) throws(HDF5Failure) -> [UInt8] {
    guard let address = Int(exactly: address), address <= source.byteCount - base,
      count <= source.byteCount - base - address
    else { throw HDF5Failure(reason: "a heap of strings lies outside of the file") }
    do throws(FileError) { return try source.read(at: base + address, count: count) } catch {
      throw HDF5Failure(reason: error.reason)
    }
  }
}
