import Evaluation
import Foundation

/// A line of a file of labels: an object of JSON, without the line's end.
///
///     {"query_id":"Q00008","reference_id":"R000021","label":"not_copy","reason":"shared_overlay","note":"","score":12.093493,
///     "by":"USER","at":"2026-11-25T23:46:00Z","predictions":"crc32 1c291ca3"}
struct LabelLine: Decodable {
  let label: PairLabel

  private enum CodingKeys: String, CodingKey {
    case label, reason, note, score, by, at, predictions
    case queryID = "query_id"
    case referenceID = "reference_id"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String { try container.decodeIfPresent(String.self, forKey: key) ?? "" }
    func id(_ key: CodingKeys) throws -> String {
      let id = try container.decode(String.self, forKey: key)
      guard !id.isEmpty else { throw LineError(reason: "\(key.stringValue) is empty") }
      return id
    }
    let pair = TruePair(queryID: try id(.queryID), referenceID: try id(.referenceID))
    // A line without the key doesn't take a label back.
    guard container.contains(.label) else { throw LineError(reason: "label is missing") }
    let name = try container.decodeIfPresent(String.self, forKey: .label)
    let label = try name.map { name in
      guard let label = CopyLabel(rawValue: name) else {
        let names = CopyLabel.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        throw LineError(reason: "label is \"\(name)\", but must be \(names) or null")
      }
      return label
    }
    self.label = PairLabel(
      pair, label, reason: try text(.reason), note: try text(.note),
      score: try container.decodeIfPresent(Double.self, forKey: .score), by: try text(.by), at: try text(.at),
      predictions: try text(.predictions))
  }

  /// - Throws: `LineError` for what is no label.
  static func label(in line: Data, by decoder: JSONDecoder) throws(LineError) -> PairLabel {
    do {
      return try decoder.decode(LabelLine.self, from: line).label
    } catch let error as LineError {
      throw error
    } catch DecodingError.keyNotFound(let key, _) {
      throw LineError(reason: "\(key.stringValue) is missing")
    } catch DecodingError.typeMismatch(_, let context) {
      throw LineError(reason: "\(context.codingPath.last?.stringValue ?? "the line") is of another type")
    } catch DecodingError.valueNotFound(_, let context) {
      throw LineError(reason: "\(context.codingPath.last?.stringValue ?? "a value") is null")
    } catch {
      throw LineError(reason: "it is no object of JSON")
    }
  }

  /// The bytes of a line, its end included.
  static func bytes(of label: PairLabel) -> [UInt8] {
    var fields: [(String, String)] = [
      ("query_id", quoted(label.pair.queryID)), ("reference_id", quoted(label.pair.referenceID)),
      ("label", label.label.map { quoted($0.rawValue) } ?? "null"), ("reason", quoted(label.reason)),
      ("note", quoted(label.note)),
    ]
    // JSON has no word for what is not finite.
    if let score = label.score, score.isFinite { fields.append(("score", "\(score)")) }
    fields += [("by", quoted(label.by)), ("at", quoted(label.at)), ("predictions", quoted(label.predictions))]
    return Array("{\(fields.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ","))}\n".utf8)
  }

  /// A string of JSON; on one line, whatever it holds.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..."\u{1F}": quoted += "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

struct LineError: Error {
  let reason: String
}
