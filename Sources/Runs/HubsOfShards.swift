import CSV
import Copies
import Evaluation
import Files
import Names
import Photos

/// The predictions of a run's shards, scored by what the queries of all of them have in common with the references, as one run scores
/// them; see ``CopyRunOptions/weighsHubs``.
struct HubsOfShards {
  /// In the order of predictions.
  let rows: [Prediction]
  /// Pairs that geometry explains, by whatever was listed with them.
  let provedCount: Int

  /// nil where the shards have nothing to tell one another, as far as is known.
  ///
  /// - Parameters:
  ///   - paths: the shards' predictions.
  ///   - known: their manifests.
  ///   - rows: all their rows.
  /// - Throws: ``MergeError`` when a shard's evidence is missing or another's, `CSVError` when it is damaged, `FileError`.
  init?(of paths: [String], _ known: [RunManifest?], rows: [Prediction]) throws {
    let evidencePaths = paths.map(EvidenceFile.path(besideOutput:))
    let verification = known.lazy.compactMap { $0?.verification }.first
    guard verification?.weighsHubs == true || verification == nil && evidencePaths.contains(where: Self.isThere) else {
      return nil
    }
    guard let verification else {
      throw MergeError.noVerification(path: evidencePaths.first(where: Self.isThere) ?? "")
    }
    var pairs: [ProvedPair] = []
    for (path, (evidencePath, manifest)) in zip(paths, zip(evidencePaths, known)) {
      guard Self.isThere(evidencePath) else { throw MergeError.noEvidence(path: evidencePath, of: path) }
      if let expected = manifest?.evidenceChecksum {
        guard try RunManifest.Input(files: [evidencePath]).checksum == expected else {
          throw MergeError.otherEvidence(path: evidencePath, of: path)
        }
      }
      pairs += try EvidenceFile.read(evidencePath)
    }
    let scores = Self.scores(of: pairs)
    let isListed = scores.map { $0 > 0 && $0 >= verification.options.minScore }
    provedCount = isListed.count { $0 }
    let proved = Set(pairs.lazy.map(\.pair))
    var joined = rows.filter { !proved.contains(TruePair(queryID: $0.queryID, referenceID: $0.referenceID)) }
    for (pair, (score, isListed)) in zip(pairs, zip(scores, isListed)) {
      guard let score = isListed ? score + pair.addedScore : pair.unprovedScore else { continue }
      joined.append(
        Prediction(queryID: pair.queryID, referenceID: pair.referenceID, score: Double(Float(score))))
    }
    self.rows = joined.sorted {
      let (query, otherQuery) = (ExactName($0.queryID), ExactName($1.queryID))
      if query != otherQuery { return query < otherQuery }
      let (one, other) = (Float($0.score), Float($1.score))
      return one != other ? one > other : ExactName($0.referenceID) < ExactName($1.referenceID)
    }
  }

  private static func isThere(_ path: String) -> Bool { FileStamp(path) != nil }

  /// Their own, without what came with them.
  private static func scores(of pairs: [ProvedPair]) -> [Double] {
    func numbers(_ ids: some Sequence<String>) -> [Int] {
      var known: [ExactName: Int] = [:]
      return ids.map { id in
        let id = ExactName(id)
        let number = known[id] ?? known.count
        known[id] = number
        return number
      }
    }
    let (queries, references) = (numbers(pairs.lazy.map(\.queryID)), numbers(pairs.lazy.map(\.referenceID)))
    let regions = SharedRegions(
      pairs.indices.lazy.flatMap { index in
        pairs[index].models.lazy.compactMap(\.cells).map {
          (query: queries[index], reference: references[index], cells: $0)
        }
      })
    return pairs.indices.map { index in
      pairs[index].models.lazy.map {
        $0.weighed(by: regions, query: queries[index], reference: references[index]).score
      }.max() ?? 0
    }
  }
}
