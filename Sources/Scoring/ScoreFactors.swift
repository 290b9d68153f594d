#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A score taken apart into what it is made of, so that a person can follow it from the evidence to the number.
///
/// The odds of a copy against anything but chance are a product: 10 to the power of ``base``, times 10 to the power of what each of the
/// ``factors`` adds. With the number of false alarms, 10^−geometry, they make the score as ``ScoreTable`` has it.
public struct ScoreFactors: Sendable, Hashable {
  /// What one number that is known of the pair does to the odds.
  public struct Factor: Sendable, Hashable {
    public let term: EvidenceTerm
    public let value: Double
    /// What it adds to the logarithm of the odds, to the base 10; at least 0.
    public let logOdds: Double
  }

  /// What a model that has looked at both photos does to them: see ``PairModelTerm``.
  public struct PairModel: Sendable, Hashable {
    /// Natural logarithm of the odds by the model.
    public let logit: Double
    /// What it adds to the logarithm of the odds, to the base 10; below 0 where it speaks against a copy.
    public let logOdds: Double
  }

  /// −log10 of the number of false alarms.
  public let geometry: Double
  /// log10 odds where every term is at the worst of its knots.
  public let base: Double
  /// Of the terms that are known, in the order of ``EvidenceTerm``.
  public let factors: [Factor]
  /// nil where no model was asked.
  public let pairModel: PairModel?

  /// log10 odds of a copy against anything but chance: the sum of ``base``, of what the factors add, in their order, and of what a
  /// model adds.
  public var logOdds: Double {
    let known = factors.reduce(base) { $0 + $1.logOdds }
    return pairModel.map { known + $0.logOdds } ?? known
  }

  /// Bit by bit what ``ScoreTable/score(of:)`` gives.
  public var score: Double { Self.score(geometry: geometry, logOdds: logOdds) }

  /// −log10 of the probability that chance or likeness explains a model, and no copy.
  static func score(geometry: Double, logOdds: Double) -> Double {
    let wrong = pow(10, -geometry) + pow(10, -logOdds)
    return log1p(1 / wrong) / log(10)
  }
}

extension ScoreTable {
  /// What the score of some evidence is made of.
  public func factors(of evidence: Evidence) -> ScoreFactors {
    ScoreFactors(
      geometry: evidence.geometry, base: base,
      factors: EvidenceTerm.allCases.compactMap { term in
        term.value(in: evidence).map {
          ScoreFactors.Factor(term: term, value: $0, logOdds: share(of: term, in: evidence))
        }
      },
      pairModel: evidence.pairLogit.map {
        ScoreFactors.PairModel(logit: $0, logOdds: PairModelTerm.logOdds(ofLogit: $0))
      })
  }
}
