import Appearance
import Matcher
import Scoring

/// What a run keeps of a model until all queries are judged.
package struct ModelEvidence: Sendable, Hashable {
  package var evidence: Evidence
  /// Where the reference is the same and where not; nil where the photos were not compared.
  package let cells: RegionCells?

  package init(evidence: Evidence, cells: RegionCells?) {
    self.evidence = evidence
    self.cells = cells
  }

  package init(_ model: VerifiedModel) {
    self.init(evidence: model.evidence, cells: model.appearance?.cells)
  }

  /// The calibrated one.
  var score: Double { ScoreTable.fitting(evidence).score(of: evidence) }

  /// The same with what other queries of the run have in common with the reference.
  ///
  /// - Parameters:
  ///   - query: the model's own, by the number that `regions` knows it by, as the reference.
  package func weighed(by regions: SharedRegions, query: Int, reference: Int) -> ModelEvidence {
    guard let cells else { return self }
    var weighed = self
    weighed.evidence.sharedQueries = Double(regions.queries(sharing: cells, with: query, on: reference))
    return weighed
  }
}
