import ArgumentParser
import Foundation
import Photos

/// How a command tells on stderr how far it has come.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
  /// For people: a bar on a terminal, lines now and then where nobody watches.
  case auto
  /// For programs: ``JSONProgress``.
  case json

  var reporter: any ProgressReporter {
    switch self {
    case .auto: isatty(STDERR_FILENO) == 0 ? ProgressLines() : TerminalProgress()
    case .json: JSONProgress()
    }
  }
}
