import CKernels
import Files
import Foundation
import OpenCVExtractors

/// The table of all figures, and the same for programs.
struct Report: Codable {
  struct Machine: Codable {
    let processor: String
    let cores: Int
    /// The best of our kernels' targets.
    let simd: String
    /// Version of the peer.
    let openCV: String

    static var current: Machine {
      let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
      return Machine(
        processor: model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown",
        cores: ProcessInfo.processInfo.activeProcessorCount, simd: String(cString: fk_target_name(0)),
        openCV: openCVVersion)
    }
  }

  var machine = Machine.current
  /// The photos that were measured on.
  var photos: String
  var figures: [Figure] = []

  /// Writes `.build/bench.json`.
  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try writeFile(try encoder.encode(self), to: path)
  }

  static let header = Self.row("figure", "ours", "peer", "ours : peer", "goal", "")

  static func row(of figure: Figure) -> String {
    row(
      figure.name, number(figure.ours) + " " + figure.unit, figure.peer.map(number) ?? "",
      figure.ratio.map { $0 <= 1 ? "1 : \(number(1 / $0))" : "\(number($0)) : 1" } ?? "",
      figure.goal.map(text) ?? "", figure.isGoalMet.map { $0 ? "met" : "MISSED" } ?? "")
      + (figure.peerName.map { "  (\($0))" } ?? "")
  }

  private static func row(_ cells: String...) -> String {
    zip(cells, [52, 16, 9, 12, 12, 6]).map { cell, width in
      cell + String(repeating: " ", count: max(width - cell.count, 0))
    }.joined(separator: " ")
  }

  private static func text(_ goal: Goal) -> String {
    switch goal {
    case .atMost(let bound): "≤ \(number(bound))"
    case .atLeast(let bound): "≥ \(number(bound))"
    case .ratioAtMost(let bound): bound < 1 ? "1 : \(number(1 / bound))" : "\(number(bound)) : 1"
    case .ratioAtLeast(let bound): "≥ \(number(bound)) : 1"
    case .atLeastPeer(let times): times == 1 ? "≥ peer" : "≥ \(times) × peer"
    }
  }

  private static func number(_ value: Double) -> String {
    String(format: abs(value) < 10 ? "%.3f" : abs(value) < 1000 ? "%.1f" : "%.0f", value)
  }
}
