import Files
import Storage

/// What is known of a pair once it has been verified.
struct PairVerdict: Hashable {
  /// Its index in the candidate list.
  let pair: Int
  /// 0 where the pair is not verified.
  let score: Double
  /// Whether it was the query's mirror image that had this score.
  let isMirrored: Bool
}

/// The finished part of a verification.
///
/// A verdict takes 13 bytes of a ``RunJournal``'s batch, integers little-endian: 4 index of the pair, 8 score (IEEE 754),
/// 1 whether mirrored.
final class VerifyJournal {
  private static let verdictBytes = 13

  /// What earlier runs found out, until it is taken.
  private(set) var restored: [PairVerdict]
  private let journal: RunJournal

  /// - Throws: as ``RunJournal`` does.
  init(besideOutput output: String, of identity: RunIdentity, pairCount: Int, isResuming: Bool) throws {
    journal = try RunJournal(besideOutput: output, of: identity, isResuming: isResuming)
    var verdicts: [PairVerdict] = []
    try journal.restore { content in
      guard let batch = Self.verdicts(in: content, pairCount: pairCount) else { return false }
      verdicts += batch
      return true
    }
    restored = verdicts
  }

  var path: String { journal.path }

  /// Hands over what earlier runs found out, and forgets it.
  func takeRestored() -> [PairVerdict] {
    defer { restored = [] }
    return restored
  }

  /// Adds a batch of verdicts; where that fails, the file is as it was before.
  func append(_ verdicts: [PairVerdict]) throws(FileError) {
    guard !verdicts.isEmpty else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(verdicts.count * Self.verdictBytes)
    for verdict in verdicts {
      bytes += LittleEndian.bytes(of: UInt32(verdict.pair))
      bytes += LittleEndian.bytes(of: verdict.score.bitPattern)
      bytes.append(verdict.isMirrored ? 1 : 0)
    }
    try journal.append(bytes)
  }

  func remove() { journal.remove() }
  func removeIfEmpty() { journal.removeIfEmpty() }

  /// Nil where a verdict makes no sense.
  private static func verdicts(in content: ArraySlice<UInt8>, pairCount: Int) -> [PairVerdict]? {
    guard content.count.isMultiple(of: verdictBytes) else { return nil }
    var verdicts: [PairVerdict] = []
    verdicts.reserveCapacity(content.count / verdictBytes)
    for start in stride(from: content.startIndex, to: content.endIndex, by: verdictBytes) {
      let pair = Int(LittleEndian.integer(content[start..<start + 4]))
      let score = Double(bitPattern: LittleEndian.integer(content[start + 4..<start + 12]))
      guard pair < pairCount, score >= 0, score.isFinite else { return nil }
      verdicts.append(PairVerdict(pair: pair, score: score, isMirrored: content[start + 12] != 0))
    }
    return verdicts
  }
}
