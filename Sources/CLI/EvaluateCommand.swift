import ArgumentParser
import CSV
import Evaluation
import Files
import Inspection
import Labels
import Names
import Recall

extension Facsimile {
  struct Evaluate: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile evaluate predictions.csv ground_truth.csv --plot pr.png"
    static let configuration = CommandConfiguration(
      abstract: "Score predictions as DISC21 does, and say what was missed and why.",
      discussion: """
        All pairs in one list by falling score, wrong ones first among equals. \
        Predictions are query_id,reference_id,score; the ground truth is query_id,reference_id with an empty reference \
        for queries without a match. "Found" means at or above the threshold of precision 90 %. \
        Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    /// Rules of a challenge by which predictions are read.
    enum TrackRules: String, ExpressibleByArgument, CaseIterable {
      /// Rows of queries that the ground truth doesn't know are dropped.
      case drivendata
    }

    @Argument(help: "Predictions (CSV).", completion: .file(extensions: ["csv"]))
    var predictions: String

    @Argument(help: "Ground truth (CSV).", completion: .file(extensions: ["csv"]))
    var groundTruth: String

    @Option(help: ArgumentHelp("Draw precision over recall (.png or .svg).", valueName: "file"))
    var plot: String?

    @Option(
      help: ArgumentHelp(
        "Draw the share that is right over our scores, which promise one.", valueName: "file"))
    var reliability: String?

    @Option(
      help: ArgumentHelp("Pairs won and lost against other predictions; repeatable.", valueName: "other.csv"),
      completion: .file(extensions: ["csv"]))
    var compare: [String] = []

    @Option(
      help: ArgumentHelp("Break recall down by columns of this table of queries.", valueName: "queries.csv"),
      completion: .file(extensions: ["csv"]))
    var by: String?

    @Option(
      help: ArgumentHelp(
        "Columns for --by, of tags joined by +. (default: those whose values repeat)", valueName: "name,…"))
    var column: [String] = []

    @Option(help: ArgumentHelp("List false positives and missed pairs.", valueName: "errors.csv"))
    var errors: String?

    @Option(
      help: ArgumentHelp("What recall named, for --errors: query_id,reference_id,…", valueName: "file.csv"),
      completion: .file(extensions: ["csv"]))
    var candidates: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Threshold for --errors. (default: that of precision 90 %)", valueName: "score"))
    var threshold: Double?

    @OptionGroup var photos: MistakePathArguments

    @Option(
      help: ArgumentHelp("Labels that correct the ground truth.", valueName: "file.jsonl"),
      completion: .file(extensions: ["jsonl"]))
    var labels: String?

    @Option(help: "Drop rows of queries that the ground truth doesn't know, as this challenge does.")
    var trackRules: TrackRules?

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    private var inputs: [String] {
      [predictions, groundTruth] + compare + [by, candidates, labels].compactMap { $0 } + photos.files
    }
    private var outputs: [String] { [plot, reliability, errors].compactMap { $0 } }
    private var columns: [String] { column.flatMap { $0.split(separator: ",") }.map(String.init) }

    mutating func validate() throws {
      var taken = Set(inputs)
      for output in outputs where !taken.insert(output).inserted {
        throw ValidationError("\(name: output) would be overwritten: it is named twice")
      }
      for drawing in [plot, reliability] { try OutputKind.checkDrawing(drawing) }
      try OutputKind.table.check(errors)
      if !column.isEmpty, by == nil { throw ValidationError("--column is for --by, which is missing") }
      if photos.queries != nil, errors == nil { throw ValidationError("--queries is for --errors, which is missing") }
      if candidates != nil, errors == nil { throw ValidationError("--candidates is for --errors, which is missing") }
      if let threshold {
        if errors == nil { throw ValidationError("--threshold is for --errors, which is missing") }
        if !threshold.isFinite { throw ValidationError("--threshold is \(threshold), but must be a finite number") }
      }
    }

    func run() async throws {
      for output in outputs { try checkWritable(output, besides: inputs) }
      let original = try readGroundTruth(groundTruth)
      let given = try labels.map { try messages.labels(at: $0) }
      let truth =
        try given.map {
          try Truth(original, corrected: LabelledTruth(original, labels: $0), path: groundTruth)
        } ?? Truth(original)
      let tags = try by.map { try readQueryTags($0, columns: columns, for: truth.decided) }
      let recalled = try candidates.map { try readRecalledPairs($0, of: truth.decided) }
      let table = try readPredictions(predictions)
      let (ranked, dropped) = try ranking(table, of: predictions, by: truth)

      var result = EvaluationResult(ranked, droppedRows: dropped)
      if let given {
        let (before, _) = try ranking(table, of: predictions, by: Truth(original), isTold: false)
        result.labels = EvaluationResult.Labelled(counts: LabelCounts(given), without: before.metrics)
      }
      if let tags { result.breakDown(ranked, by: tags) }
      let mistakes = try errors.map { _ in
        guard let threshold = threshold ?? ranked.metrics.thresholdAtPrecision90 else {
          throw NoThreshold(path: predictions)
        }
        return EvaluationResult.Errors(
          threshold: threshold,
          list: try photos.adding(to: ranked.mistakes(atThreshold: threshold, recalled: recalled)))
      }
      result.errors = mistakes
      var curves = [CurvePlot.Entry(name: predictions, curve: PrecisionRecallCurve(ranked))]
      var reliabilities = [ReliabilityPlot.Entry(name: predictions, reliability: Reliability(ranked))]
      for path in compare {
        let (other, dropped) = try ranking(readPredictions(path), of: path, by: truth)
        result.add(ranked.compared(with: other), with: other, from: path, droppedRows: dropped)
        curves.append(CurvePlot.Entry(name: path, curve: PrecisionRecallCurve(other)))
        reliabilities.append(ReliabilityPlot.Entry(name: path, reliability: Reliability(other)))
      }
      if plot != nil {
        result.curves = curves.map { EvaluationResult.Curve(predictions: $0.name, points: $0.curve.points) }
      }
      if reliability != nil { result.reliability = reliabilities[0].reliability }

      try await messages.replacing(outputs) {
        if let plot { try CurvePlot(curves).picture.write(to: plot) }
        if let reliability { try ReliabilityPlot(reliabilities).picture.write(to: reliability) }
        if let errors, let mistakes { try writeMistakes(mistakes.list, to: errors) }
      }
      try printing.print(result, orText: result.text)
    }

    /// What is known of the queries, and which pairs are to count neither way.
    private struct Truth {
      let decided: GroundTruth
      let undecided: Set<TruePair>
      /// Those that labels alone know of and those of undecided pairs included.
      let queryIDs: Set<ExactName>

      init(_ original: GroundTruth) {
        decided = original
        undecided = []
        queryIDs = original.queryIDs
      }

      /// - Parameter path: of the ground truth.
      init(_ original: GroundTruth, corrected: LabelledTruth, path: String) throws {
        decided = corrected.decidedTruth
        undecided = corrected.undecided
        queryIDs = original.queryIDs.union(corrected.truth.queryIDs)
        guard !decided.pairs.isEmpty else {
          throw CSVError(path: path, line: nil, reason: "the labels leave no true pair in it: recall has no meaning")
        }
      }
    }

    /// - Parameter isTold: whether what is suspicious is to be told of.
    private func ranking(
      _ predictions: PredictionTable, of path: String, by truth: Truth, isTold: Bool = true
    ) throws -> (ranked: RankedPredictions, droppedRows: Int?) {
      var table = predictions
      if isTold, table.isEmpty { messages.note("\(path): it holds no predictions") }
      let ids = SharedIDs(of: table, and: truth.decided)
      _ = table.removeRows(of: truth.undecided)
      let dropped = trackRules.map { _ in table.keepRows(ofQueries: truth.queryIDs) }
      let ranked = try rank(table, from: path, against: truth.decided)
      do throws(EvaluationError) { try ids.requireSome() } catch {
        throw CSVError(path: path, line: nil, reason: "\(error)")
      }
      // Who drops the rows of unknown queries expects them.
      if isTold, trackRules == nil { for warning in ids.warnings { messages.note("\(path): \(warning)") } }
      return (ranked, dropped)
    }

    private struct NoThreshold: Error, CustomStringConvertible {
      let path: String

      var description: String {
        "\(path) never reaches a precision of 90 %, so that there is no threshold to tell errors by; give --threshold"
      }
    }
  }
}
