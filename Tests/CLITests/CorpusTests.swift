import Foundation
import FuzzedReaders
import TestSupport
import Testing

/// Odd files that `make fuzz` has made and that were kept, a folder a reader: each is read or refused, and ends no program.
@Suite("The fuzzer's files") struct CorpusTests {
  static let corpus = Photos.corpus + "/fuzzed"

  @Test("there are some for each reader, and words that it makes files of", arguments: FuzzTarget.allCases)
  func known(target: FuzzTarget) throws {
    #expect(try !Self.files(of: target).isEmpty)
    let words = try String(contentsOfFile: "\(Photos.corpus)/words/\(target.rawValue)", encoding: .utf8)
    #expect(words.split(separator: "\n").allSatisfy { $0.count > 2 && $0.first == "\"" && $0.last == "\"" })
  }

  @Test("each is read or refused")
  func read() throws {
    // That of which the files were parts, as script/fuzz makes it.
    let made = TemporaryFolder()
    let (store, index) = (made.file("sift.h5"), made.file("sift.index"))
    for arguments in [
      ["extract", references, "-o", store, "--extractor", "sift", "--max-features", "12"],
      ["index", store, "-o", index, "--words", "16"],
    ] {
      let result = try execute([Program.path] + arguments + ["--quiet"])
      try #require(result.status == 0, "\(result)")
    }
    for target in FuzzTarget.allCases {
      // A part of an index stays as it was last written, so that each reader begins with a whole one.
      let folder = try ScratchFolder(index: index)
      for file in try Self.files(of: target) {
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
        #expect(bytes.count < 1 << 16, "\(file): a corpus is to be small")
        target.run(bytes, in: folder)
      }
      try FileManager.default.removeItem(atPath: folder.path)
    }
  }

  private static func files(of target: FuzzTarget) throws -> [String] {
    let folder = "\(corpus)/\(target.rawValue)"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
  }
}
