import Features
import Files
import Foundation
import Photos
import Recall
import Storage
import TestSupport
import Testing

@testable import LocalIndex

/// Indexes that somebody made up: changed, and their checksums computed anew, so that nothing but their numbers can tell.
@Suite("A crafted index") struct CraftedIndexTests {
  private static let extremes: [UInt64] = [
    0, 1, 2, 0x7F, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32, 1 << 40, 1 << 60, .max >> 1, 1 << 63,
    .max - 7, .max,
  ]
  private let folder = TemporaryFolder()
  private let photos = SyntheticPhotos.features(.histogram128, count: 8, seed: 40)
  private var path: String { folder.file("index") }

  @Test("is refused, or answers; it ends no program and takes no memory", arguments: 1...5 as ClosedRange<UInt64>)
  func mutants(seed: UInt64) async throws {
    let source = SyntheticPhotos.source(.histogram128, photos)
    _ = try await buildLocalIndex(of: source, to: path, words: 9, threads: 1)
    let whole = try Dictionary(
      uniqueKeysWithValues: ["manifest", "codebook", "segment-0"].map { ($0, try readFile("\(path)/\($0)")) })
    let query = Query(index: 0, id: "q", views: FeatureViews(plain: photos[0]))
    var generator = SeededGenerator(seed: seed)
    var (refused, served) = (0, 0)
    for round in 0..<100 {
      let name = ["manifest", "codebook", "segment-0", "segment-0"][round % 4]
      var files = whole
      files[name] =
        name == "manifest"
        ? Self.mutated(text: whole[name]!, using: &generator) : Self.mutated(whole[name]!, using: &generator)
      do {
        try write(files, changed: name)
        let index = try LocalIndex(path: path)
        _ = (index.ids, index.photoCount, index.descriptorCount)
        try index.check()
        let votes = try LocalIndexVotes(index, of: source)
        #expect(votes.candidates(for: [query], limit: 5)[0].allSatisfy { $0.reference < photos.count })
        try LocalIndexWriter.merge([index], to: folder.file("merged \(round)"))
        let writer = try LocalIndexWriter(opening: path)
        try writer.remove(Set(index.ids.prefix(1)))
        served += 1
      } catch {
        #expect("\(error)".contains(folder.path), "seed \(seed), round \(round): \(error)")
        refused += 1
      }
      for entry in folder.contents where entry.hasPrefix("merged") { try? removeFolder(ofFiles: folder.file(entry)) }
    }
    // Whatever a signature says is an answer.
    #expect(refused > 30 && served > 10, "seed \(seed): \(refused) refused, \(served) served")
  }

  /// Writes the files under right checksums.
  private func write(_ files: [String: [UInt8]], changed: String) throws {
    var files = files
    for name in try listFolder(path) { removeFile("\(path)/\(name)") }
    files["segment-0"] = Self.sealed(segment: files["segment-0"]!)
    files["codebook"] = Self.sealed(files["codebook"]!)
    try writeFile(files["codebook"]!, to: "\(path)/codebook")
    if changed == "codebook", let codebook = try? Codebook(path: "\(path)/codebook") {
      // So that the others fit it.
      files["segment-0"]!.replaceSubrange(16..<24, with: LittleEndian.bytes(of: codebook.checksum.value))
      files["segment-0"] = Self.sealed(segment: files["segment-0"]!)
      let text = String(decoding: files["manifest"]!, as: UTF8.self)
      files["manifest"] = Self.sealed(
        text: text.replacing(/"codebook":"[0-9a-f]+"/, with: "\"codebook\":\"\(codebook.checksum.digits)\""))
    }
    for (name, bytes) in files { try writeFile(bytes, to: "\(path)/\(name)") }
  }

  private static func mutated(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let length = [1, 4, 8].randomElement(using: &generator)!
      // Half of them among the first numbers, which say what the others are.
      let end = Bool.random(using: &generator) ? 200 : bytes.count - FileSeal.byteCount
      let place = Int.random(in: 8..<end - length, using: &generator)
      let value =
        Bool.random(using: &generator)
        ? Self.extremes.randomElement(using: &generator)! : UInt64.random(in: 0 ... .max, using: &generator)
      bytes.replaceSubrange(place..<place + length, with: LittleEndian.bytes(of: value).prefix(length))
    }
    return bytes
  }

  private static func mutated(text: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    let json = String(decoding: text, as: UTF8.self)
    let numbers = json.split(separator: "\n")[0].ranges(of: /-?[0-9]+/)
    let values = [
      "-1", "0", "1", "2", "255", "2147483648", "9223372036854775807", "-9223372036854775808", "1e300", "[7,7]",
    ]
    return sealed(
      text: json.replacingCharacters(
        in: numbers.randomElement(using: &generator)!, with: values.randomElement(using: &generator)!))
  }

  /// A manifest with the checksum of its first line.
  private static func sealed(text: String) -> [UInt8] {
    let line = Array(text.split(separator: "\n")[0].utf8)
    var checksum = CRC32()
    checksum.add(line)
    return line + Array("\n\(checksum.digits)\n".utf8)
  }

  /// A segment with the checksums of its tables, its header and its whole.
  private static func sealed(segment: [UInt8]) -> [UInt8] {
    var segment = segment
    if let layout = try? SegmentLayout(sealed(header: segment)[...], path: "", fileBytes: segment.count),
      layout.tablesEnd <= segment.count
    {
      var tables = CRC32()
      tables.add(Array(segment[SegmentLayout.headerBytes..<layout.tablesEnd]))
      segment.replaceSubrange(56..<60, with: LittleEndian.bytes(of: tables.value))
    }
    segment.replaceSubrange(0..<SegmentLayout.headerBytes, with: sealed(header: segment))
    return sealed(segment)
  }

  private static func sealed(header segment: [UInt8]) -> [UInt8] {
    let header = Array(segment.prefix(SegmentLayout.headerBytes - 4))
    var checksum = CRC32()
    checksum.add(header)
    return header + LittleEndian.bytes(of: checksum.value)
  }

  private static func sealed(_ file: [UInt8]) -> [UInt8] {
    let body = Array(file.dropLast(FileSeal.byteCount))
    var checksum = CRC32()
    checksum.add(body)
    return body + FileSeal.bytes(length: body.count, checksum: checksum)
  }
}
