import Copies
import Foundation
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("RunManifest") struct RunManifestTests {
  let folder = TemporaryFolder()
  var output: String { folder.file("f.h5") }

  private var manifest: RunManifest {
    RunManifest(
      command: "extract", extraction: .init(), images: .init(ids: ["a", "b"]), shard: try? Shard(1, of: 2),
      imageCount: 1, featureCount: 500,
      failures: [
        Failure(input: "x/b.jpg", reason: "«no»"), Failure(input: "c.jpg", reason: "none", id: "c", kind: .featureless),
      ])
  }

  @Test("comes back as it was written, equal runs in equal bytes")
  func roundTrip() throws {
    try manifest.write(besideOutput: output)
    #expect(try RunManifest(besideOutput: output) == manifest)
    let bytes = FileManager.default.contents(atPath: output + ".manifest.json")
    try manifest.write(besideOutput: output)
    #expect(FileManager.default.contents(atPath: output + ".manifest.json") == bytes)
    #expect(try RunManifest(besideOutput: folder.file("other.h5")) == nil)
  }

  @Test("of a run over pairs comes back with its options")
  func copyRun() throws {
    var judge = JudgeOptions()
    judge.minScore = 2.5
    judge.verification.score = .inliers
    judge.seed = .max
    let written = RunManifest(
      command: "verify", extraction: .init(),
      verification: .init(options: judge, candidates: 20, excludesSelf: true, combine: "weighted by 0.5"),
      inputs: ["queries": .init(ids: ["a"]), "candidates": .init(ids: [])], shard: try Shard(2, of: 3),
      counts: ["proved_pairs": 4], failures: [])
    try written.write(besideOutput: output)
    #expect(try RunManifest(besideOutput: output) == written)
  }

  @Test("the checksum of a list tells where names end, and their order")
  func checksum() {
    let lists = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"], []]
    #expect(Set(lists.map { RunManifest.Input(ids: $0).checksum }).count == lists.count)
  }

  @Test("what is none, or of a later version, is named")
  func foreign() throws {
    for text in ["", "{}", "[1]", "hello"] {
      folder.write(text, to: "f.h5.manifest.json")
      let error = #expect(throws: ManifestError.self) { try RunManifest(besideOutput: output) }
      #expect(error?.path == output + ".manifest.json")
    }
    try manifest.write(besideOutput: output)
    let text = try String(contentsOfFile: output + ".manifest.json", encoding: .utf8)
    folder.write(text.replacing("\"format_version\" : 1", with: "\"format_version\" : 2"), to: "f.h5.manifest.json")
    let error = #expect(throws: ManifestError.self) { try RunManifest(besideOutput: output) }
    #expect(error?.reason.contains("version 2") ?? false)
  }
}
