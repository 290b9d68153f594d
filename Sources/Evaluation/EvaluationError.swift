/// Why predictions can't be scored.
public enum EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Whose ids they are.
  public enum Role: String, Sendable {
    case query, reference
  }

  case noTruePairs
  /// The ground truth knows none of the predictions' queries, or of their references; an id of each.
  case nothingShared(role: Role, example: SharedIDs.Example)
  case predictedTwice(queryID: String, referenceID: String)
  case trueTwice(queryID: String, referenceID: String)
  case scoreIsNotFinite(queryID: String, referenceID: String, score: String)

  public var description: String {
    switch self {
    case .noTruePairs:
      "the ground truth holds no pair: recall has no meaning"
    case .nothingShared(let role, let example):
      "no \(role.rawValue) of the predictions is in the ground truth: they have \"\(example.texts.predicted)\", the truth has "
        + "\"\(example.texts.known)\"" + (example.difference.map { ", which differ \($0.rawValue)" } ?? "")
    case .predictedTwice(let query, let reference):
      "the pair \(query), \(reference) is predicted more than once: the metric takes each pair once"
    case .trueTwice(let query, let reference):
      "the ground truth lists the pair \(query), \(reference) more than once"
    case .scoreIsNotFinite(let query, let reference, let score):
      "the score of \(query), \(reference) is \(score), but must be a finite number"
    }
  }
}
