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
    let words = Set(arguments.dropFirst())
    let commands = Facsimile.configuration.subcommands.compactMap { $0 as? any ExemplaryCommand.Type }
    let asked = commands.first { words.contains($0._commandName) }
    text = "EXAMPLE: \((asked ?? Facsimile.Search.self).example)\n"
  }
}
