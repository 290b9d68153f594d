import Foundation
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
}
