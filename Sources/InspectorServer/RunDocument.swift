import Inspection
import Runs
import Storage

/// What `/api/run` answers: what was made how, and what there is to look at.
struct RunDocument: Encodable {
  struct Settings: Encodable {
    let extraction: SettingTree?
    let judgement: SettingTree?
    let effort: String?
    let combine: String?

    init(_ manifest: RunManifest) throws {
      extraction = try manifest.extraction.map { try SettingTree($0) }
      judgement = try (manifest.verification?.options).map { try SettingTree($0) }
      effort = manifest.verification?.effort?.rawValue
      combine = manifest.verification?.combine
    }
  }

  struct Counts: Encodable {
    let pairs: Int
    let listed: Int
    let queries: Int
    let references: Int
    let truePairs: Int?
  }

  let toolVersion = Storage.toolVersion
  let command: String?
  private(set) var predictions: String
  private(set) var queriesName: String
  private(set) var referenceNames: [String]
  let settings: Settings?
  private(set) var counts: Counts
  let hasTruth: Bool
  private(set) var truthName: String?
  let microAveragePrecision: Double?
  let threshold: Double
  private(set) var comparedName: String?
  private(set) var labelsFile: String
  private(set) var labelsAreWritable: Bool
  private(set) var labelsRefusal: String?
  private(set) var user: String?
  private(set) var isExport = false
  private(set) var hasMap: Bool
  let pictures: Bool
  private(set) var warnings: [String]

  /// - Throws: `EncodingError` for a setting that JSON has no word for.
  init(_ run: InspectedRun) throws {
    let (table, facts) = (run.table, run.facts)
    command = facts.manifest?.command
    predictions = facts.predictions
    queriesName = facts.queries
    referenceNames = facts.references
    settings = try facts.manifest.map(Settings.init)
    counts = Counts(
      pairs: table.count, listed: table.listedCount, queries: facts.queryCount, references: facts.referenceCount,
      truePairs: table.truePairCount)
    hasTruth = table.truth != nil
    truthName = facts.truth
    microAveragePrecision = table.metrics?.microAveragePrecision
    threshold = table.startThreshold
    comparedName = facts.compared
    labelsFile = run.labels.path
    labelsRefusal = run.labels.refusal
    labelsAreWritable = labelsRefusal == nil
    user = facts.user.isEmpty ? nil : facts.user
    hasMap = run.map != nil
    pictures = facts.hasPictures
    warnings = facts.warnings + run.labels.warnings
  }

  /// What an export says of itself: µAP and threshold stay those of the whole run.
  ///
  /// - Parameters:
  ///   - table: the pairs that are handed on.
  ///   - hidesNames: whether paths and who has labelled are left out.
  func exported(_ table: PairTable, hidesNames: Bool) -> RunDocument {
    var document = self
    document.isExport = true
    document.hasMap = false
    document.counts = Counts(
      pairs: table.count, listed: table.listedCount, queries: counts.queries, references: counts.references,
      truePairs: counts.truePairs)
    document.labelsAreWritable = false
    document.labelsRefusal = "these pages are a copy to look at"
    guard hidesNames else { return document }
    document.predictions = "predictions"
    document.queriesName = "queries"
    document.referenceNames = ["references"]
    document.truthName = truthName.map { _ in "ground truth" }
    document.comparedName = comparedName.map { _ in "other predictions" }
    document.labelsFile = "labels"
    document.user = nil
    document.warnings = []
    return document
  }
}
