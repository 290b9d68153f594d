import Foundation
import TestSupport
import Testing

/// docs/evaluation.md against what its commands print.
@Suite("docs/evaluation.md") struct EvaluationDocumentTests {
  /// A command of the page and what the page says that it prints.
  struct Example: Sendable, CustomTestStringConvertible {
    let command: String
    let output: String
    var testDescription: String { command }
  }

  /// The commands on photos of the project, each followed by its output.
  static let examples: [Example] = {
    let text = (try? String(contentsOfFile: Photos.package + "/docs/evaluation.md", encoding: .utf8)) ?? ""
    return text.matches(of: /```sh\n(facsimile evaluate fixtures\/[^\n]*)\n```\n\n```\n((?:[^`]|\n)*?)```\n/).map {
      Example(command: String($0.output.1), output: String($0.output.2))
    }
  }()

  @Test("has examples that run, without and with tables and comparisons")
  func count() { #expect(Self.examples.count == 3) }

  @Test("shows what its commands print, to the letter; … stands for what is left out before", arguments: examples)
  func example(_ example: Example) throws {
    let words = example.command.split(separator: " ").dropFirst().map(String.init)
    let result = try execute([Program.path] + words, in: Photos.package)
    #expect(result.status == 0 && result.messages == "", "\(result)")
    let isCut = example.output.hasPrefix("…\n")
    #expect(isCut ? result.output.hasSuffix("\n" + example.output.dropFirst(2)) : result.output == example.output)
  }
}
