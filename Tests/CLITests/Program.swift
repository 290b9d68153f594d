import Foundation
import TestSupport

/// The built `facsimile`.
enum Program {
  /// It lies beside the tests' own binary.
  static let path: String = {
    let bundles = [Bundle.main] + Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }
    let folders = bundles.flatMap { [$0.bundleURL, $0.bundleURL.deletingLastPathComponent()] }
    let candidates = folders.map { $0.appendingPathComponent("facsimile").path }
    guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
      fatalError("facsimile is in none of \(candidates)")
    }
    return path
  }()

  static func run(_ arguments: String..., in folder: String? = nil) throws -> ProgramResult {
    try execute([path] + arguments, in: folder)
  }

  /// Runs it where no file may grow beyond `kilobytes`, which fails as a full disk does.
  static func run(fileLimit kilobytes: Int, _ arguments: String...) throws -> ProgramResult {
    try run(fileLimit: kilobytes, arguments)
  }

  static func run(fileLimit kilobytes: Int, _ arguments: [String]) throws -> ProgramResult {
    // Messages go through a pipe: under a limit of 0 the tests' own file could not take them.
    let script = """
      ( ulimit -f \(kilobytes); exec "$@" ) 2>&1 >/dev/null | cat >&2
      exit ${PIPESTATUS[0]}
      """
    return try execute(["bash", "-c", script, "bash", path] + arguments)
  }
}

extension Program {
  /// An option, a flag or an argument, as the parser knows it.
  struct Parameter: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let valueName: String?

    /// Its long name, with dashes; nil for an argument.
    var option: String? { names?.first { $0.kind == "long" }.map { "--" + $0.name } }

    private enum CodingKeys: CodingKey {
      case kind, names, valueName
    }
  }

  struct Command: Decodable {
    let commandName: String
    let arguments: [Parameter]?
    let subcommands: [Command]?
  }

  /// All commands with all that they take, hidden ones included: "index add" is one, and "index" alone stands for "index build".
  static func commands() throws -> [(name: String, parameters: [Parameter])] {
    struct Dump: Decodable {
      let command: Command
    }
    let dump = try run("--experimental-dump-help").output
    let root = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
    return (root.subcommands ?? []).filter { $0.commandName != "help" }.flatMap { command in
      guard let group = command.subcommands else { return [(command.commandName, command.arguments ?? [])] }
      return group.map {
        (command.commandName + ($0.commandName == "build" ? "" : " " + $0.commandName), $0.arguments ?? [])
      }
    }
  }
}

extension ProgramResult {
  /// What it printed, as a JSON object.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }
}

let queries = Photos.fixtures + "/queries"
let references = Photos.fixtures + "/references"
