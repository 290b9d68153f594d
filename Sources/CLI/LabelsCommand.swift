import ArgumentParser
import CSV
import Files
import Labels

extension Facsimile {
  struct Labels: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile labels predictions.labels.jsonl --onto ground_truth.csv -o corrected.csv"
    static let configuration = CommandConfiguration(
      abstract: "Correct a ground truth by what was said of its pairs.",
      discussion: """
        Pairs that are labelled copy become true ones, those labelled not_copy are none any more, and unsure changes \
        nothing: docs/labels.md. Without --onto, the labels are all that is known. \
        Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Labels.", completion: .file(extensions: ["jsonl"]))
    var labels: String

    @Option(
      help: ArgumentHelp("Ground truth to correct.", valueName: "file"), completion: .file(extensions: ["csv"]))
    var onto: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Ground truth to write (CSV).", valueName: "file"))
    var output: String

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws { try OutputKind.table.check(output) }

    func run() async throws {
      try checkWritable(output, besides: [labels] + (onto.map { [$0] } ?? []))
      let given = try messages.labels(at: labels)
      let corrected = LabelledTruth(try onto.map { try readGroundTruth($0) }, labels: given)
      guard !corrected.truth.pairs.isEmpty else { throw NoCopies(path: labels) }
      try await messages.replacing([output]) { try writeGroundTruth(corrected.truth, to: output) }
      let result = Result(corrected, given, output: output)
      try printing.print(result, orText: result.text)
    }

    private struct NoCopies: Error, CustomStringConvertible {
      let path: String

      var description: String { "\(path): it leaves no true pair, and a ground truth needs one" }
    }

    private struct Result: Encodable {
      let output: String
      let labels: LabelCounts
      let added: Int
      let removed: Int
      let truePairs: Int

      init(_ corrected: LabelledTruth, _ labels: LabelSet, output: String) {
        self.output = output
        self.labels = LabelCounts(labels)
        added = corrected.added.count
        removed = corrected.removed.count
        truePairs = corrected.truth.pairs.count
      }

      var text: String {
        "\(labels.text): \(added) added, \(removed) removed; \(truePairs) true pairs in \(name: output)"
      }
    }
  }
}

/// How many pairs have which label.
struct LabelCounts: Encodable {
  let copy: Int
  let notCopy: Int
  let unsure: Int

  init(_ labels: LabelSet) {
    copy = labels.count(.copy)
    notCopy = labels.count(.notCopy)
    unsure = labels.count(.unsure)
  }

  var text: String {
    let count = copy + notCopy + unsure
    return "of \(count) labelled \(count == 1 ? "pair" : "pairs") \(copy) \(copy == 1 ? "is a copy" : "are copies"), "
      + "\(notCopy) not, \(unsure) unsure"
  }
}

extension MessageArguments {
  /// Reads labels, and says where the file ends in half a line.
  func labels(at path: String) throws -> LabelSet {
    let file = try LabelFile(path: path)
    if let torn = file.torn { note("\(torn)") }
    return file.labels
  }
}
