import Evaluation
import Features
import Photos

/// What ``tune(_:on:against:options:progress:)`` found out.
package struct TuningReport: Sendable {
  /// µAP with one value of a setting, the others as chosen.
  package struct Outcome: Sendable {
    package let value: StoredSetting
    package let microAveragePrecision: Double
    /// Less that of the chosen value; nil for the chosen value itself.
    package let difference: Double?
    package let interval: BootstrapInterval?
    package let isBase: Bool
    package let isChosen: Bool

    /// Whether it differs from the chosen value by more than chance would.
    package var isTold: Bool { interval.map { $0.lower > 0 || $0.upper < 0 } ?? false }
  }

  /// What a setting does.
  package struct Effect: Sendable {
    package let name: String
    package let needsExtraction: Bool
    /// True pairs by which it was measured: fewer than there are where time was short.
    package let pairs: Int
    /// In the order of the values; those for which there was no time are missing.
    package let outcomes: [Outcome]

    /// The best µAP less the worst.
    package var range: Double {
      let all = outcomes.map(\.microAveragePrecision)
      return (all.max() ?? 0) - (all.min() ?? 0)
    }

    package var isTold: Bool { outcomes.contains { $0.isTold } }
  }

  /// The settings to search with: those that a search has anyway where nothing better could be told.
  package let chosen: Configuration
  /// Whether settings were found that are better by more than chance on queries that had no part in choosing them.
  package let isKept: Bool
  /// On all queries: of the settings that a search has anyway, and of the chosen ones.
  package let base: Metrics
  package let chosenMetrics: Metrics
  /// Of each fold's queries with the settings that the others chose.
  package let heldOut: Metrics
  /// µAP of `heldOut` less that of `base`, and how far that may be chance.
  package let difference: Double
  package let interval: BootstrapInterval
  /// By falling range, those that were measured by all pairs first.
  package let effects: [Effect]
  /// True pairs that would be needed to tell what was found, or what the best value of a setting seems to gain, from chance;
  /// 0 where settings are kept, nothing seems to gain anything, or those that there are would do, had there been time.
  package let pairsNeeded: Int
  /// The least difference that could be told from chance, about; 0 where nothing made any.
  package let resolution: Double

  package let queryCount: Int
  package let referenceCount: Int
  /// Configurations that were tried on any part, and how often one was tried on a part.
  package let configurationCount: Int
  package let trialCount: Int
  /// Whether time ended before all was tried that was meant to be.
  package let isCutShort: Bool
  /// Photos that can't be used: none of the settings finds them.
  package let failures: [Failure]
}
