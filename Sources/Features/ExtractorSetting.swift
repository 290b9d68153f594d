import Options

/// A setting that some extractors have, beyond those of ``ExtractionOptions`` that all have.
///
/// Read and set by ``ExtractionOptions/subscript(_:)``: `options[.levels] = 4`. An extractor from elsewhere brings its own:
///
/// ```swift
/// extension ExtractorSetting where Value == Double {
///   static var diffusion: Self { Self("diffusion", default: 0.5) }
/// }
/// ```
public struct ExtractorSetting<Value: ExtractorSettingValue>: Sendable, Hashable {
  /// As stores and errors spell it: `cornerThreshold`.
  public let name: String
  /// Whose value is left out in stores, so that features found before there was the setting stay comparable. It is the same
  /// for all extractors that have the setting.
  public let defaultValue: Value

  /// - Precondition: the name is not empty.
  public init(_ name: String, default defaultValue: Value) {
    precondition(!name.isEmpty, "a setting needs a name")
    self.name = name
    self.defaultValue = defaultValue
  }
}

/// What a setting can be: a number, a flag, a text, or an enum of texts.
public protocol ExtractorSettingValue: Sendable, Hashable {
  /// The value that was stored; nil where it is of another type.
  init?(_ stored: StoredSetting)
  var stored: StoredSetting { get }
}

/// The value of a setting in JSON.
public enum StoredSetting: Sendable, Hashable {
  case flag(Bool)
  /// Whole numbers, too, which JSON doesn't tell from others.
  case number(Double)
  case text(String)
}

/// A setting of any type: what an extractor says that it has.
public struct AnyExtractorSetting: Sendable {
  public let name: String
  public let defaultValue: StoredSetting
  /// Whether a stored value is of the setting's type.
  let accepts: @Sendable (StoredSetting) -> Bool

  public init<Value>(_ setting: ExtractorSetting<Value>) {
    name = setting.name
    defaultValue = setting.defaultValue.stored
    accepts = { Value($0) != nil }
  }
}

extension Int: ExtractorSettingValue {
  public init?(_ stored: StoredSetting) {
    guard case .number(let number) = stored, let value = Int(exactly: number) else { return nil }
    self = value
  }

  public var stored: StoredSetting { .number(Double(self)) }
}

extension Double: ExtractorSettingValue {
  public init?(_ stored: StoredSetting) {
    guard case .number(let number) = stored else { return nil }
    self = number
  }

  public var stored: StoredSetting { .number(self) }
}

extension Bool: ExtractorSettingValue {
  public init?(_ stored: StoredSetting) {
    guard case .flag(let flag) = stored else { return nil }
    self = flag
  }

  public var stored: StoredSetting { .flag(self) }
}

extension String: ExtractorSettingValue {
  public init?(_ stored: StoredSetting) {
    guard case .text(let text) = stored else { return nil }
    self = text
  }

  public var stored: StoredSetting { .text(self) }
}

extension ExtractorSettingValue where Self: RawRepresentable, RawValue == String {
  public init?(_ stored: StoredSetting) {
    guard case .text(let text) = stored else { return nil }
    self.init(rawValue: text)
  }

  public var stored: StoredSetting { .text(rawValue) }
}

extension StoredSetting: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }
}

extension StoredSetting: CustomStringConvertible {
  public var description: String {
    switch self {
    case .flag(let flag): "\(flag)"
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .text(let text): text
    }
  }
}

extension ExtractorID {
  /// - Throws: `OptionsError` when `known`, which the extractor has, is without a setting of that name, or has it of another
  ///   type.
  func require(_ name: String, _ value: StoredSetting, among known: [AnyExtractorSetting]) throws(OptionsError) {
    guard let setting = known.first(where: { $0.name == name }) else {
      let names = known.map(\.name).sorted().joined(separator: ", ")
      throw OptionsError(
        "ExtractionOptions.\(name)", value,
        mustBe: "left out: \(self) has \(known.isEmpty ? "no settings of its own" : names)")
    }
    guard setting.accepts(value) else {
      throw OptionsError(
        "ExtractionOptions.\(name)", value, mustBe: "of the type of its default, \(setting.defaultValue)")
    }
  }
}
