/// Many configurations are compared on a small part of the data, the best of them on a larger one, and so on.
///
/// Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016, Alg. 1, with
/// a third kept from rung to rung, as Hyperband does (Li et al., JMLR 2018). It is done for several parts of the data at once,
/// each of which drops and keeps by its own scores: so a fold that a part leaves out has no say in what that part chooses. What
/// several parts keep is scored once.
struct SuccessiveHalving {
  /// How many parts decide.
  let parts: Int
  let rungs: Int
  /// One of so many is kept from rung to rung.
  var reduction = Rung.reduction

  struct Scored<Candidate> {
    let candidate: Candidate
    let score: Double
  }

  /// - Parameters:
  ///   - candidates: the first of which is kept throughout; each different from all others.
  ///   - score: of a candidate on a rung, for each part; higher is better; nil where there is no time left.
  /// - Returns: for each part, what was scored on the last rung, best first; among equals those that come first.
  func survivors<Candidate: Hashable>(
    of candidates: [Candidate], score: (Candidate, _ rung: Int) async throws -> [Double]?
  ) async rethrows -> [[Scored<Candidate>]] {
    guard let first = candidates.first else { return [[Scored<Candidate>]](repeating: [], count: parts) }
    var kept = [[Candidate]](repeating: candidates, count: parts)
    var best = [[Scored<Candidate>]](repeating: [], count: parts)
    let order = Dictionary(uniqueKeysWithValues: zip(candidates, 0...))
    for rung in 0..<rungs {
      // Those that some part ranks highest come first: where time runs out, they are known.
      var places: [Candidate: Int] = [:]
      for (place, candidate) in kept.flatMap({ $0.enumerated() }) {
        places[candidate] = min(place, places[candidate] ?? .max)
      }
      let turns = places.keys.sorted {
        ($0 == first ? -1 : places[$0]!, order[$0]!) < ($1 == first ? -1 : places[$1]!, order[$1]!)
      }
      var scores: [Candidate: [Double]] = [:]
      for candidate in turns {
        guard let found = try await score(candidate, rung) else { break }
        scores[candidate] = found
      }
      for part in 0..<parts {
        let scored = kept[part].compactMap { candidate in
          scores[candidate].map { Scored(candidate: candidate, score: $0[part]) }
        }
        best[part] = scored.sorted { ($1.score, order[$0.candidate]!) < ($0.score, order[$1.candidate]!) }
        let count = (kept[part].count + reduction - 1) / reduction
        kept[part] = best[part].prefix(count).map(\.candidate)
        if !kept[part].contains(first) { kept[part].append(first) }
      }
    }
    return best
  }
}
