import Foundation
import TestSupport
import Testing

/// Photos of which a part is missing, in every command that reads photos.
@Suite("Damaged photos") struct DamagedPhotoTests {
  let folder = TemporaryFolder()
  let photos = TemporaryFolder()

  /// One photo of which three quarters are there, one with a quarter, and a whole one.
  init() throws {
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try #require(FileManager.default.contents(atPath: "\(references)/\(name).jpg")))
    }
    let photo = try bytes("R000006")
    photos.write(Array(photo.prefix(photo.count * 3 / 4)), to: "most.jpg")
    photos.write(Array(photo.prefix(photo.count / 4)), to: "little.jpg")
    photos.write(try bytes("R000003"), to: "whole.jpg")
  }

  private func lines(_ name: String) throws -> [String] {
    try String(contentsOfFile: folder.file(name + ".failures.csv"), encoding: .utf8).split(separator: "\n").map(
      String.init)
  }

  private static var isPartly: Regex<Substring> {
    /partly read: \d+ of \d+ rows \([5-9]\d %\): a part of the JPEG data is missing/
  }

  @Test("extract, pack and embed use what is there, list it with its share, and end with 3 for the others alone")
  func use() throws {
    for (command, more) in [("extract", []), ("pack", []), ("embed", ["--model", "gist"])] as [(String, [String])] {
      let output = folder.file("\(command).h5")
      func run(_ options: String...) throws -> (ProgramResult, [String: Any], [String]) {
        let result = try execute([Program.path, command, photos.path, "-o", output, "--json"] + more + options)
        return (result, try result.json(), try lines("\(command).h5"))
      }
      let (result, json, failures) = try run()
      #expect(result.status == 3 && json["images"] as? Int == 2 && json["skipped"] as? Int == 1, "\(result)")
      #expect(json["partly_read"] as? [String] == [photos.file("most.jpg")])
      #expect(result.messages.contains("1 photo was read in part, listed in \(output).failures.csv"))
      #expect(failures.count == 3 && failures.contains { $0.hasPrefix(photos.file("little.jpg")) }, "\(failures)")
      #expect(failures.contains { $0.hasPrefix(photos.file("most.jpg")) && $0.contains(Self.isPartly) }, "\(failures)")
      let manifest = try String(contentsOfFile: output + ".manifest.json", encoding: .utf8)
      #expect(manifest.contains(#""partly_read""#), "\(manifest)")

      let (strict, none, all) = try run("--damaged", "skip")
      #expect(strict.status == 3 && none["images"] as? Int == 1 && none["skipped"] as? Int == 2, "\(strict)")
      #expect(none["partly_read"] as? [String] == [] && all.count == 3 && !all.contains { $0.contains("partly") })
      let list = folder.write(photos.file("most.jpg") + "\n" + photos.file("whole.jpg"), to: "list.txt")
      let used = try execute([Program.path, command, list, "-o", output, "--json"] + more)
      #expect(try used.status == 0 && used.json()["skipped"] as? Int == 0, "\(used)")
    }
  }

  @Test("a JPEG whose tail is zeros, and one with garbage in the middle, are listed as read in part")
  func exchanged() throws {
    let photo = [UInt8](try #require(FileManager.default.contents(atPath: "\(references)/R000006.jpg")))
    let odd = TemporaryFolder()
    // Read as data, so many zeros would be the rest of the picture.
    let start = photo.count * 3 / 4
    odd.write(Array(photo.prefix(start)) + [UInt8](repeating: 0, count: 3 * photo.count), to: "zeros.jpg")
    var generator = SeededGenerator(seed: 1)
    // Without a byte that begins a marker, which ends the data.
    let garbage = (0..<512).map { _ in UInt8.random(in: 0..<255, using: &generator) }
    let middle = photo.count / 2
    odd.write(Array(photo.prefix(middle)) + garbage + Array(photo.suffix(from: middle + 512)), to: "garbage.jpg")
    let output = folder.file("odd.h5")
    let result = try Program.run("extract", odd.path, "-o", output, "--json")
    #expect(result.status == 0, "\(result)")
    let names = ["garbage.jpg", "zeros.jpg"]
    #expect(try result.json()["partly_read"] as? [String] == names.map(odd.file), "\(result)")
    let reasons = try lines("odd.h5").dropFirst().sorted()
    try #require(reasons.count == 2, "\(reasons)")
    // Decoding goes on behind the garbage, so that all rows are there.
    #expect(reasons[0].contains(#/partly read: (\d+) of \1 rows \(100 %\): the JPEG data are damaged: /#), "\(reasons)")
    #expect(reasons[1].contains(Self.isPartly), "\(reasons)")
  }

  @Test("the features of a damaged photo have equal bytes on each run, by any number of threads, and after a stop")
  func determinism() throws {
    func extract(_ name: String, _ options: String...) throws -> [Data?] {
      let result = try execute([Program.path, "extract", photos.path, "-o", folder.file(name)] + options)
      #expect(result.status == 3, "\(result)")
      return ["", ".failures.csv", ".manifest.json"].map {
        FileManager.default.contents(atPath: folder.file(name + $0))
      }
    }
    let first = try extract("a.h5", "--threads", "1")
    #expect(first.allSatisfy { $0 != nil })
    #expect(try extract("b.h5", "--threads", "4") == first)
    // A run that fails at its end, as its store can't be written, leaves what it found.
    let limited = try Program.run(fileLimit: 40, "extract", photos.path, "-o", folder.file("c.h5"), "--threads", "1")
    #expect(limited.status == 1 && folder.contents.contains("c.h5.partial"), "\(limited)")
    #expect(try extract("c.h5", "--resume") == first)
  }

  @Test("search and match find the rest of a photo, and say what is missing")
  func search() throws {
    let output = folder.file("p.csv")
    let result = try Program.run(
      "search", "--queries", photos.path, "--references", references, "-o", output, "--json")
    #expect(result.status == 3, "\(result)")
    #expect(try result.json()["partly_read"] as? [String] == [photos.file("most.jpg")])
    let predictions = try String(contentsOfFile: output, encoding: .utf8)
    #expect(predictions.contains("most,R000006,") && predictions.contains("whole,R000003,"), "\(predictions)")
    #expect(try lines("p.csv").contains { $0.hasPrefix(photos.file("most.jpg")) && $0.contains(Self.isPartly) })
    // Of the references, too.
    let turned = try Program.run("search", "--queries", references, "--references", photos.path, "-o", output, "--json")
    #expect(try turned.json()["partly_read"] as? [String] == [photos.file("most.jpg")])

    let pair = try Program.run("match", photos.file("most.jpg"), references + "/R000006.jpg")
    #expect(pair.status == 0 && pair.output.contains(Self.isPartly), "\(pair)")
    let strict = try Program.run("match", photos.file("most.jpg"), references + "/R000006.jpg", "--damaged", "skip")
    #expect(strict.status == 1 && strict.messages.contains("a part of the JPEG data is missing"), "\(strict)")
  }

  @Test("what a stopped run may go on with is refused by the name of the option that differs")
  func resume() throws {
    let output = folder.file("f.h5")
    let limited = try Program.run(fileLimit: 40, "extract", photos.path, "-o", output, "--threads", "1")
    #expect(limited.status == 1 && folder.contents.contains("f.h5.partial"), "\(limited)")
    let lower = try Program.run("extract", photos.path, "-o", output, "--resume", "--max-pixels", "1000000")
    #expect(
      lower.status == 1 && lower.messages.contains("differs in --max-pixels (there 100000000, here 1000000): "),
      "\(lower)")
    let strict = try Program.run("extract", photos.path, "-o", output, "--resume", "--damaged", "skip")
    #expect(
      strict.status == 1 && strict.messages.contains("differs in --damaged (there use, here skip): "), "\(strict)")
  }
}
