import CKernels
import TestSupport

/// The two searches of nearest rows, called alike.
enum Metric: CaseIterable {
  case hamming, l2

  var rowBytes: Int { self == .hamming ? 32 : 128 }
  var maxDistance: UInt32 { self == .hamming ? 256 : 128 * 255 * 255 }
  /// Rows that the kernel searches at a time.
  var tileRows: Int { self == .hamming ? 8192 : 2048 }

  /// Searches by the kernel, on packed rows, or by the scalar reference; all inputs lie before forbidden pages.
  /// - slack: bytes between each input and its forbidden page: 0 gives aligned pointers.
  func search(_ queries: [UInt8], _ rows: [UInt8], _ usesReference: Bool = false, slack: Int = 0) -> [NearestTwo] {
    let (queryCount, count) = (queries.count / rowBytes, rows.count / rowBytes)
    let guardedQueries = GuardedBytes(queries, slack: slack)
    let guardedRows = GuardedBytes(rows, slack: slack)
    let packed = GuardedBytes([UInt8](repeating: 0xAA, count: fk_packed_size(count, rowBytes)), slack: slack)
    var out = [fk_nearest_two](repeating: fk_nearest_two(), count: queryCount)

    withExtendedLifetime((guardedQueries, guardedRows, packed)) {
      let (q, r, p) = (guardedQueries.start, guardedRows.start, packed.start)
      fk_pack(r, count, rowBytes, p, packed.count)
      switch (self, usesReference) {
      case (.hamming, false): fk_nearest_two_hamming(q, queryCount, p, packed.count, count, &out)
      case (.l2, false): fk_nearest_two_l2(q, queryCount, p, packed.count, count, &out)
      case (.hamming, true): fk_nearest_two_hamming_reference(q, queryCount, r, count, &out)
      case (.l2, true): fk_nearest_two_l2_reference(q, queryCount, r, count, &out)
      }
    }
    return out.map { NearestTwo($0.index, $0.distance, $0.second_index, $0.second_distance) }
  }

  /// The distance to the nearest row alone, by the kernel; memory as in ``search(_:_:_:slack:)``, and so is what is written.
  func nearestDistances(_ queries: [UInt8], _ rows: [UInt8], slack: Int = 0) -> [UInt32] {
    let (queryCount, count) = (queries.count / rowBytes, rows.count / rowBytes)
    let guardedQueries = GuardedBytes(queries, slack: slack)
    let packed = GuardedBytes([UInt8](repeating: 0xAA, count: fk_packed_size(count, rowBytes)), slack: slack)
    let out = GuardedBytes([UInt8](repeating: 0xAA, count: 4 * queryCount))
    return withExtendedLifetime((guardedQueries, packed, out)) {
      let (q, p) = (guardedQueries.start, packed.start)
      fk_pack(rows, count, rowBytes, p, packed.count)
      return UnsafeMutableRawPointer(out.start).withMemoryRebound(to: UInt32.self, capacity: queryCount) { distances in
        switch self {
        case .hamming: fk_nearest_distance_hamming(q, queryCount, p, packed.count, count, distances)
        case .l2: fk_nearest_distance_l2(q, queryCount, p, packed.count, count, distances)
        }
        return Array(UnsafeBufferPointer(start: distances, count: queryCount))
      }
    }
  }
}

/// A comparable `fk_nearest_two`.
struct NearestTwo: Equatable {
  let index, distance, secondIndex, secondDistance: UInt32

  init(_ index: UInt32, _ distance: UInt32, _ secondIndex: UInt32, _ secondDistance: UInt32) {
    (self.index, self.distance) = (index, distance)
    (self.secondIndex, self.secondDistance) = (secondIndex, secondDistance)
  }
}

func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in UInt8(generator.next() >> 56) }
}
