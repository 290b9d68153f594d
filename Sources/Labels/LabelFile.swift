import Files
import Foundation

/// A file of labels, `predictions.labels.jsonl`: a line that names the format, then a label a line in the order in which they were
/// given. It only ever grows, so that it can be kept under version control, and tells who has said what when.
///
/// ```swift
/// let file = try LabelFile(path: "predictions.labels.jsonl")
/// print(file.labels.count(.notCopy))
/// ```
public struct LabelFile: Sendable {
  /// What holds of each pair.
  public let labels: LabelSet
  /// Lines with labels, those included that later ones have replaced.
  public let lineCount: Int
  /// What was left of a line that was being written when its program or the system ended; nil where the last line is whole.
  public let torn: TornLine?
  /// Bytes of the whole lines.
  let wholeBytes: Int

  /// Half a line at the end of a file, which counts for nothing.
  public struct TornLine: Sendable, Hashable, CustomStringConvertible {
    public let path: String
    /// From 1.
    public let line: Int
    public let bytes: Int

    public var description: String {
      "\(path):\(line): the last line is torn, and its \(bytes) bytes count for nothing"
    }
  }

  static let format = "facsimile-labels"
  static let newestVersion = 1
  static let header = Array("{\"format\":\"\(format)\",\"format_version\":\(newestVersion)}\n".utf8)

  /// Reads a file whole.
  ///
  /// - Throws: `FileError` when it can't be read, ``LabelError`` naming file and line of what is no label, or no file of labels.
  /// - Complexity: O(bytes of the file).
  public init(path: String) throws {
    try self.init(try readFile(path), path: path)
  }

  /// - Parameter bytes: of a file that may end anywhere.
  init(_ bytes: [UInt8], path: String) throws(LabelError) {
    let decoder = JSONDecoder()
    var labels = LabelSet()
    var (line, start, lineCount) = (0, 0, 0)
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      line += 1
      let content = Data(bytes[start..<end])
      start = end + 1
      if line == 1 {
        try Self.checkHeader(content, path: path)
      } else if content.contains(where: { $0 > UInt8(ascii: " ") }) {
        do throws(LineError) {
          labels.add(try LabelLine.label(in: content, by: decoder))
        } catch {
          throw LabelError(path: path, line: line, reason: error.reason)
        }
        lineCount += 1
      }
    }
    // What there is of a first line may be anybody's.
    if line == 0, !Self.header.starts(with: bytes) { throw LabelError.foreign(path) }
    self.labels = labels
    self.lineCount = lineCount
    torn = start == bytes.count ? nil : TornLine(path: path, line: line + 1, bytes: bytes.count - start)
    wholeBytes = start
  }

  private struct Header: Decodable {
    let format: String
    let formatVersion: Int

    private enum CodingKeys: String, CodingKey {
      case format
      case formatVersion = "format_version"
    }
  }

  private static func checkHeader(_ line: Data, path: String) throws(LabelError) {
    guard let header = try? JSONDecoder().decode(Header.self, from: line), header.format == format else {
      throw LabelError.foreign(path)
    }
    guard header.formatVersion == newestVersion else {
      throw LabelError(
        path: path, line: 1,
        reason: "its format is of version \(header.formatVersion), and this program reads version \(newestVersion)")
    }
  }
}

/// A file of labels can't be used: names it, the line, and what is wrong.
public struct LabelError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  /// From 1.
  public let line: Int
  public let reason: String

  static func foreign(_ path: String) -> LabelError {
    LabelError(
      path: path, line: 1,
      reason: "it is no file of labels, whose first line is "
        + String(decoding: LabelFile.header.dropLast(), as: UTF8.self))
  }

  public var description: String { "\(path):\(line): \(reason)" }
}
