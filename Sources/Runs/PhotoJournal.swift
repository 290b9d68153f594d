import Files

/// The finished part of a run over photos: what was found in photo after photo, in the order of the run.
///
/// A ``RunJournal``'s batch holds one photo: a byte 1 and its record, a byte 0 and the reason why it was skipped, in
/// UTF-8, or a byte 2, 4 bytes of a text (little-endian), the text that says what is missing of the photo, and its
/// record. What a record is, is the run's to say.
final class PhotoJournal<Record: Sendable> {
  /// What became of a photo.
  enum Outcome: Sendable {
    /// `damage` says what is missing of the photo; nil where nothing is.
    case found(Record, damage: String?)
    case skipped(reason: String)
  }

  private let journal: RunJournal
  /// Photos that it holds.
  private(set) var count = 0

  /// - Throws: as ``RunJournal`` does.
  init(besideOutput output: String, of identity: RunIdentity, isResuming: Bool) throws {
    journal = try RunJournal(besideOutput: output, of: identity, isResuming: isResuming)
  }

  /// Hands over what earlier runs have found, at most `imageCount` photos.
  ///
  /// - Parameter record: reads a record; nil where the bytes make no sense.
  /// - Throws: as ``RunJournal/restore(_:)`` does.
  func restore(
    imageCount: Int, record: (ArraySlice<UInt8>) -> Record?, _ take: (Outcome) throws -> Void
  ) throws {
    try journal.restore { content in
      guard count < imageCount, let outcome = Self.outcome(in: content, record: record) else { return false }
      try take(outcome)
      count += 1
      return true
    }
  }

  /// What ``append(_:)`` takes; apart from it, so that workers can do it.
  static func content(of outcome: Outcome, bytes: (Record) -> [UInt8]) -> [UInt8] {
    switch outcome {
    case .found(let record, nil): [1] + bytes(record)
    case .found(let record, let damage?):
      [2] + LittleEndian.bytes(of: UInt32(damage.utf8.count)) + Array(damage.utf8) + bytes(record)
    case .skipped(let reason): [0] + Array(reason.utf8)
    }
  }

  /// Adds a photo's ``content(of:bytes:)`` behind the others.
  func append(_ content: [UInt8]) throws(FileError) {
    try journal.append(content)
    count += 1
  }

  func remove() { journal.remove() }
  func removeIfEmpty() { journal.removeIfEmpty() }

  private static func outcome(in content: ArraySlice<UInt8>, record: (ArraySlice<UInt8>) -> Record?) -> Outcome? {
    let body = content.dropFirst()
    switch content.first {
    case 0: return String(validating: body, as: UTF8.self).map { .skipped(reason: $0) }
    case 1: return record(body).map { .found($0, damage: nil) }
    case 2:
      guard body.count >= 4 else { return nil }
      let (text, length) = (body.dropFirst(4), Int(LittleEndian.integer(body.prefix(4))))
      guard length <= text.count, let damage = String(validating: text.prefix(length), as: UTF8.self) else {
        return nil
      }
      return record(text.dropFirst(length)).map { .found($0, damage: damage) }
    default: return nil
    }
  }
}
