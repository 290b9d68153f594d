import ArgumentParser

/// A command whose help opens with an example.
protocol ExemplaryCommand: ParsableCommand {
  /// A whole command line.
  static var example: String { get }
}

/// The example above the help of the command that was asked about.
struct HelpExample {
  let text: String

  /// Nil where `error`, which parsing ended with, is no request for help.
  init?(helpRequestedBy error: any Error, arguments: [String] = CommandLine.arguments) {
    guard Facsimile.exitCode(for: error) == .success, Facsimile.fullMessage(for: error).hasPrefix("OVERVIEW:") else {
      return nil
    }
    var asked: any ParsableCommand.Type = Facsimile.self
    for word in arguments.dropFirst() {
      asked = asked.configuration.subcommands.first { $0._commandName == word } ?? asked
    }
    text = "EXAMPLE: \((asked as? any ExemplaryCommand.Type ?? Facsimile.Search.self).example)\n"
  }
}
