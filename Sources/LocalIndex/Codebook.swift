import CKernels
import Features
import Files
import Matcher

/// Visual words: descriptors that stand for all that are nearer to them than to any other word (Sivic & Zisserman, ICCV 2003).
///
/// Words lie in cells, by which the near ones are found without a look at all: a tree of two levels (Nistér & Stewénius, CVPR
/// 2006). ``train(on:words:)`` makes one from the descriptors of some photos; it serves others as well.
///
/// Memory: a histogram of 128 bytes, and 256 for it rotated, a word.
public struct Codebook: Sendable {
  public let kind: DescriptorKind
  /// Centres of the cells.
  let cells: Descriptors
  /// Words, cell by cell.
  let words: Descriptors
  /// Words before each cell's, and all of them behind the last.
  let starts: [Int]
  /// The words rotated, which signatures are relative to; none of binary descriptors.
  let rotated: [Int16]

  private let searchableCells: SearchableDescriptors
  private let searchableWords: [SearchableDescriptors]

  public var count: Int { words.count }

  /// - Precondition: as many cells as there are ranges of words, none of which is empty.
  init(cells: Descriptors, words: Descriptors, starts: [Int]) {
    precondition(starts.count == cells.count + 1 && starts.last == words.count)
    kind = words.kind
    self.cells = cells
    self.words = words
    self.starts = starts
    let kind = kind
    searchableCells = SearchableDescriptors(cells)
    searchableWords = zip(starts, starts.dropFirst()).map { start, end in
      let bytes = words.bytes[start * kind.byteCount..<end * kind.byteCount]
      return SearchableDescriptors(Descriptors(kind: kind, bytes: Array(bytes)))
    }
    var checksum = FNV1a()
    checksum.add(kind.rawValue.utf8)
    checksum.add(cells.bytes)
    checksum.add(words.bytes)
    for start in starts { checksum.add(LittleEndian.bytes(of: UInt64(start))) }
    self.checksum = checksum
    rotated = kind == .histogram128 ? Rotation.apply(to: words) : []
  }

  /// What tells this codebook from others: indexes of one codebook can be merged.
  let checksum: FNV1a

  /// The words nearest to each descriptor, nearest first, `count` of each or as many as there are in the cells that were looked at.
  ///
  /// - Parameter cellCount: cells whose words are looked at, those of the nearest centres.
  /// - Complexity: O(descriptors · (cells + words of `cellCount` cells)).
  func nearestWords(of descriptors: Descriptors, count: Int, cells cellCount: Int) -> NearestWords {
    var distances: [UInt32] = []
    var nearestCells = NearestWords(descriptorCount: descriptors.count, depth: min(cellCount, cells.count))
    searchableCells.findDistances(of: descriptors, into: &distances)
    for descriptor in 0..<descriptors.count {
      nearestCells.keep(
        distances, row: descriptor, stride: searchableCells.distancesStride, from: 0, of: descriptor)
    }

    // Cell by cell, all descriptors that look at it: its words are read once.
    var visitors = [[Int32]](repeating: [], count: cells.count)
    for descriptor in 0..<descriptors.count {
      for cell in nearestCells[descriptor] { visitors[cell].append(Int32(descriptor)) }
    }
    var nearest = NearestWords(descriptorCount: descriptors.count, depth: count)
    for (cell, visitors) in visitors.enumerated() where !visitors.isEmpty {
      let words = searchableWords[cell]
      words.findDistances(of: descriptors.rows(visitors), into: &distances)
      for (row, descriptor) in visitors.enumerated() {
        nearest.keep(distances, row: row, stride: words.distancesStride, from: starts[cell], of: Int(descriptor))
      }
    }
    return nearest
  }
}

/// For each of some descriptors the nearest words, by distance and then by number.
struct NearestWords {
  let depth: Int
  /// Distance << 32 | word, `depth` of each descriptor; all bits set where there is none.
  private var keys: [UInt64]

  init(descriptorCount: Int, depth: Int) {
    self.depth = depth
    keys = [UInt64](repeating: .max, count: descriptorCount * depth)
  }

  /// Takes note of words of consecutive numbers.
  ///
  /// - Parameters:
  ///   - row: which row of `distances`, of `stride` entries, is that of the descriptor.
  ///   - first: number of the first word.
  mutating func keep(_ distances: [UInt32], row: Int, stride: Int, from first: Int, of descriptor: Int) {
    precondition((row + 1) * stride <= distances.count && (descriptor + 1) * depth <= keys.count)
    distances.withUnsafeBufferPointer { distances in
      keys.withUnsafeMutableBufferPointer { keys in
        fk_keep_nearest(
          distances.baseAddress! + row * stride, stride, UInt32(first), keys.baseAddress! + descriptor * depth, depth)
      }
    }
  }

  /// Those of a descriptor, nearest first.
  subscript(descriptor: Int) -> some Sequence<Int> {
    keys[descriptor * depth..<(descriptor + 1) * depth].lazy.prefix { $0 != .max }.map { Int($0 & 0xFFFF_FFFF) }
  }
}

extension Descriptors {
  /// Those at some places, in their order.
  func rows(_ places: [Int32]) -> Descriptors {
    let rowBytes = kind.byteCount
    let gathered = [UInt8](unsafeUninitializedCapacity: places.count * rowBytes) { buffer, initialized in
      bytes.withUnsafeBufferPointer { bytes in
        for (row, place) in places.enumerated() {
          let source = UnsafeBufferPointer(rebasing: bytes[Int(place) * rowBytes..<(Int(place) + 1) * rowBytes])
          _ = UnsafeMutableBufferPointer(rebasing: buffer[row * rowBytes..<(row + 1) * rowBytes])
            .initialize(from: source)
        }
      }
      initialized = places.count * rowBytes
    }
    return Descriptors(kind: kind, bytes: gathered)
  }
}
