import Foundation
import Options

/// Settings of ``tune(_:on:against:options:progress:)``.
package struct TuningOptions: Sendable, Hashable {
  /// How much is tried.
  package enum Budget: Sendable, Hashable {
    /// As much as there is time for: what is found depends on the machine.
    case time(Duration)
    /// So many configurations, whatever it takes: equal data and seed give equal results.
    case trials(Int)
  }

  package var budget = Budget.time(.seconds(600))
  /// Parts of the queries, each of which is left out once while settings are chosen; in 2...20.
  package var folds = 5
  /// Seed of the configurations that are tried and of the bootstrap.
  package var seed: UInt64 = 0
  /// Most work at once; in 1...4096. Results don't depend on it.
  package var threads = ProcessInfo.processInfo.activeProcessorCount

  package init() {}

  package func validate() throws(OptionsError) {
    switch budget {
    case .time(let time):
      guard time > .zero else { throw OptionsError("TuningOptions.budget", time, mustBe: "above 0") }
    case .trials(let count):
      guard (1...10_000).contains(count) else {
        throw OptionsError("TuningOptions.trials", count, mustBe: "in 1...10000")
      }
    }
    guard (2...20).contains(folds) else { throw OptionsError("TuningOptions.folds", folds, mustBe: "in 2...20") }
    guard (1...4096).contains(threads) else {
      throw OptionsError("TuningOptions.threads", threads, mustBe: "in 1...4096")
    }
  }
}

/// Why settings can't be tuned.
package enum TuningError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The ground truth has pairs, but none of them of photos that are there; an id of each side's.
  case nothingShared(known: String, queries: String, references: String)
  /// So many groups of queries with a match can't be divided into folds.
  case tooFewMatches(Int)
  /// Not even the settings that a search has anyway were tried.
  case outOfTime

  package var description: String {
    switch self {
    case .nothingShared(let known, let queries, let references):
      "the ground truth knows none of the pairs of these photos: it has \(known), \(queries) is without that query or "
        + "\(references) without that reference"
    case .tooFewMatches(let count):
      "the ground truth has \(count) \(count == 1 ? "query" : "queries") with a match of its own among these photos: to choose settings by "
        + "some and try them on others, there must be at least 2"
    case .outOfTime:
      "the time ended before the settings that a search has anyway were tried: give a longer --budget, or fewer photos"
    }
  }
}
