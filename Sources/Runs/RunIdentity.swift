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
  init(command: String, _ parts: KeyValuePairs<String, String>) {
    self.parts =
      [Part(name: "the command", value: command), Part(name: "the version of facsimile", value: toolVersion)]
      + parts.map { Part(name: $0.key, value: $0.value) }
  }

  /// What is different: its name, what it is there, and what it is here.
  func differences(from other: RunIdentity) -> [String] {
    let others = Dictionary(other.parts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return parts.compactMap { part in
      let value = others[part.name] ?? "nothing"
      return value == part.value ? nil : "\(part.name) (there \(part.value), here \(value))"
    }
  }
}
