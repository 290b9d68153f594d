import ArgumentParser
import Features
import Files
import Runs

/// A command that takes settings from a file, by `--options`.
protocol OptionsFileCommand: ParsableCommand {
  var optionsFile: String? { get }
  /// The files that it is going to write.
  var outputs: [String] { get }
}

/// Settings of a file, put among the arguments as if they had been typed: so they are checked, compared with what stores
/// have, and remembered by stopped runs as typed ones are.
struct OptionsFile {
  let path: String
  /// Names of settings, without dashes, with what was typed for them, in the order of the names.
  private let settings: [(name: String, argument: String?)]
  /// The options that a command got from the file, with their dashes.
  private(set) var given: Set<String> = []

  /// - Throws: ``OptionsFileError`` for what is no object of known settings, each of its type; `FileError`.
  init(path: String) throws {
    self.path = path
    let text = String(decoding: try readText(path, takesPipes: true), as: UTF8.self)
    guard let tree = try? SettingTree(json: text), case .options(let values) = tree else {
      throw OptionsFileError(
        path: path, reason: "it is no JSON object of options, such as {\"max-features\": 1000, \"candidates\": 40}")
    }
    settings = try values.sorted { $0.key < $1.key }.map { name, value in
      (name, try Self.argument(for: name, value, in: path))
    }
  }

  /// What is typed for a setting; nil where nothing is, as for a flag that is off.
  private static func argument(for name: String, _ value: SettingTree, in path: String) throws -> String? {
    let kind: SearchSetting.Kind
    if name == extractorName {
      kind = .name(among: extractors.ids.map(\.name))
    } else if let setting = SearchSetting.named(name) {
      kind = setting.kind
    } else {
      throw OptionsFileError(
        path: path, reason: "there is no setting \(name); there are \(names.joined(separator: ", "))")
    }
    switch (kind, value) {
    case (.flag, .flag(let isGiven)): return isGiven ? "--\(name)" : nil
    // The sign of equality, as a negative number would be taken for an option.
    case (.whole, .whole(let number)), (.number, .whole(let number)): return "--\(name)=\(number)"
    case (.whole, .number(let number)) where Int(exactly: number) != nil: return "--\(name)=\(Int(number))"
    case (.number, .number(let number)): return "--\(name)=\(number)"
    case (.name(let known), .text(let text)) where known.contains(text): return "--\(name)=\(text)"
    default: throw OptionsFileError(path: path, reason: "\(name) is \(value.json), but must be \(kind.words)")
    }
  }

  private static let extractorName = "extractor"

  /// All settings that a file may hold.
  static var names: [String] { [extractorName] + SearchSetting.all.map(\.name) }

  /// The arguments of a command with the settings that it has and that were not typed. Those that other commands have are
  /// passed over: a file serves all.
  mutating func added(to arguments: [String], of command: any ParsableCommand.Type) -> [String] {
    let known = Facsimile.options(of: command)
    // What stands behind a lone "--" is no option.
    let typed = Set(
      arguments.prefix { $0 != "--" }.map { Self.positive(String($0.prefix { $0 != "=" })) })
    let own = settings.filter { name, _ in
      known.contains("--\(name)") && !typed.contains(Self.positive("--\(name)"))
        && !(Self.taken[command._commandName]?.contains(name) ?? false)
    }
    given = Set(own.map { "--\($0.name)" })
    return Array(arguments.prefix(1)) + own.compactMap(\.argument) + arguments.dropFirst()
  }

  /// Names that mean something else in a command.
  private static let taken: [String: Set<String>] = ["verify": ["candidates"], "match": ["candidates"]]

  /// A flag and its opposite are one setting.
  private static func positive(_ option: String) -> String {
    option.hasPrefix("--no-") ? "--" + option.dropFirst(5) : option
  }
}

/// An options file that can't be used.
struct OptionsFileError: Error, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "\(path): \(reason)" }
}

extension SearchSetting.Kind {
  fileprivate var words: String {
    switch self {
    case .whole: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .name(let names): "one of \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
    }
  }
}

extension SettingTree {
  /// A value as its file has it, so far as a message needs that.
  fileprivate var json: String {
    switch self {
    case .nothing: "null"
    case .flag(let flag): "\(flag)"
    case .whole(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .list: "a list"
    case .options: "an object"
    }
  }
}
