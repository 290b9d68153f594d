import Features
import Geometry
import Options
import Runs

/// A setting with the values that are tried.
package struct TunableSetting: Sendable {
  package let setting: SearchSetting
  /// In their order, the one that a search has anyway among them.
  package let values: [StoredSetting]
  /// The value that a search has anyway.
  package let base: StoredSetting

  package var name: String { setting.name }
  /// Whether another value means that features must be found anew; else pairs are only matched again.
  package var needsExtraction: Bool { setting.isOfExtraction }
}

/// The settings that are tried, each by itself and in any combination.
///
/// Weights of the score are none of them: they are learnt from evidence, not tried. Whatever is a ``SearchSetting`` can be a row.
package struct TuningSpace: Sendable {
  /// What a search has where a configuration says nothing.
  package let base: SearchSettings
  package let settings: [TunableSetting]

  private let extractors: ExtractorRegistry

  /// - Parameters:
  ///   - base: names the extractor; settings that it doesn't have, or not with these values, are left out.
  ///   - only: names of the settings to try; nil for all.
  ///   - isExtractionFixed: whether features are there already, so that only what is done with them can be tried.
  ///   - extractors: know which values an extractor can have.
  /// - Throws: `OptionsError` for a name in `only` that is no setting to be tried.
  package init(
    base: SearchSettings, only: [String]? = nil, isExtractionFixed: Bool = false, extractors: ExtractorRegistry
  ) throws(OptionsError) {
    self.base = base
    self.extractors = extractors
    let rows = Self.rows.compactMap { name, values -> TunableSetting? in
      guard let setting = SearchSetting.named(name) else { preconditionFailure("\(name) is no setting") }
      guard !(isExtractionFixed && setting.isOfExtraction) else { return nil }
      let value = setting.value(base)
      let possible = values.filter { other in
        var settings = base
        return other != value && setting.set(other, &settings) && Self.canRun(settings, by: extractors)
      }
      guard !possible.isEmpty else { return nil }
      return TunableSetting(setting: setting, values: Self.inOrder(values, possible, value), base: value)
    }
    for name in only ?? [] where !rows.contains(where: { $0.name == name }) {
      throw OptionsError("TuningOptions.settings", name, mustBe: "among \(rows.map(\.name).joined(separator: ", "))")
    }
    settings = rows.filter { only?.contains($0.name) ?? true }
  }

  /// The values that are tried, about the defaults: the next ones that anybody would type.
  private static let rows: [(name: String, values: [StoredSetting])] = [
    ("max-features", numbers(250, 500, 750, 1000)), ("max-side", numbers(480, 640, 800, 960)),
    ("levels", numbers(4, 6, 8, 10, 12)), ("scale-factor", numbers(1.1, 1.15, 1.2, 1.3, 1.4)),
    ("corner-threshold", numbers(10, 15, 20, 30)), ("faint-corner-threshold", numbers(3, 5, 7, 10)),
    ("first-octave", [.text("doubled"), .text("original")]), ("scales-per-octave", numbers(2, 3, 4)),
    ("sigma", numbers(1.3, 1.6, 1.9)), ("contrast-threshold", numbers(0.01, 0.02, 0.03, 0.04, 0.06)),
    ("edge-threshold", numbers(5, 10, 15, 20)), ("plain-sift", [.flag(false), .flag(true)]),
    ("candidates", numbers(5, 10, 20, 40)),
    ("strict-ratio", numbers(0.65, 0.7, 0.75, 0.8)), ("max-error", numbers(2, 3, 4.5, 6, 9)),
    ("models", numbers(1, 2, 3)),
  ]

  private static func numbers(_ values: Double...) -> [StoredSetting] { values.map(StoredSetting.number) }

  /// The values that are possible and the one that a search has anyway, numbers by size.
  private static func inOrder(
    _ tried: [StoredSetting], _ possible: [StoredSetting], _ base: StoredSetting
  ) -> [StoredSetting] {
    let kept = tried.filter { possible.contains($0) || $0 == base }
    guard !kept.contains(base) else { return kept }
    return (kept + [base]).sorted { one, other in
      if case (.number(let one), .number(let other)) = (one, other) { one < other } else { false }
    }
  }

  private static func canRun(_ settings: SearchSettings, by extractors: ExtractorRegistry) -> Bool {
    guard (try? settings.run.validate()) != nil else { return false }
    // Features that are there already need nobody who finds them.
    return !extractors.canFind(settings.extraction) || (try? extractors.makeExtractor(settings.extraction)) != nil
  }

  /// Whether its settings go together: a threshold may bound another one.
  func canRun(_ configuration: Configuration) -> Bool {
    Self.canRun(settings(of: configuration), by: extractors)
  }

  /// All settings of a configuration.
  package func settings(of configuration: Configuration) -> SearchSettings {
    var settings = base
    for (name, value) in configuration.values {
      guard let setting = SearchSetting.named(name), setting.set(value, &settings) else {
        preconditionFailure("\(name) can't be \(value)")
      }
    }
    return settings
  }

  /// Each other value of each setting alone.
  var oneAtATime: [Configuration] {
    settings.flatMap { setting in
      setting.values.filter { $0 != setting.base }.map { Configuration([setting.name: $0]) }
    }
  }

  /// A combination of any values; about a third of the settings are changed.
  func random(using generator: inout SplitMix64) -> Configuration {
    var configuration = Configuration()
    for setting in settings {
      let others = setting.values.filter { $0 != setting.base }
      // Both numbers are drawn for each setting, so that one setting's luck doesn't move all others.
      let (isChanged, value) = (generator.next() % 3 == 0, generator.next() % UInt64(max(others.count, 1)))
      if isChanged, !others.isEmpty { configuration.values[setting.name] = others[Int(value)] }
    }
    return configuration
  }

  /// What is tried: what a search has anyway, then single values and random combinations in turn.
  func candidates(_ count: Int, seed: UInt64) -> [Configuration] {
    var generator = SplitMix64(seed: seed)
    var single = oneAtATime.filter(canRun)
    // Fisher & Yates, 1938, by numbers of our own: the standard library's may change between versions.
    for last in single.indices.dropFirst().reversed() {
      single.swapAt(last, Int(generator.next() % UInt64(last + 1)))
    }
    var found = [Configuration()]
    var seen = Set(found)
    // A space may hold fewer combinations than are asked for.
    var attempts = 0
    while found.count <= count, attempts < 20 * count + 100 {
      attempts += 1
      let next = attempts % 2 == 1 && !single.isEmpty ? single.removeLast() : random(using: &generator)
      if canRun(next), seen.insert(next).inserted { found.append(next) }
    }
    return found
  }
}
