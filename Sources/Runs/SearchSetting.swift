import Copies
import Features
import Matcher
import Pyramid

/// All settings of a search: how features are found, and how pairs are judged.
package struct SearchSettings: Sendable, Hashable {
  package var extraction: ExtractionOptions
  package var run = CopyRunOptions()

  package init(extraction: ExtractionOptions = .init()) { self.extraction = extraction }
}

/// A setting of a search by the name of its option: what an options file may hold beside the extractor, and what can be tuned.
///
/// The one list of names, types and fields (``all``): a setting that isn't in it can't stand in an options file.
package struct SearchSetting: Sendable {
  /// What its value can be, in JSON and as it is typed.
  package enum Kind: Sendable, Hashable {
    case whole
    case number
    case flag
    /// One of these names.
    case name(among: [String])
  }

  /// As it is typed, without its dashes: `max-features`.
  package let name: String
  package let kind: Kind
  /// Whether it changes which features are found.
  package let isOfExtraction: Bool
  /// The value in a search, as JSON has it; of a flag, whether it is given.
  package let value: @Sendable (SearchSettings) -> StoredSetting
  /// Sets the value; false where it is of another type.
  package let set: @Sendable (StoredSetting, inout SearchSettings) -> Bool

  /// A setting that the extractors have which `ownSettings` says.
  private init<Value>(_ setting: ExtractorSetting<Value>, _ kind: Kind) {
    self.init(setting.name, kind, isOfExtraction: true) {
      $0.extraction[setting]
    } set: {
      $1.extraction[setting] = $0
    }
  }

  private init<Value: ExtractorSettingValue>(
    _ field: String, _ kind: Kind, extraction path: Path<ExtractionOptions, Value>
  ) {
    self.init(field, kind, isOfExtraction: true) {
      $0.extraction[keyPath: path]
    } set: {
      $1.extraction[keyPath: path] = $0
    }
  }

  private init<Value: ExtractorSettingValue>(_ field: String, _ kind: Kind, run path: Path<CopyRunOptions, Value>) {
    self.init(field, kind, isOfExtraction: false) {
      $0.run[keyPath: path]
    } set: {
      $1.run[keyPath: path] = $0
    }
  }

  private typealias Path<Options, Value> = WritableKeyPath<Options, Value> & Sendable

  private init<Value: ExtractorSettingValue>(
    _ field: String, _ kind: Kind, isOfExtraction: Bool, get: @escaping @Sendable (SearchSettings) -> Value,
    set: @escaping @Sendable (Value, inout SearchSettings) -> Void
  ) {
    let option = OptionName(ofField: field)
    /// What is typed is a flag, which may mean that the setting is off.
    @Sendable func typed(_ value: StoredSetting) -> StoredSetting {
      if case .flag(let isOn) = value, option.isGivenWhereOff { .flag(!isOn) } else { value }
    }
    name = String(option.description.dropFirst(2))
    self.kind = kind
    self.isOfExtraction = isOfExtraction
    value = { typed(get($0).stored) }
    self.set = { stored, settings in
      guard let value = Value(typed(stored)) else { return false }
      set(value, &settings)
      return true
    }
  }

  /// In the order in which `--help-hidden` lists them.
  package static let all: [SearchSetting] =
    [
      Self("maxFeatures", .whole, extraction: \.maxFeatures), Self("maxSide", .whole, extraction: \.maxSide),
      Self(.levels, .whole), Self(.scaleFactor, .number), Self(.cornerThreshold, .whole),
      Self(.faintCornerThreshold, .whole),
      Self(.firstOctave, .name(among: ScaleSpaceOptions.FirstOctave.allCases.map(\.rawValue))),
      Self(.scalesPerOctave, .whole), Self(.sigma, .number), Self(.contrastThreshold, .number),
      Self(.edgeThreshold, .number), Self(.isRoot, .flag),
      Self("candidates", .whole, run: \.candidates),
      Self("triesMirrorImage", .flag, run: \.judge.triesMirrorImage),
      Self("score", .name(among: ScoreKind.allCases.map(\.rawValue)), run: \.judge.verification.score),
      Self("minScore", .number, run: \.judge.minScore),
      Self("weighsAppearance", .flag, run: \.judge.verification.weighsAppearance),
      Self("weighsDistinctiveness", .flag, run: \.judge.weighsDistinctiveness),
      Self("maxModels", .whole, run: \.judge.verification.maxModels),
      Self("strictRatio", .number, run: \.judge.verification.strictRatio),
      Self("maxError", .number, run: \.judge.verification.homography.maxError),
      Self("effort", .name(among: Effort.allCases.map(\.rawValue)), run: \.effort),
      Self("weighsHubs", .flag, run: \.weighsHubs),
    ]

  /// The setting of that name; nil where there is none.
  package static func named(_ name: some StringProtocol) -> SearchSetting? { all.first { $0.name == name } }
}

extension ScoreKind: ExtractorSettingValue {}
extension Effort: ExtractorSettingValue {}
