import Names

/// How far predictions and ground truth call the same photos by the same names.
public struct SharedIDs: Sendable, Hashable {
  /// How ids of the two sides differ that seem to mean the same photo.
  public enum Difference: String, Sendable, Hashable, CaseIterable {
    /// One has an extension, `Q1.jpg`, or they have two.
    case fileExtension = "by the extension"
    /// One has a folder before it, or they have two.
    case folder = "by the folder"
    /// `q1` and `Q1`.
    case letterCase = "by capital letters"
    /// "é" as one letter and as "e" and an accent.
    case unicode = "by how Unicode writes their letters"
    /// `Q1` and `images/q1.jpg`.
    case several = "by folder, extension or capital letters"
  }

  /// An id of each side.
  public struct Example: Sendable, Hashable {
    public let predicted: String
    public let known: String
    /// nil where the two have nothing in common.
    public let difference: Difference?

    /// Both such that they are seen to differ.
    var texts: (predicted: String, known: String) {
      difference == .unicode ? (ExactName(predicted).ascii, ExactName(known).ascii) : (predicted, known)
    }
  }

  /// The ids of queries, or of references.
  public struct Side: Sendable, Hashable {
    /// Different ids in the predictions, in the truth, and in both.
    public let predicted: Int
    public let known: Int
    public let shared: Int
    /// Predicted ids that are not in the truth, but differ from one that is only in how it is written.
    public let misspelt: Int
    /// An id of each side that the other has not: two that seem to mean one photo where there are such. nil where all
    /// predicted ids are known.
    public let example: Example?

    /// - Complexity: O(bytes of all ids).
    init(predicted: [String], known: Set<ExactName>) {
      self.predicted = predicted.count
      self.known = known.count
      let strangers = predicted.filter { !known.contains(ExactName($0)) }
      shared = predicted.count - strangers.count
      // Among those that are spelt alike, the first in order, so that equal input gives an equal message.
      let spelt =
        strangers.isEmpty ? [:] : Dictionary(known.map { (Self.core(of: $0.text), $0) }, uniquingKeysWith: min)
      var meant: (stranger: String, known: String)?
      var misspelt = 0
      for stranger in strangers {
        guard let known = spelt[Self.core(of: stranger)] else { continue }
        meant = meant ?? (stranger, known.text)
        misspelt += 1
      }
      self.misspelt = misspelt
      if let (stranger, known) = meant {
        example = Example(predicted: stranger, known: known, difference: Self.difference(between: stranger, known))
      } else if let stranger = strangers.first, let known = known.min() {
        example = Example(predicted: stranger, known: known.text, difference: nil)
      } else {
        example = nil
      }
    }

    /// What of an id tells the photo, however it is written.
    private static func core(of id: String) -> String {
      let name = withoutExtension(withoutFolder(id))
      // Lists may have millions of ids, nearly all of them ASCII.
      guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return name.lowercased() }
      return String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func withoutFolder(_ id: String) -> Substring {
      guard let slash = id.utf8.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
        return id[...]
      }
      return id[id.utf8.index(after: slash)...]
    }

    /// Ids may have dots of their own: an extension has at most four ASCII letters or digits, with a letter among them.
    private static func withoutExtension(_ name: Substring) -> Substring {
      guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
      let ending = name.utf8[name.utf8.index(after: dot)...]
      let letters = ending.count { (0x61...0x7A).contains($0 | 0x20) }
      let digits = ending.count { (0x30...0x39).contains($0) }
      let isExtension = ending.count <= 4 && letters > 0 && letters + digits == ending.count
      return isExtension ? name[..<dot] : name
    }

    private static func difference(between one: String, _ other: String) -> Difference {
      if ExactName(one).looksLike(ExactName(other)) { return .unicode }
      if one.lowercased() == other.lowercased() { return .letterCase }
      if withoutExtension(one[...]) == withoutExtension(other[...]) { return .fileExtension }
      if withoutFolder(one) == withoutFolder(other) { return .folder }
      return .several
    }
  }

  public let queries: Side
  public let references: Side

  /// - Complexity: O(bytes of all different ids).
  public init(of predictions: PredictionTable, and truth: GroundTruth) {
    queries = Side(predicted: predictions.queries.ids, known: truth.queryIDs)
    references = Side(predicted: predictions.references.ids, known: Set(truth.pairs.map { ExactName($0.referenceID) }))
  }

  /// Refuses predictions none of whose queries, or of whose references, the truth knows: every figure would be 0, whatever
  /// they are worth. Where there are no predictions at all, there is nothing to refuse.
  ///
  /// - Throws: ``EvaluationError/nothingShared(role:example:)``.
  public func requireSome() throws(EvaluationError) {
    for (role, side) in [(EvaluationError.Role.query, queries), (.reference, references)] {
      if side.shared == 0, let example = side.example { throw .nothingShared(role: role, example: example) }
    }
  }

  /// What is suspicious, a sentence each: ids that are spelt in two ways, and fewer than half of the queries known.
  public var warnings: [String] {
    var warnings: [String] = []
    for (role, side) in [("queries", queries), ("references", references)] where side.misspelt > 0 {
      guard let example = side.example, let difference = example.difference else { continue }
      warnings.append(
        "\(side.misspelt) of \(side.predicted) \(role) differ from those of the ground truth only in how they are written: "
          + "\"\(example.texts.predicted)\" from \"\(example.texts.known)\" \(difference.rawValue)")
    }
    if warnings.isEmpty, 2 * queries.shared < queries.predicted, let example = queries.example {
      warnings.append(
        "the ground truth knows only \(queries.shared) of \(queries.predicted) queries, not \"\(example.predicted)\"")
    }
    return warnings
  }
}
