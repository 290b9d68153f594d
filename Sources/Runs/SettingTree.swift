import Foundation

/// Options as JSON has them, whatever their type: settings by name, and further options that hold some.
///
/// In JSON whose keys are spelt another way (`max_features`), the names of settings are, too.
package indirect enum SettingTree: Sendable, Hashable {
  case nothing
  case flag(Bool)
  /// A seed has more digits than a Double.
  case whole(UInt64)
  case number(Double)
  case text(String)
  case list([SettingTree])
  case options([String: SettingTree])

  /// - Throws: `EncodingError` for values that JSON has no word for (infinity, not a number).
  package init(_ options: some Encodable) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(options))
  }

  /// - Throws: `DecodingError` for a text that isn't JSON.
  package init(json text: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }

  /// The settings by the names of their options and in words, those of inner options last.
  package var settings: [(option: OptionName, value: String)] {
    guard case .options(let options) = self else { return [] }
    let sorted = options.sorted { $0.key < $1.key }
    let own = sorted.compactMap { field, tree in
      let option = OptionName(ofField: field)
      return tree.value(of: option).map { (option, $0) }
    }
    return own + sorted.flatMap(\.value.settings)
  }

  /// The settings for the screen: `extractor orb, max features 500`.
  package var words: String {
    settings.map { option, value in
      "\(option)".dropFirst(2).map { $0 == "-" ? " " : "\($0)" }.joined() + " \(value)"
    }.joined(separator: ", ")
  }

  /// nil for options, whose settings have values.
  private func value(of option: OptionName) -> String? {
    switch self {
    case .nothing, .options: nil
    case .flag(let isOn): isOn != option.isGivenWhereOff ? "given" : "not given"
    case .whole(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .list(let values): values.map { $0.value(of: option) ?? "…" }.joined(separator: " ")
    }
  }
}

extension SettingTree: Codable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .nothing
    } else if let options = try? container.decode([String: SettingTree].self) {
      self = .options(options)
    } else if let values = try? container.decode([SettingTree].self) {
      self = .list(values)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(UInt64.self) {
      self = .whole(number)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    if case .options(let options) = self {
      // Keys of a dictionary would be left as they are.
      var container = encoder.container(keyedBy: Name.self)
      for (name, tree) in options { try container.encode(tree, forKey: Name(stringValue: name)) }
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .nothing, .options: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .whole(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    }
  }
}
