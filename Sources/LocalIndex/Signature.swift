import CKernels
import Features
import Geometry

/// 128 bits that tell where in its word's cell a descriptor lies: the better two agree, the nearer they are (Hamming embedding:
/// Jégou, Douze & Schmid, ECCV 2008).
///
/// Of a histogram, bit i is whether number i of the rotated descriptor is greater than that of its rotated word; of a binary
/// descriptor, its first 128 tests, which are those that tell most.
struct Signature: Hashable {
  static let bitCount = Int(FK_SIGNATURE_BITS)

  let low: UInt64
  let high: UInt64
}

/// The signatures of some descriptors relative to any word.
struct Signatures {
  private let codebook: Codebook
  private let descriptors: Descriptors
  private let rotated: [Int16]

  init(of descriptors: Descriptors, in codebook: Codebook) {
    self.codebook = codebook
    self.descriptors = descriptors
    rotated = descriptors.kind == .histogram128 ? Rotation.apply(to: descriptors) : []
  }

  func signature(of descriptor: Int, relativeTo word: Int) -> Signature {
    switch descriptors.kind {
    case .histogram128:
      let bits = Signature.bitCount
      var (low, high): (UInt64, UInt64) = (0, 0)
      rotated.withUnsafeBufferPointer { rows in
        codebook.rotated.withUnsafeBufferPointer { words in
          precondition((descriptor + 1) * bits <= rows.count && (word + 1) * bits <= words.count)
          withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2) { out in
            fk_signature(rows.baseAddress! + descriptor * bits, words.baseAddress! + word * bits, out.baseAddress)
            (low, high) = (out[0], out[1])
          }
        }
      }
      return Signature(low: low, high: high)
    case .binary256:
      return descriptors[descriptor].withUnsafeBytes { bytes in
        Signature(
          low: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
          high: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
      }
    }
  }
}

extension Signatures {
  /// How surely each bit of a signature is what it is: FK_MEAN_MARGIN on average. A number near that of the word may lie on either
  /// side of it in two photos of one thing, so that a difference there says little (asymmetric Hamming embedding: Jain, Jégou & Gros,
  /// ACM Multimedia 2011). The bits of a binary descriptor are equally sure.
  ///
  /// - Parameter margins: 128 of them.
  func findMargins(of descriptor: Int, relativeTo word: Int, into margins: inout [UInt8]) {
    guard descriptors.kind == .histogram128 else { return }
    let bits = Signature.bitCount
    rotated.withUnsafeBufferPointer { rows in
      codebook.rotated.withUnsafeBufferPointer { words in
        precondition(
          (descriptor + 1) * bits <= rows.count && (word + 1) * bits <= words.count && margins.count == bits)
        fk_margins(rows.baseAddress! + descriptor * bits, words.baseAddress! + word * bits, &margins)
      }
    }
  }

  /// The margins of bits that are equally sure.
  static var equalMargins: [UInt8] { [UInt8](repeating: UInt8(FK_MEAN_MARGIN), count: Signature.bitCount) }
}

/// A rotation by whole numbers: random signs and a Walsh–Hadamard transform, which spreads what a histogram's bins tell over all
/// bits of a signature. The same on every machine.
enum Rotation {
  private static let signs: [Int8] = {
    var generator = SplitMix64(seed: 16)
    return (0..<Signature.bitCount).map { _ in generator.next() >> 63 == 0 ? 1 : -1 }
  }()

  /// The rotated rows, 128 numbers each.
  static func apply(to histograms: Descriptors) -> [Int16] {
    let count = histograms.count
    return [Int16](unsafeUninitializedCapacity: count * Signature.bitCount) { buffer, initialized in
      histograms.bytes.withUnsafeBufferPointer { rows in
        fk_rotate(rows.baseAddress, count, signs, buffer.baseAddress)
      }
      initialized = count * Signature.bitCount
    }
  }
}
