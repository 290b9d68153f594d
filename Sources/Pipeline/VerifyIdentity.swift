import Matcher
import Storage

/// What the verdicts of a run depend on: a side file goes on only where all of it is equal.
struct VerifyIdentity: Hashable, Codable {
  /// Version of the Facsimile that verified.
  var toolVersion = Storage.toolVersion
  /// Number of pairs and checksum of the file's bytes.
  var candidates: String
  /// See ``FeatureCatalog/identity(of:decoding:)``.
  var queries: String
  var references: String
  /// JSON texts, as feature stores have them.
  var extraction: String
  var verification: String
  /// The stores of the background, as of the queries; empty where there is none.
  var background: String
  var mirror: Bool
  var seed: UInt64

  /// What is different: its name, what it is here, and what it is there.
  func differences(from other: VerifyIdentity) -> [String] {
    func difference(_ name: String, _ value: (VerifyIdentity) -> String) -> String? {
      let (here, there) = (value(self), value(other))
      return here == there ? nil : "\(name) (there \(here), here \(there))"
    }
    return [
      difference("the version of facsimile", \.toolVersion), difference("the candidates", \.candidates),
      difference("the queries", \.queries), difference("the references", \.references),
      difference("the options of the features", \.extraction),
      difference("the options of the verification", \.verification), difference("the background", \.background),
      difference("--mirror") { "\($0.mirror)" },
      difference("--seed") { "\($0.seed)" },
    ].compactMap { $0 }
  }
}

/// The side file of an output that can't be gone on with.
public enum VerifyJournalError: Error, Sendable, Hashable, CustomStringConvertible {
  case exists(path: String, output: String)
  case foreign(path: String)
  case damaged(path: String)
  case otherVersion(path: String, found: Int, readable: Int)
  case otherWork(path: String, differences: [String])

  public var description: String {
    switch self {
    case .exists(let path, let output):
      "\(path) holds the finished part of a run for \(output) that was stopped: go on with --resume, or delete it to "
        + "begin anew"
    case .foreign(let path):
      "\(path) is not the side file of a verification, but has the name that it needs: move it away"
    case .damaged(let path):
      "\(path) is damaged: delete it to begin anew"
    case .otherVersion(let path, let found, let readable):
      "\(path) has format version \(found), but this version of Facsimile (\(toolVersion)) reads version \(readable)"
    case .otherWork(let path, let differences):
      "\(path) belongs to a run that differs in " + differences.joined(separator: ", ")
        + ": give the same inputs and options to go on, or delete it to begin anew"
    }
  }
}
