import Copies
import Features
import Recall

extension CloserLook {
  /// Whether what it finds is worth votes of its own; else the candidates of the usual look are judged again.
  var namesCandidates: Bool { self == .parts }

  /// From this −log10 of the number of false alarms on, geometry is beyond doubt, and more features change nothing.
  static let settledScore = 10.0

  /// How many candidates are tried first, those that were named first; of a list all. Where more features prove none of them,
  /// that was all: a dense look at a thirtieth of the references, or at 12 where they are few, takes about a tenth of the
  /// time of their votes.
  func triedCount(ofReferences count: Int, areVotedFor: Bool) -> Int {
    self == .dense && areVotedFor ? max(12, count / 30) : .max
  }

  /// How many times as many candidates are judged as of the usual look.
  static let candidateFactor = 10
}

extension JudgedBlocks {
  /// The judgements, those without an answer replaced by what a closer look finds, where that is the better.
  ///
  /// An answer is a pair of ``JudgeOptions/likelyScore`` or more. Queries are taken in blocks of their own, as a closer
  /// look takes more memory; no query's result depends on the others.
  func lookingCloser(at judgements: [QueryJudgement]) async throws -> [QueryJudgement] {
    var judgements = judgements
    for look in options.effort.closerLooks {
      var pending = judgements.indices.filter { judgements[$0].featureCount > 0 && !judgements[$0].isAnswered }[...]
      while !pending.isEmpty {
        var block = Block()
        var places: [Int] = []
        while !pending.isEmpty, block.isOpen(options) {
          let batch = pending.prefix(batchSize(into: block))
          try await ask(batch.map { question(on: judgements[$0], look) }, into: &block)
          places += batch
          pending = pending.dropFirst(batch.count)
        }
        let found = try await closerJudgements(in: block, on: places.map { judgements[$0] })
        for (place, closer) in zip(places, found) { judgements[place].take(closer) }
      }
    }
    return judgements
  }

  /// What a closer look finds out about each query of a block.
  ///
  /// Most queries without an answer have no original among the references, and this should cost them little. So the
  /// candidates are looked at first that more features may prove; only where they prove one better than before, the others
  /// are looked at as well, and the query is judged: by all of its candidates, as always.
  /// - Parameter known: what the looks before have found out about them.
  private func closerJudgements(in block: Block, on known: [QueryJudgement]) async throws -> [QueryJudgement] {
    let settled = known.map { judgement in
      Set(judgement.verdicts.filter { $0.falseAlarmScore >= CloserLook.settledScore }.map(\.reference))
    }
    let before = known.map { judgement in
      judgement.verdicts.lazy.map(\.falseAlarmScore).filter { $0 < CloserLook.settledScore }.max() ?? 0
    }
    let tried = zip(block.asked, settled).map { asked, settled in
      let count = asked.question.look?.triedCount(ofReferences: references.count, areVotedFor: recall.needsFeatures)
      return Set(asked.candidates.prefix(count ?? .max).map(\.reference)).subtracting(settled)
    }
    var evidence = noEvidence(in: block)
    try await addEvidence(in: block, to: &evidence) { tried[$0].contains($1.reference) }
    let isPromising = zip(evidence, before).map { $0.bestFalseAlarmScore > $1 }
    try await addEvidence(in: block, to: &evidence) { isPromising[$0] && !tried[$0].contains($1.reference) }
    for place in evidence.indices where !isPromising[place] { evidence[place] = QueryEvidence() }
    return try await self.judgements(in: block, evidence)
  }

  private func question(on judgement: QueryJudgement, _ look: CloserLook) -> Question {
    let isNamedAnew = look.namesCandidates && recall.needsFeatures
    return Question(
      index: judgement.query, look: look, candidates: isNamedAnew ? nil : judgement.candidates,
      limit: limit.multipliedReportingOverflow(by: CloserLook.candidateFactor).overflow
        ? .max : limit * CloserLook.candidateFactor)
  }
}

extension QueryJudgement {
  /// Becomes what a closer look has found where that gives a better score.
  ///
  /// A photo that couldn't be looked at closer leaves all as it is.
  fileprivate mutating func take(_ closer: QueryJudgement) {
    guard closer.featureCount > 0 else { return }
    let looks = closerLooks + 1
    if closer.bestScore > bestScore { self = closer }
    closerLooks = looks
  }
}

extension CopyVerdict {
  /// The best of its models.
  fileprivate var falseAlarmScore: Double { report.models.lazy.map(\.falseAlarmScore).max() ?? 0 }
}
