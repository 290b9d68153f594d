import Copies
import Features
import Runs

/// The settings by which pairs were judged, as results have them.
struct JudgementSettings: Encodable {
  let extraction: SettingTree
  let judgement: SettingTree
  /// Of commands that search.
  let effort: Effort?
  /// Of a list alone.
  let combine: CombinationName?
  let weight: Double?

  init(
    _ extraction: ExtractionOptions, _ judgement: JudgeOptions, effort: Effort? = nil, combine: CombinationName? = nil,
    weight: Double? = nil
  ) throws {
    self.extraction = try SettingTree(extraction)
    self.judgement = try SettingTree(judgement)
    self.effort = effort
    self.combine = combine
    self.weight = weight
  }
}
