import Files

/// A file of labels that is being added to; one program at a time has it.
///
/// A label is on the disk when ``append(_:)`` returns: whatever happens afterwards, it is read again. Not to be shared between tasks.
///
/// ```swift
/// let log = try LabelLog(path: "predictions.labels.jsonl")
/// try log.append(PairLabel(TruePair(queryID: "Q00008", referenceID: "R000021"), .notCopy, by: "me"))
/// ```
public final class LabelLog {
  public let path: String
  /// What holds of each pair.
  public private(set) var labels: LabelSet
  /// What was left of a line, and has been cut off.
  public let mended: LabelFile.TornLine?
  private let file: AppendedFile
  private var length: Int

  /// Opens a file of labels, or makes one, and cuts off what is left of a torn line.
  ///
  /// - Throws: `FileError` when it can't be read or written, ``LabelsAreTaken`` while another program has it, ``LabelError`` for
  ///   another file.
  /// - Complexity: O(bytes of the file).
  public init(path: String) throws {
    do {
      file = try AppendedFile(path: path)
    } catch let error where error.reason == AppendedFile.isTaken {
      throw LabelsAreTaken(path: path)
    }
    let known = try LabelFile(file.read(file.byteCount, at: 0), path: path)
    self.path = path
    labels = known.labels
    mended = known.torn
    length = known.wholeBytes
    if known.torn != nil { try file.cut(to: length) }
    if length == 0 { try write(LabelFile.header) }
  }

  /// Adds a label, or takes one back. Where that fails, the file and ``labels`` are as they were before.
  ///
  /// - Throws: `FileError`, as when the disk is full.
  /// - Complexity: a write to the disk.
  public func append(_ label: PairLabel) throws(FileError) {
    try write(LabelLine.bytes(of: label))
    labels.add(label)
  }

  private func write(_ line: [UInt8]) throws(FileError) {
    do throws(FileError) {
      try file.append(line)
      try file.synchronize()
    } catch {
      // The next line must not follow half a line.
      try? file.cut(to: length)
      throw error
    }
    length += line.count
  }
}

/// Another program is adding to a file of labels: it can be read, and not be added to.
public struct LabelsAreTaken: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String

  public var description: String { "\(path): another program is adding labels to it; close that first" }
}
