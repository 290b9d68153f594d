import Foundation
import TestSupport
import Testing

@Suite("facsimile, what it says beside results") struct MessageTests {
  let folder = TemporaryFolder()
  let photo = queries + "/Q00002.jpg"

  @Test("a file that is replaced is named in one line, unless --quiet")
  func replaced() throws {
    folder.write("Q00002,R000006,1\n", to: "pairs.csv")
    #expect(try Program.run("extract", photo, "-o", folder.file("f.h5"), "--max-features", "50").status == 0)
    #expect(try Program.run("embed", photo, "--model", "gist", "-o", folder.file("v.h5")).status == 0)
    let sets = ["--queries", photo, "--references", references, "--max-features", "50"]
    let truth = Photos.fixtures + "/ground_truth.csv"
    for (arguments, output) in [
      (["extract", photo, "--max-features", "50", "-o", "x.h5"], "x.h5"), (["pack", photo, "-o", "x.h5"], "x.h5"),
      (["index", "flann", "f.h5", "-o", "x.index"], "x.index"), (["merge", "f.h5", "-o", "x.h5"], "x.h5"),
      (["search"] + sets + ["-o", "x.csv"], "x.csv"),
      (["verify", "--candidates", "pairs.csv"] + sets + ["-o", "x.csv"], "x.csv"),
      (["match", photo, photo, "-o", "x.png"], "x.png"),
      (["evaluate", "pairs.csv", truth, "--plot", "x.svg"], "x.svg"),
      (["embed", photo, "--model", "gist", "-o", "x.h5"], "x.h5"),
      (["neighbors", "--queries", "v.h5", "--references", "v.h5", "-o", "x.csv"], "x.csv"),
      (["import", "pairs.csv", "-o", "x.csv"], "x.csv"), (["export", "f.h5", "--to", "ids", "-o", "x"], "x"),
    ] {
      let fresh = try execute([Program.path] + arguments, in: folder.path)
      #expect(fresh.status == 0 && !fresh.messages.contains("replaced"), "\(arguments): \(fresh)")
      let again = try execute([Program.path] + arguments, in: folder.path)
      #expect(again.status == 0, "\(arguments): \(again)")
      let lines = again.messages.split(separator: "\n").filter { $0.contains("replaced") }
      #expect(lines == ["facsimile: replaced \(output)"], "\(arguments): \(again.messages)")
      #expect(try execute([Program.path] + arguments + ["--quiet"], in: folder.path).messages == "", "\(arguments)")
      for name in folder.contents where name.hasPrefix("x") {
        try FileManager.default.removeItem(atPath: folder.file(name))
      }
    }
  }

  @Test("progress as JSON: an object a line, one at the end of each phase; none with --quiet")
  func jsonProgress() throws {
    let arguments = ["search", "--queries", queries, "--references", references, "--max-features", "50", "-o", "p.csv"]
    let result = try execute([Program.path] + arguments + ["--progress", "json"], in: folder.path)
    #expect(result.status == 0, "\(result)")
    let lines = result.messages.split(separator: "\n")
    let objects = try lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
    for object in objects {
      #expect(object.keys.sorted() == ["done", "phase", "seconds", "total"])
      #expect(object["seconds"] as? Double ?? -1 >= 0)
      let (done, total) = (object["done"] as? Int ?? -1, object["total"] as? Int ?? -2)
      #expect((0...max(total, 0)).contains(done), "\(object)")
    }
    let ends = objects.filter { $0["done"] as? Int == $0["total"] as? Int }.compactMap { $0["phase"] as? String }
    #expect(Set(ends) == Set(objects.compactMap { $0["phase"] as? String }) && ends.count >= 2, "\(lines)")
    #expect(Set(ends).count == ends.count, "a phase has one end: \(lines)")
    let quiet = try execute(
      [Program.path] + arguments + ["--progress", "json", "--quiet"], in: folder.path)
    #expect(quiet.status == 0 && quiet.messages.isEmpty, "\(quiet)")
  }

  @Test("what a terminal would obey in a name is written out, in results, messages and bad usage")
  func escapes() throws {
    let controls = "\u{1B}[31m\u{7}\u{7F}\u{9B}\u{202E}\u{2066}\n\r"
    let name = "a\(controls)b"
    let escaped = #"a\u{1B}[31m\u{7}\u{7F}\u{9B}\u{202E}\u{2066}\u{A}\u{D}b"#
    let copy = folder.file(name + ".jpg")
    try FileManager.default.copyItem(atPath: photo, toPath: copy)
    folder.write("Q00002,R000006,1\n\"Q\(controls)\",R000006,2\n", to: name + ".csv")
    #expect(try Program.run("extract", photo, "-o", folder.file(name + ".h5"), "--max-features", "50").status == 0)
    let truth = Photos.fixtures + "/ground_truth.csv"
    let list = folder.file(name + ".csv")
    for arguments in [
      ["match", copy, copy], ["extract", copy, "-o", folder.file(name)],
      ["extract", folder.file(name + "/x"), "-o", "f"],
      ["pack", copy, "-o", folder.file(name)], ["info", copy], ["check", folder.file(name + ".h5")], ["check", copy],
      ["index", folder.file(name + ".h5"), "-o", folder.file(name)], ["index", copy, "-o", folder.file("i")],
      ["index", folder.file(name + ".h5"), "-o", folder.file(name + ".index")],
      ["index", "add", folder.file(name + ".index"), folder.file(name + ".h5")],
      ["index", "remove", folder.file(name + ".index"), list], ["index", "merge", folder.file(name + ".index")],
      ["check", folder.file(name + ".index")],
      ["index", "flann", folder.file(name + ".h5"), "-o", folder.file(name + ".idx")],
      ["search", "--queries", copy, "--references", copy, "-o", folder.file(name)], [name],
      ["match", copy, copy, copy],
      ["extract", copy, "-o", folder.file(name + ".png")], ["info", copy, name],
      ["evaluate", list, truth, "--compare", list], ["evaluate", list, truth, "--errors", list],
      ["export", folder.file(name + ".h5"), "--to", "ids", "-o", folder.file(name)],
    ] {
      let result = try execute([Program.path] + arguments)
      for text in [result.output, result.messages] {
        let obeyed = text.unicodeScalars.filter { controls.unicodeScalars.contains($0) && $0 != "\n" && $0 != "[" }
        #expect(!obeyed.contains { !"31m".unicodeScalars.contains($0) }, "\(arguments): \(text.debugDescription)")
      }
      let isNamed = (result.output + result.messages).contains(escaped)
      #expect(isNamed || arguments.count == 4 && arguments[0] == "match", "\(arguments): \(result)")
    }
  }

  @Test("what is verified is one thing: in search, verify, match and export, whatever --min-score lists")
  func verified() throws {
    let pair = (queries + "/Q00002.jpg", references + "/R000001.jpg")
    let refuted = try Program.run("match", pair.0, pair.1, "--min-score", "0", "--json")
    #expect(refuted.status == 2)
    #expect(try refuted.json()["is_verified"] as? Bool == false)
    let text = try Program.run("match", pair.0, pair.1, "--min-score", "0")
    #expect(text.status == 2 && text.output.contains("verdict    not verified"), "\(text.output)")

    let searched = try Program.run(
      "search", "--queries", queries, "--references", references, "-o", folder.file("p.csv"), "--json")
    let rows = try String(contentsOfFile: folder.file("p.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
    let scores = try rows.map { try #require($0.split(separator: ",").last.flatMap { Double($0) }) }
    let json = try searched.json()
    #expect(json["listed_pairs"] as? Int == scores.count && json["verified_pairs"] as? Int == scores.count { $0 >= 2 })
    #expect(scores.contains { $0 < 2 }, "there is a pair to tell them apart")
    for row in rows {
      let fields = row.split(separator: ",")
      let result = try Program.run("match", queries + "/\(fields[0]).jpg", references + "/\(fields[1]).jpg")
      let score = try #require(Double(fields[2]))
      // A single candidate shares nothing with others, so match may believe more.
      if score >= 2 { #expect(result.status == 0, "\(row): \(result.output)") }
      #expect((result.status == 0) == result.output.contains("verdict    verified, score "), "\(row)")
    }
  }

  @Test("the scripts that complete command lines are such scripts", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let script = try Program.run("--generate-completion-script", shell)
    #expect(script.status == 0 && script.messages.isEmpty)
    for word in ["search", "references", "max-features"] { #expect(script.output.contains(word), "\(word)") }
    let path = folder.write(script.output, to: "script")
    guard try execute(["sh", "-c", "command -v \(shell)"]).status == 0 else { return }
    let checked = try execute([shell, "-n", path])
    #expect(checked.status == 0, "\(checked.messages)")
    #expect(
      try String(contentsOfFile: Photos.package + "/README.md", encoding: .utf8).contains(
        "--generate-completion-script"))
  }
}
