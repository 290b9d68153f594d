import Evaluation
import Foundation

/// What a person says of a pair that they have looked at.
public enum CopyLabel: String, Sendable, Hashable, Codable, CaseIterable {
  /// The query was made from the reference.
  case copy
  case notCopy = "not_copy"
  /// Nobody can tell: the pair is to count neither way.
  case unsure
}

/// A label of a pair, with what is worth knowing of it later. Pairs are known by their ids, so that labels outlive a run.
public struct PairLabel: Sendable, Hashable {
  public var pair: TruePair
  /// nil takes back what was said before.
  public var label: CopyLabel?
  /// Why, in a word: `shared_overlay`; may be empty.
  public var reason: String
  /// In words of one's own; may be empty.
  public var note: String
  /// That the pair had when it was looked at; nil where it wasn't listed.
  public var score: Double?
  /// Who says so.
  public var by: String
  /// When, as ISO 8601 has it, in UTC: `2026-11-25T23:46:00Z`.
  public var at: String
  /// A checksum of the predictions that were looked at; may be empty.
  public var predictions: String

  public init(
    _ pair: TruePair, _ label: CopyLabel?, reason: String = "", note: String = "", score: Double? = nil,
    by: String = "", at: String = Date.now.formatted(.iso8601), predictions: String = ""
  ) {
    self.pair = pair
    self.label = label
    self.reason = reason
    self.note = note
    self.score = score
    self.by = by
    self.at = at
    self.predictions = predictions
  }
}

/// What holds of each pair: of several labels the last one.
public struct LabelSet: Sendable {
  /// In the order in which pairs were first labelled; nil where a label was taken back.
  private var entries: [PairLabel?] = []
  private var places: [TruePair: Int] = [:]

  /// - Parameter labels: in the order in which they were given.
  public init(_ labels: some Sequence<PairLabel> = EmptyCollection()) {
    for label in labels { add(label) }
  }

  /// Takes what was said last of a pair.
  public mutating func add(_ label: PairLabel) {
    if label.label == nil {
      if let place = places.removeValue(forKey: label.pair) { entries[place] = nil }
    } else if let place = places[label.pair] {
      entries[place] = label
    } else {
      places[label.pair] = entries.count
      entries.append(label)
    }
  }

  /// The label of a pair; nil where it has none.
  public subscript(pair: TruePair) -> PairLabel? { places[pair].flatMap { entries[$0] } }

  /// All that hold, in the order in which their pairs were first labelled.
  public var all: [PairLabel] { entries.compactMap { $0 } }

  public var count: Int { places.count }

  public func count(_ label: CopyLabel) -> Int { entries.count { $0?.label == label } }
}
