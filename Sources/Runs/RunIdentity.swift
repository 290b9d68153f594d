import Storage

/// What the results of a run depend on, by name: a side file goes on only where all of it is equal.
struct RunIdentity: Hashable, Codable {
  struct Part: Hashable, Codable {
    let name: String
    let value: String
  }

  private(set) var parts: [Part]

  /// - Parameters:
  ///   - command: as the user calls it: `extract`.
  ///   - parts: what else the results depend on, as names that an error can give, and values.
  ///   - options: settings that the results depend on, too; each becomes a part by the name of its ``OptionName``.
  /// - Throws: `EncodingError` for a setting that JSON has no word for.
  init(command: String, _ parts: KeyValuePairs<String, String>, options: [any Encodable] = []) throws {
    self.parts =
      [Part(name: "the command", value: command), Part(name: "the version of facsimile", value: toolVersion)]
      + parts.map { Part(name: $0.key, value: $0.value) }
    for options in options {
      for (option, value) in try SettingTree(options).settings {
        // A setting that is handed down stands in several places; the outermost is what was asked for.
        guard !self.parts.contains(where: { $0.name == option.description }) else { continue }
        self.parts.append(Part(name: option.description, value: value))
      }
    }
  }

  /// What is different: its name, what it is there, and what it is here.
  func differences(from other: RunIdentity) -> [String] {
    func values(_ identity: RunIdentity) -> [String: String] {
      Dictionary(identity.parts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    let (own, others) = (values(self), values(other))
    let names = parts.map(\.name) + other.parts.map(\.name).filter { own[$0] == nil }
    return names.compactMap { name in
      let (there, here) = (own[name] ?? "not given", others[name] ?? "not given")
      return there == here ? nil : "\(name) (there \(there), here \(here))"
    }
  }
}
