import Storage

/// The side file of an output that can't be gone on with.
public enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  case exists(path: String, output: String)
  case atWork(path: String, output: String)
  case foreign(path: String)
  case damaged(path: String)
  case otherVersion(path: String, found: Int, readable: Int)
  case otherWork(path: String, differences: [String])

  public var description: String {
    switch self {
    case .exists(let path, let output):
      "\(path) holds the finished part of a run for \(output) that was stopped: go on with --resume, or delete it to "
        + "begin anew"
    case .atWork(let path, let output):
      "another process is at work on \(output): it is writing \(path)"
    case .foreign(let path):
      "\(path) is not the side file of a run, but has the name that it needs: move it away"
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
