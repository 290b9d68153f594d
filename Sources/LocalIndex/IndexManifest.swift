import Features
import Files
import Foundation
import Storage

/// What an index consists of: the one file of it that is ever replaced, and so what makes each change whole.
///
/// Two lines: JSON, and its ``CRC32`` in hexadecimal digits.
struct IndexManifest: Hashable, Codable {
  struct SegmentEntry: Hashable, Codable {
    var file: String
    var photos: Int
    var descriptors: Int
    /// Photos that were removed, by their numbers in the segment, rising.
    var removed: [Int]
  }

  private(set) var format = "facsimile-local-index"
  private(set) var formatVersion = 1
  var toolVersion = Storage.toolVersion
  /// How the features were found.
  var extraction: ExtractionOptions
  /// Checksum of the codebook, 16 hexadecimal digits.
  var codebook: String
  var segments: [SegmentEntry]
  /// Number of the next segment's file: no name is used twice, so that a reader never takes one file for another.
  private var nextSegment = 0

  static let fileName = "manifest"
  static let codebookName = "codebook"
  static let segmentPrefix = "segment-"
  /// More than any index comes to.
  private static let mostSegments = Int(Int32.max)

  private static func segmentName(_ number: Int) -> String { segmentPrefix + "\(number)" }

  init(extraction: ExtractionOptions, codebook: String, segments: [SegmentEntry] = []) {
    self.extraction = extraction
    self.codebook = codebook
    self.segments = segments
  }

  /// The name of a new segment's file.
  mutating func nameSegment() -> String {
    defer { nextSegment += 1 }
    return Self.segmentName(nextSegment)
  }

  /// - Throws: ``LocalIndexError`` where there is none, of a later version, or damaged.
  init(folder: String) throws(LocalIndexError) {
    let path = "\(folder)/\(Self.fileName)"
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path) } catch {
      throw LocalIndexError(folder, "it is no index: \(path) can't be read: \(error.reason)")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count == 3, lines[2].isEmpty else { throw LocalIndexError(path, "it is cut short or damaged") }
    var checksum = CRC32()
    checksum.add(Array(lines[0]))
    guard Array(checksum.digits.utf8) == Array(lines[1]) else { throw LocalIndexError(path, "it is damaged") }
    struct Version: Codable { let formatVersion: Int }
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Version.self, from: Data(lines[0])).formatVersion
      guard version == 1 else {
        throw LocalIndexError(path, "it has format version \(version), but this Facsimile reads version 1")
      }
      self = try decoder.decode(Self.self, from: Data(lines[0]))
      if let problem { throw LocalIndexError(path, problem) }
    } catch let error as LocalIndexError {
      throw error
    } catch {
      throw LocalIndexError(path, "it is no manifest of an index: \(error)")
    }
  }

  /// What in it no writer would have written, in words; nil where there is nothing. What files hold is compared with it where they
  /// are opened.
  private var problem: String? {
    guard (0..<Self.mostSegments).contains(nextSegment) else {
      return "the number of its next segment is \(nextSegment), but must be in 0..<\(Self.mostSegments)"
    }
    var named: Set<String> = []
    for segment in segments {
      // A name may lead out of the index, and a new segment must not get that of an old one.
      guard let number = Int(segment.file.dropFirst(Self.segmentPrefix.count)), (0..<nextSegment).contains(number),
        segment.file == Self.segmentName(number), named.insert(segment.file).inserted
      else {
        return "a segment is called \"\(segment.file)\", which no segment of it can be"
      }
      guard zip(segment.removed, segment.removed.dropFirst()).allSatisfy(<), segment.removed.first ?? 0 >= 0,
        segment.removed.last ?? -1 < segment.photos
      else {
        return "the photos that were removed from \(segment.file) are not of its \(segment.photos), each once, rising"
      }
    }
    return nil
  }

  /// Replaces the manifest of an index: from now on it is what this one says.
  func write(to folder: String) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and whole numbers: there is nothing in it that JSON has no word for.
    let text = [UInt8](try! encoder.encode(self))
    var checksum = CRC32()
    checksum.add(text)
    let newline = [UInt8(ascii: "\n")]
    try writeFile(text + newline + Array(checksum.digits.utf8) + newline, to: "\(folder)/\(Self.fileName)")
  }
}
