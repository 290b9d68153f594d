import Evaluation
import Features
import Foundation
import Runs
import Tuning

/// What `tune` prints.
struct TuneResult: Encodable {
  struct Figures: Encodable {
    let microAveragePrecision: Double
    let recallAtPrecision90: Double?

    init(_ metrics: Metrics) {
      microAveragePrecision = metrics.microAveragePrecision
      recallAtPrecision90 = metrics.recallAtPrecision90
    }
  }

  struct Value: Encodable {
    let value: StoredSetting
    let microAveragePrecision: Double
    let difference: Double?
    let interval: BootstrapInterval?
    let isDefault: Bool
    let isChosen: Bool
  }

  struct Effect: Encodable {
    let setting: String
    let needsExtraction: Bool
    let truePairs: Int
    let range: Double
    let isTold: Bool
    let values: [Value]
  }

  let output: String
  let plot: String?
  let queries: Int
  let truePairs: Int
  let references: Int
  let folds: Int
  let seed: UInt64
  let configurations: Int
  let trials: Int
  let isCutShort: Bool
  /// As in the options file.
  let settings: SettingTree
  /// Whether any of them is other than usual.
  let isKept: Bool
  let defaults: Figures
  let heldOut: Figures
  let difference: Double
  let interval: BootstrapInterval
  /// On all queries, which have chosen them.
  let chosen: Figures
  let pairsNeeded: Int
  /// Photos that can't be used.
  let skipped: Int
  let effects: [Effect]
  private let resolution: Double
  /// Settings without an effect, for which there was no time.
  private let untried: [String]

  init(_ report: TuningReport, space: TuningSpace, options: TuningOptions, output: String, plot: String?) throws {
    self.output = output
    self.plot = plot
    queries = report.queryCount
    truePairs = report.base.truePairCount
    references = report.referenceCount
    folds = options.folds
    seed = options.seed
    configurations = report.configurationCount
    trials = report.trialCount
    isCutShort = report.isCutShort
    var values = report.chosen.values
    values["extractor"] = .text(space.base.extraction.extractor.name)
    settings = try SettingTree(values)
    isKept = report.isKept
    defaults = Figures(report.base)
    heldOut = Figures(report.heldOut)
    difference = report.difference
    interval = report.interval
    chosen = Figures(report.chosenMetrics)
    pairsNeeded = report.pairsNeeded
    skipped = report.failures.count
    resolution = report.resolution
    let tried = Set(report.effects.map(\.name))
    untried = space.settings.map(\.name).filter { !tried.contains($0) }
    effects = report.effects.map { effect in
      Effect(
        setting: effect.name, needsExtraction: effect.needsExtraction, truePairs: effect.pairs, range: effect.range,
        isTold: effect.isTold,
        values: effect.outcomes.map {
          Value(
            value: $0.value, microAveragePrecision: $0.microAveragePrecision, difference: $0.difference,
            interval: $0.interval, isDefault: $0.isBase, isChosen: $0.isChosen)
        })
    }
  }

  private enum CodingKeys: CodingKey {
    case output, plot, queries, truePairs, references, folds, seed, configurations, trials, isCutShort, settings, isKept
    case defaults, heldOut, difference, interval, chosen, pairsNeeded, skipped, effects
  }

  /// The file that other commands take by `--options`. Its keys are as they are typed.
  func optionsFile() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(settings) + Data("\n".utf8)
  }

  var text: String {
    var parts = [
      "\(queries) queries with \(truePairs) true pairs, \(references) references; \(configurations) configurations tried"
        + (isCutShort ? ", not all that was meant to be: the time ended" : ""),
      figures, verdict,
    ]
    parts.append(effectTable)
    return parts.joined(separator: "\n\n")
  }

  private var figures: String {
    var table = TextTable(header: ["", "µAP", "recall at P90"])
    for (name, figures) in [
      ("defaults", defaults), ("found, on queries left out", heldOut), ("written, on all", chosen),
    ] {
      table.append(
        [name, Self.five(figures.microAveragePrecision), figures.recallAtPrecision90.map(Self.five) ?? "-"])
    }
    return table.text
  }

  private var verdict: String {
    let chance = String(
      format: "%+.5f, 95 %% interval %+.5f to %+.5f", difference, interval.lower, interval.upper)
    guard !isKept else {
      return "what was found is better on queries left out: \(chance)\n\(name: output): " + words
    }
    var text = "nothing was found that is better on queries left out by more than chance (\(chance)): the defaults stay"
    if resolution > 0 {
      text += String(format: "\n%d true pairs tell differences above some %.3f", truePairs, resolution)
      if pairsNeeded > 0 { text += "; for what seems to be gained here, some \(pairsNeeded) would be needed" }
    }
    return text + "\n\(name: output): " + words
  }

  /// The settings as they would be typed.
  private var words: String {
    guard case .options(let values) = settings else { return "" }
    return values.sorted { $0.key < $1.key }.map { name, value in
      switch value {
      case .flag: "--\(name)"
      case .whole(let number): "--\(name) \(number)"
      case .number(let number): "--\(name) \(number)"
      case .text(let text): "--\(name) \(text)"
      default: "--\(name)"
      }
    }.joined(separator: " ")
  }

  private var effectTable: String {
    let header =
      "what matters: µAP over the values of a setting, the others as written ([written], * told from it)"
    let (name, range) = (effects.map(\.setting.count).max() ?? 0, 5)
    let lines = effects.map { effect in
      let values = effect.values.map { value in
        let figure = String(format: "%.3f", value.microAveragePrecision)
        let isTold = value.interval.map { $0.lower > 0 || $0.upper < 0 } ?? false
        return value.isChosen ? "[\(value.value) \(figure)]" : "\(value.value) \(figure)\(isTold ? "*" : "")"
      }.joined(separator: "  ")
      return effect.setting.padding(toLength: name + 2, withPad: " ", startingAt: 0)
        + String(format: "%.3f", effect.range).padding(toLength: range + 2, withPad: " ", startingAt: 0)
        + (effect.needsExtraction ? "extract  " : "match    ") + values
        + (effect.truePairs == truePairs ? "" : "  (on \(effect.truePairs) pairs)")
    }
    let missing = untried.isEmpty ? [] : ["no time was left for " + untried.joined(separator: ", ")]
    return ([header] + lines + missing).joined(separator: "\n")
  }

  private static func five(_ value: Double) -> String { String(format: "%.5f", value) }
}
