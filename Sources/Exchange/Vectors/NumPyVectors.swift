import Files
import Foundation
import Vectors

/// A file of NumPy's, or the list of ids beside it, that can't be used as vectors.
public struct NumPyError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "\(path): \(reason)" }
}

/// Vectors that `numpy.save` wrote, an array [N, D] of Float16, Float32 or Float64, with their ids beside: of `q.npy` those
/// in `q.ids.txt`, one a line in UTF-8, in the order of the rows.
public struct NumPyVectors: VectorSource {
  private static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Of an array of numbers; NumPy itself reads no longer ones.
  private static let longestHeader = 10_000

  public let ids: [String]
  public let dimension: Int
  private let file: RandomAccessFile
  private let start: Int
  private let type: NumberType

  public static func isNumPyFile(_ path: String) -> Bool {
    (try? readFile(path, limit: signature.count)) == signature
  }

  /// The list of ids that belongs to a file.
  public static func idList(of path: String) -> String {
    (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".ids.txt"
  }

  /// Opens a file; the vectors stay in it.
  ///
  /// - Throws: `FileError` when a file can't be read, ``NumPyError`` when the array is none of that kind, or there aren't as many
  ///   different ids as rows.
  public init(path: String) throws {
    func error(_ reason: String) -> NumPyError { NumPyError(path: path, reason: reason) }
    file = try RandomAccessFile(path: path)
    let head = try file.read(at: 0, count: min(12, file.byteCount))
    guard head.starts(with: Self.signature), head.count == 12 else { throw error("it is not a NumPy array") }
    let isShort = head[6] == 1
    guard (1...3).contains(head[6]) else { throw error("its format version is \(head[6]), but must be 1 to 3") }
    let length = Int(LittleEndian.integer(head[8..<(isShort ? 10 : 12)]))
    start = (isShort ? 10 : 12) + length
    guard length <= Self.longestHeader, start <= file.byteCount else { throw error("its header is cut short") }
    let header = String(decoding: try file.read(at: start - length, count: length), as: UTF8.self)
    guard let descriptor = header.firstMatch(of: /'descr': *'([^']*)'/)?.output.1,
      let order = header.firstMatch(of: /'fortran_order': *(True|False)/)?.output.1,
      let extents = header.firstMatch(of: /'shape': *\(([^)]*)\)/)?.output.1
    else { throw error("its header is \(header.prefix(80)), but must name descr, fortran_order and shape") }
    guard let type = NumberType(descriptor) else {
      throw error("its numbers are \(descriptor), but must be floats of 16, 32 or 64 bits (f2, f4, f8)")
    }
    let numbers = extents.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let shape = numbers.compactMap { Int($0) }
    guard shape.count == numbers.count, shape.count == 2, shape.allSatisfy({ $0 >= 0 }) else {
      throw error("its shape is (\(extents)), but must be (N, D)")
    }
    guard order == "False" || shape.contains(where: { $0 <= 1 }) else {
      throw error("it is in Fortran's order: numpy.ascontiguousarray makes it one of rows")
    }
    let (cells, isHuge) = shape[0].multipliedReportingOverflow(by: shape[1])
    let (bytes, isTooLarge) = cells.multipliedReportingOverflow(by: type.byteCount)
    guard !isHuge, !isTooLarge, bytes == file.byteCount - start else {
      throw error("its shape is (\(extents)), but it holds \(file.byteCount - start) bytes of numbers")
    }
    self.type = type
    dimension = shape[1]
    ids = try Self.ids(in: Self.idList(of: path), count: shape[0])
  }

  public var views: [String] { VectorSet.wholePhoto }
  public var model: VectorModel? { nil }

  public func values(of photos: Range<Int>) throws -> [Float] {
    let rowBytes = dimension * type.byteCount
    let bytes = try file.read(at: start + photos.lowerBound * rowBytes, count: photos.count * rowBytes)
    let values = type.floats(in: bytes)
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let photo = photos.lowerBound + bad / dimension
      throw NumPyError(
        path: file.path, reason: "image \(photo) (\(ids[photo])): a number of its vector is \(values[bad])")
    }
    return values
  }

  private static func ids(in path: String, count: Int) throws -> [String] {
    func error(_ reason: String) -> NumPyError { NumPyError(path: path, reason: reason) }
    let bytes = try readText(path)
    let lines = TextLines(bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0))
    let lineCount = lines.reduce(0) { sum, _ in sum + 1 }
    guard lineCount == count else { throw error("it has \(lineCount) lines, but the array \(count) rows") }
    var ids: [String] = []
    ids.reserveCapacity(count)
    for line in lines {
      let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard !bytes.isEmpty, let id = String(validating: bytes, as: UTF8.self) else {
        throw error("line \(ids.count + 1) is \(bytes.isEmpty ? "empty" : "no UTF-8"), but must be an id")
      }
      ids.append(id)
    }
    if let (first, second) = ids.firstRepetition() {
      throw error("line \(second + 1) is \"\(ids[second])\", as line \(first + 1) is")
    }
    return ids
  }
}

/// How NumPy stores a float.
private struct NumberType {
  let byteCount: Int
  private let isBigEndian: Bool

  /// - Parameter descriptor: `<f4`.
  init?(_ descriptor: Substring) {
    guard let order = descriptor.first, "<>=|".contains(order),
      let bytes = Int(descriptor.dropFirst(2)), descriptor.dropFirst().first == "f", [2, 4, 8].contains(bytes)
    else { return nil }
    byteCount = bytes
    isBigEndian = order == ">"
  }

  /// Those beyond Float are infinite.
  func floats(in bytes: [UInt8]) -> [Float] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / byteCount).map { index in
        func bits<Bits: FixedWidthInteger>(_: Bits.Type) -> Bits {
          let stored = bytes.loadUnaligned(fromByteOffset: index * byteCount, as: Bits.self)
          return isBigEndian ? Bits(bigEndian: stored) : Bits(littleEndian: stored)
        }
        switch byteCount {
        case 2: return Self.float(half: bits(UInt16.self))
        case 4: return Float(bitPattern: bits(UInt32.self))
        default: return Float(Double(bitPattern: bits(UInt64.self)))
        }
      }
    }
  }

  /// Swift has no Float16 on Macs of Intel's.
  private static func float(half bits: UInt16) -> Float {
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
    let magnitude: Float =
      switch exponent {
      case 0: Float(sign: .plus, exponent: -24, significand: fraction)
      case 0x1F: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}
