import Foundation
import Imaging
import TestSupport
import Testing

@Suite("facsimile match") struct MatchCommandTests {
  let folder = TemporaryFolder()

  static let pairs = [
    ("Q00002", "R000006"), ("Q00020", "R000004"), ("Q00023", "R000009"), ("Q00015", "R000001"), ("Q00005", "R000010"),
    ("Q00012", "R000011"), ("Q00002", "R000001"), ("Q00016", "R000000"),
  ]

  @Test("gives a pair the score that verify gives it", arguments: ["orb", "sift"], pairs)
  func equalsVerify(extractor: String, pair: (query: String, reference: String)) throws {
    let (query, reference) = (queries + "/\(pair.query).jpg", references + "/\(pair.reference).jpg")
    for options in [[], ["--no-appearance"], ["--seed", "9", "--models", "1", "--no-mirror"]] {
      let settings = ["--extractor", extractor] + options
      let matched = try execute([Program.path, "match", query, reference, "--json"] + settings)
      #expect(matched.status == 0 || matched.status == 2, "\(matched.messages)")
      let json = try matched.json()
      let list = folder.write("\(pair.query),\(pair.reference)\n", to: "c.csv")
      let verified = try execute(
        [
          Program.path, "verify", "--candidates", list, "--combine", "replace", "--queries", queries, "--references",
          references, "-o", folder.file("p.csv"),
        ] + settings)
      #expect(verified.status == 0, "\(verified.messages)")
      let lines = try String(contentsOfFile: folder.file("p.csv"), encoding: .utf8).split(separator: "\n")
      let score = try #require(json["score"] as? Double)
      // As predictions are printed: in single precision.
      let expected = score > 0 ? ["\(pair.query),\(pair.reference),\(Float(score))"] : []
      #expect(lines.dropFirst().map(String.init) == expected, "\(options)")
      #expect(json["is_verified"] as? Bool == (score >= 2) && (matched.status == 0) == (score >= 2))
    }
  }

  @Test("tells how it judged and how long that took; believes from 2 on or from what is asked for")
  func judgement() throws {
    func match(_ options: String...) throws -> (status: Int32, json: [String: Any]) {
      let result = try execute(
        [Program.path, "match", queries + "/Q00002.jpg", references + "/R000006.jpg", "--json"] + options)
      return (result.status, try result.json())
    }
    let (status, json) = try match()
    #expect(status == 0)
    let options = try #require(json["options"] as? [String: Any])
    #expect(options["extraction"] is [String: Any])
    let judgement = try #require(options["judgement"] as? [String: Any])
    #expect(judgement["min_score"] as? Double == 2 && judgement["weighs_distinctiveness"] as? Bool == true)
    #expect(judgement["tries_mirror_image"] as? Bool == true && judgement["verification"] is [String: Any])
    let times = try #require(json["milliseconds"] as? [String: Double])
    #expect(Set(times.keys) == ["query_features", "reference_features", "judgement"])
    #expect(times.values.allSatisfy { $0 > 0 })

    let score = try #require(json["score"] as? Double)
    let doubted = try match("--min-score", "\(score + 1)", "--no-distinctiveness", "--no-mirror")
    #expect(doubted.status == 2 && doubted.json["is_verified"] as? Bool == false)
    #expect(doubted.json["score"] as? Double == score, "a single candidate shares nothing")
    let asked = (doubted.json["options"] as? [String: Any])?["judgement"] as? [String: Any]
    #expect(asked?["weighs_distinctiveness"] as? Bool == false && asked?["tries_mirror_image"] as? Bool == false)
    let text = try Program.run(
      "match", queries + "/Q00002.jpg", references + "/R000006.jpg", "--min-score", "\(score + 1)")
    #expect(text.status == 2 && text.output.contains("not verified, score \(String(format: "%.1f", score))"))
  }

  @Test("inliers are counted where that is asked for", arguments: ["orb", "sift"])
  func inliers(extractor: String) throws {
    let result = try Program.run(
      "match", queries + "/Q00002.jpg", references + "/R000006.jpg", "--json", "--score", "inliers", "--extractor",
      extractor)
    #expect(result.status == 0, "\(result.messages)")
    let score = try #require(try result.json()["score"] as? Double)
    #expect(score == score.rounded() && score > 10)
    #expect(try Int(score) <= result.json()["inliers"] as? Int ?? 0)
  }

  private func stores(_ settings: String...) throws {
    for (set, name) in [(queries, "q.h5"), (references, "r.h5")] {
      #expect(try execute([Program.path, "extract", set, "-o", folder.file(name), "--quiet"] + settings).status == 0)
    }
  }

  @Test("takes ids of stores, folders and packs, which give a pair the score of its photos", arguments: ["sift"])
  func ids(extractor: String) throws {
    try stores("--extractor", extractor)
    #expect(try Program.run("pack", references, "-o", folder.file("r.pack.h5"), "--quiet").status == 0)
    let photos = try Program.run(
      "match", queries + "/Q00002.jpg", references + "/R000006.jpg", "--json", "--extractor", extractor)
    let expected = try #require(try photos.json()["score"] as? Double)
    let (q, r, pack) = (folder.file("q.h5"), folder.file("r.h5"), folder.file("r.pack.h5"))
    for sets in [
      ["--queries", q, "--references", r],
      ["--queries", queries, "--references", references, "--extractor", extractor],
      ["--queries", q, "--references", pack],
      ["--queries", queries, "--references", r, "--photos", pack, "-o", folder.file("m.png")],
    ] {
      let result = try execute([Program.path, "match", "Q00002", "R000006", "--json"] + sets)
      #expect(result.status == 0, "\(sets): \(result.messages)")
      let json = try result.json()
      #expect(json["score"] as? Double == expected, "\(sets)")
      #expect((json["query"] as? [String: Any])?["id"] as? String == "Q00002" && json["listed_score"] == nil)
    }
    #expect(FileManager.default.fileExists(atPath: folder.file("m.png")))
    // A path names a photo of a store as well.
    #expect(
      try Program.run(
        "match", "x/Q00002.jpg", references + "/R000006.jpg", "--queries", q, "--references", r, "--json"
      ).json()["score"] as? Double == expected)
    let unknown = try Program.run("match", "Q9", "R000006", "--queries", q, "--references", r)
    #expect(unknown.status == 1 && unknown.messages.contains("the query \"Q9\" is not in \(q)"), "\(unknown.messages)")
  }

  @Test("tells the score that a run has listed, with all that it depends on", arguments: ["search", "verify"])
  func listed(command: String) throws {
    try stores("--max-features", "200")
    let sets = ["--queries", "q.h5", "--references", "r.h5"]
    func run(_ arguments: [String]) throws -> ProgramResult {
      try execute([Program.path] + arguments, in: folder.path)
    }
    #expect(try run(["search"] + sets + ["-o", "s.csv", "--write-candidates", "c.csv"]).status == 0)
    var context = ["--predictions", "s.csv"]
    if command == "verify" {
      #expect(
        try run(
          ["verify", "--candidates", "c.csv", "--combine", "weighted", "--weight", "0.01", "-o", "v.csv"] + sets
        ).status == 0)
      context = ["--predictions", "v.csv", "--candidates", "c.csv"]
    }
    let rows = try String(contentsOfFile: folder.file(context[1]), encoding: .utf8).split(separator: "\n").dropFirst()
    try #require(rows.count > 8)
    for row in rows.prefix(6) {
      let fields = row.split(separator: ",").map(String.init)
      let result = try run(["match", fields[0], fields[1], "--json"] + sets + context)
      #expect(result.messages.isEmpty, "\(result.messages)")
      let json = try result.json()
      #expect((json["listed_score"] as? Double).map { Float($0) } == Float(fields[2]), "\(row)")
      let models = try #require(json["models"] as? [[String: Any]])
      for model in models {
        // As a person follows it from the terms to the number.
        let terms = try #require(model["terms"] as? [[String: Any]]).compactMap { $0["log_odds"] as? Double }
        let odds = terms.reduce(try #require(model["base_log_odds"] as? Double), +)
        let wrong = pow(10, -(try #require(model["geometry_score"] as? Double))) + pow(10, -odds)
        #expect(abs(log10(1 + 1 / wrong) - (try #require(model["score"] as? Double))) < 1e-9)
      }
      let own = models.compactMap { $0["score"] as? Double }.max() ?? 0
      let listing = try #require(json["listing"] as? [String: Any])
      let given = listing["given_score"] as? Double ?? 0
      #expect(Float(command == "verify" ? own + 0.01 * given : own) == Float(fields[2]), "\(row)")
    }
    let screen = try run(["match", "Q00002", "R000006"] + sets + context)
    #expect(screen.output.contains("\nlisted     with a score of "), "\(screen.output)")
    let unlisted = try run(["match", "Q00002", "R000001"] + sets + context)
    #expect(unlisted.status == 2 && unlisted.output.contains("\nlisted     "), "\(unlisted.output)")

    // Whoever asks with other photos is told so.
    let other = try run(["match", "Q00002", "R000006", "--queries", "q.h5", "--references", "r.h5", "q.h5"] + context)
    #expect(other.messages.contains("the run's references were others (18, now 46)"), "\(other.messages)")
    folder.write("query_id,reference_id,score\n", to: "bare.csv")
    let bare = try run(["match", "Q00002", "R000006"] + sets + ["--predictions", "bare.csv"])
    #expect(bare.status == 1 && bare.messages.contains("bare.csv.manifest.json"), "\(bare.messages)")
  }

  @Test("options for ids need them, and blink needs a .png")
  func badUsage() throws {
    let photo = queries + "/Q00002.jpg"
    for (arguments, part) in [
      (["--queries", queries], "--references"), (["--photos", queries], "--queries"),
      (["--predictions", "p.csv"], "--queries"), (["--all"], "--json"), (["--candidates", "c.csv"], "--predictions"),
      (["--view", "blink", "-o", folder.file("b.jpg")], ".png"),
    ] {
      let result = try execute([Program.path, "match", photo, photo] + arguments)
      #expect(result.status == 64 && result.messages.contains(part), "\(arguments): \(result.messages)")
    }
    #expect(folder.contents.isEmpty)
  }

  @Test("a store without its photos says which photo can't be drawn, and --photos gives it")
  func notAtHand() throws {
    for (set, name) in [(queries + "/Q00002.jpg", "Q00002"), (references + "/R000006.jpg", "R000006")] {
      try FileManager.default.copyItem(atPath: set, toPath: folder.file(name + ".jpg"))
      #expect(
        try execute(
          [Program.path, "extract", name + ".jpg", "-o", name + ".h5", "--quiet"], in: folder.path
        ).status == 0)
      try FileManager.default.removeItem(atPath: folder.file(name + ".jpg"))
    }
    let pair = ["match", "Q00002", "R000006", "--queries", "Q00002.h5", "--references", "R000006.h5", "-o", "m.png"]
    let missing = try execute([Program.path] + pair, in: folder.path)
    #expect(missing.status == 1 && missing.messages.contains("Q00002 can't be drawn"), "\(missing)")
    #expect(!folder.contents.contains("m.png"))
    let given = try execute([Program.path] + pair + ["--photos", queries, references], in: folder.path)
    #expect(given.status == 0, "\(given.messages)")
  }

  @Test("every view is a picture of its own, of a proved pair and of a refuted one", arguments: ["R000006", "R000001"])
  func views(reference: String) throws {
    var pictures: Set<[UInt8]> = []
    for view in ["matches", "blink", "difference", "verdict"] {
      let path = folder.file(view + ".png")
      let result = try Program.run(
        "match", queries + "/Q00002.jpg", references + "/\(reference).jpg", "--view", view, "-o", path, "--effort",
        "fast")
      #expect(result.status == (reference == "R000006" ? 0 : 2), "\(result.messages)")
      let image = try ColorImage(contentsOf: path)
      #expect(image.width >= 560 && image.height > 300)
      pictures.insert(image.pixels)
      let bytes = FileManager.default.contents(atPath: path) ?? Data()
      #expect((bytes.range(of: Data("acTL".utf8)) != nil) == (view == "blink" && reference == "R000006"))
    }
    #expect(pictures.count == (reference == "R000006" ? 4 : 1), "without a map, all show the matches")
  }
}
