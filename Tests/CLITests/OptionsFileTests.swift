import Foundation
import TestSupport
import Testing

@Suite("--options") struct OptionsFileTests {
  let folder = TemporaryFolder()
  private let photo = queries + "/Q00002.jpg"
  private var sets: [String] { ["--queries", photo, "--references", references, "-o", folder.file("p.csv")] }

  private func run(_ arguments: [String], options json: String) throws -> ProgramResult {
    let file = folder.write(json, to: "o.json")
    return try execute([Program.path] + arguments + ["--options", file])
  }

  /// What `search --json` says of the settings that it had.
  private func settings(_ arguments: [String], options json: String) throws -> [String: [String: Any]] {
    let result = try run(["search", "--json", "--quiet"] + sets + arguments, options: json)
    #expect(result.status == 0, "\(result)")
    return (try result.json()["options"] as? [String: Any] ?? [:]).compactMapValues { $0 as? [String: Any] }
  }

  @Test("every setting of a file counts as if it had been typed")
  func asTyped() throws {
    for (json, typed) in [
      (
        #"{"max-features": 150, "levels": 4, "scale-factor": 1.3, "max-side": 320, "corner-threshold": 25}"#,
        [
          "--max-features", "150", "--levels", "4", "--scale-factor", "1.3", "--max-side", "320", "--corner-threshold",
          "25",
        ]
      ),
      (
        #"{"extractor": "sift", "plain-sift": true, "first-octave": "original", "contrast-threshold": 0.03}"#,
        [
          "--extractor", "sift", "--plain-sift", "--first-octave", "original", "--contrast-threshold", "0.03",
        ]
      ),
      (
        #"{"candidates": 3, "models": 1, "no-mirror": true, "no-appearance": true, "min-score": 1.5, "score": "inliers"}"#,
        [
          "--candidates", "3", "--models", "1", "--no-mirror", "--no-appearance", "--min-score", "1.5", "--score",
          "inliers",
        ]
      ),
    ] {
      let byFile = try run(["search", "--quiet"] + sets, options: json)
      let manifest = try Data(contentsOf: URL(fileURLWithPath: folder.file("p.csv.manifest.json")))
      let byHand = try execute([Program.path, "search", "--quiet"] + sets + typed)
      #expect(byFile.status == 0 && byHand.status == 0, "\(byFile) \(byHand)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("p.csv.manifest.json"))) == manifest, "\(json)")
      let plain = try execute([Program.path, "search", "--quiet"] + sets)
      #expect(plain.status == 0)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("p.csv.manifest.json"))) != manifest, "\(json)")
    }
  }

  @Test("what is typed wins, a flag's opposite included; a flag that is false isn't given")
  func typedWins() throws {
    let json = #"{"max-features": 150, "levels": 4, "no-mirror": true, "no-distinctiveness": false}"#
    let some = try settings(["--levels=5", "--mirror"], options: json)
    #expect(some["extraction"]?["max_features"] as? Int == 150)
    #expect((some["extraction"]?["settings"] as? [String: Any])?["levels"] as? Int == 5)
    #expect(some["judgement"]?["tries_mirror_image"] as? Bool == true)
    #expect(some["judgement"]?["weighs_distinctiveness"] as? Bool == true)
    #expect(try settings([], options: json)["judgement"]?["tries_mirror_image"] as? Bool == false)
  }

  @Test("one file serves all commands: each passes over what others have, and what has another meaning there")
  func passedOver() throws {
    let json = #"{"max-features": 150, "candidates": 5, "no-mirror": true, "models": 1}"#
    #expect(try run(["extract", photo, "-o", folder.file("f.h5")], options: json).status == 0)
    #expect(try Program.run("info", folder.file("f.h5")).output.contains("max features 150"))
    let matched = try run(["match", photo, references + "/R000006.jpg"], options: json)
    #expect(matched.status == 0, "\(matched)")
    #expect(try run(["duplicates", photo, "-o", folder.file("g.csv")], options: json).status == 0)
    let pairs = folder.write("Q00002,R000006\n", to: "pairs.csv")
    let verified = try run(["verify", "--candidates", pairs] + sets, options: json)
    #expect(verified.status == 0 && verified.output.hasPrefix("1 of 1 pairs"), "\(verified)")
    for command in ["extract", "search", "verify", "duplicates", "match"] {
      #expect(try Program.run(command, "--help").output.contains("--options <file>"), "\(command)")
    }
  }

  @Test(
    "a file that can't be used is one error that names the file, the key and what is expected; nothing is written",
    arguments: [
      (#"{"level": 3}"#, "there is no setting level; there are extractor, max-features"),
      (#"{"output": "x.csv"}"#, "there is no setting output"),
      (#"{"levels": "many"}"#, #"levels is "many", but must be a whole number"#),
      (#"{"levels": 4.5}"#, "levels is 4.5, but must be a whole number"),
      (#"{"levels": null}"#, "levels is null, but must be a whole number"),
      (#"{"levels": 1e300}"#, "levels is 1e+300, but must be a whole number"),
      (#"{"levels": 18446744073709551615}"#, "--levels"),
      (#"{"levels": 0}"#, "--levels is 0, but must be in 1...64"),
      (#"{"levels": -3}"#, "--levels is -3, but must be in 1...64"),
      (#"{"scale-factor": true}"#, "scale-factor is true, but must be a number"),
      (#"{"min-score": -1}"#, "--min-score is -1.0, but must be a finite number ≥ 0"),
      (#"{"plain-sift": 1}"#, "plain-sift is 1, but must be true or false"),
      (#"{"extractor": "surf"}"#, #"extractor is "surf", but must be one of "orb", "fast-brief""#),
      (#"{"extractor": "sift", "levels": 4}"#, "--levels is 4, but must be left out: sift has --contrast-threshold"),
      (#"{"score": "luck"}"#, #"score is "luck", but must be one of "calibrated", "geometry", "inliers""#),
      (#"{"models": [1]}"#, "models is a list"), (#"[1, 2]"#, "no JSON object"), (#"{"levels": 4"#, "no JSON object"),
      ("", "no JSON object"),
    ])
  func refused(json: String, part: String) throws {
    let result = try run(["search"] + sets, options: json)
    #expect(result.status == 1, "\(result)")
    #expect(
      result.messages.hasPrefix("facsimile: error: \(folder.file("o.json")): ") && result.messages.contains(part)
        && result.messages.count { $0 == "\n" } == 1, "\(result.messages)")
    #expect(folder.contents == ["o.json"])
    let missing = try execute([Program.path, "search"] + sets + ["--options", "/nowhere.json"])
    #expect(missing.status == 1 && missing.messages.contains("/nowhere.json"), "\(missing)")
  }

  @Test("the file is an input: no command writes over it")
  func isKept() throws {
    // A name without an ending, as those of other kinds of files are refused anyway.
    let json = #"{"max-features": 150}"#
    for (file, arguments) in [
      ("o", ["search", "--queries", photo, "--references", references, "-o", "o"]),
      ("o", ["search", "--queries", photo, "--references", references, "-o", "p.csv", "--write-candidates", "o"]),
      (
        "o",
        ["verify", "--candidates", "pairs.csv", "--queries", photo, "--references", references, "-o", "o"]
      ),
      ("o", ["extract", photo, "-o", "o"]), ("o", ["duplicates", references, "-o", "o"]),
      ("o.png", ["match", photo, references + "/R000006.jpg", "-o", "o.png"]),
    ] {
      folder.write("Q00002,R000006\n", to: "pairs.csv")
      folder.write(json, to: file)
      let result = try execute([Program.path] + arguments + ["--options", file], in: folder.path)
      #expect(result.status == 1, "\(arguments) \(result)")
      #expect(result.messages.contains("cannot write \(file): it is one of the inputs"), "\(arguments) \(result)")
      #expect(try String(contentsOfFile: folder.file(file), encoding: .utf8) == json)
    }
  }

  @Test("docs/tune.md lists every setting that a file can hold, and each is an option of search")
  func documented() throws {
    let text = try String(contentsOfFile: Photos.package + "/docs/tune.md", encoding: .utf8)
    let rows = text[try #require(text.range(of: "| keys | values |")).upperBound...].split(separator: "\n").dropFirst()
    let listed = rows.flatMap { row in
      row.dropFirst().prefix { $0 != "|" }.matches(of: /`([^`]+)`/).map { String($0.output.1) }
    }
    let message = try run(["search"] + sets, options: #"{"luck": 1}"#).messages
    let known = message[try #require(message.range(of: "there are ")).upperBound...].dropLast().components(
      separatedBy: ", ")
    #expect(Set(listed) == Set(known) && listed.count == known.count)
    let options = try #require(try Program.commands().first { $0.name == "search" }).parameters
    let names = Set(options.flatMap { $0.names ?? [] }.map(\.name))
    #expect(names.isSuperset(of: known))
  }

  @Test("a typed value that is wrong is bad usage, whatever the file has")
  func typedIsWrong() throws {
    let result = try run(["search", "--levels", "0"] + sets, options: #"{"levels": 4}"#)
    #expect(result.status == 64 && result.messages.hasPrefix("facsimile: error: --levels is 0"), "\(result)")
  }

  @Test("a store of other options is refused as if they had been typed")
  func stores() throws {
    let store = folder.file("r.h5")
    #expect(try Program.run("extract", photo, "-o", store, "--max-features", "150").status == 0)
    let sets = ["--queries", photo, "--references", store, "-o", folder.file("p.csv")]
    let typed = try execute([Program.path, "search"] + sets + ["--levels", "5"])
    let byFile = try run(["search"] + sets, options: #"{"levels": 5}"#)
    #expect(typed.status == 1 && typed.messages.contains("the command line asks for orb, 150 features"), "\(typed)")
    #expect(byFile.status == 1 && byFile.messages == typed.messages)
    #expect(try run(["search"] + sets, options: #"{"max-features": 150, "levels": 8}"#).status == 0)
  }

  @Test("a stopped run goes on where the resulting settings are the same, whoever gave them, and says which are not")
  func resumes() throws {
    let photos = folder.file("photos")
    try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: queries) {
      for copy in 0..<20 {
        try FileManager.default.copyItem(atPath: "\(queries)/\(name)", toPath: "\(photos)/\(copy)-\(name)")
      }
    }
    let arguments = ["extract", photos, "-o", folder.file("f.h5")]
    let file = folder.write(#"{"max-features": 100, "levels": 4}"#, to: "o.json")
    let process = try startProgram(arguments + ["--options", file])
    while process.isRunning, finishedBytes(besideOutput: folder.file("f.h5")) == 0 { usleep(500) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let other = try run(arguments + ["--resume"], options: #"{"max-features": 100, "levels": 5}"#)
    #expect(other.status == 1 && other.messages.contains("--levels (there 4, here 5)"), "\(other)")
    let typed = try execute([Program.path] + arguments + ["--resume", "--max-features", "100", "--levels", "4"])
    #expect(typed.status == 0, "\(typed)")
  }
}
