import Foundation
import TestSupport
import Testing

/// Every option of every command with a value that it can't have.
@Suite("facsimile, values of options") struct OptionRangeTests {
  let folder = TemporaryFolder()

  /// A value out of range, and what has to stand beside it so that it is looked at.
  static let wrong: [String: (value: String, beside: [String])] = [
    "--candidates": ("0", []), "--checks": ("0", ["--index", "r.index"]), "--shard": ("3/2", []),
    "--max-features": ("0", []), "--max-side": ("15", []), "--max-pixels": ("0", []), "--levels": ("0", []),
    "--scale-factor": ("1", []), "--corner-threshold": ("255", []), "--faint-corner-threshold": ("0", []),
    "--first-octave": ("tiny", sift), "--scales-per-octave": ("9", sift), "--sigma": ("0", sift),
    "--contrast-threshold": ("2", sift), "--edge-threshold": ("0.5", sift), "--min-score": ("nan", []),
    "--models": ("0", []), "--seed": ("-1", []), "--threads": ("0", []),
    "--weight": ("inf", ["--combine", "weighted"]),
    "--side": ("0", ["--store", "pixels"]), "--trees": ("65", []), "--tables": ("0", []), "--key-bits": ("40", []),
    "--probe-bits": ("4", []), "--threshold": ("nan", ["--errors", "e.csv"]), "--extractor": ("surf", []),
    "--score": ("luck", []), "--combine": ("best", []), "--show": ("some", []), "--view": ("top", []),
    "--store": ("tiles", []), "--track-rules": ("none", []), "--format": ("zip", []), "--to": ("zip", []),
    "--ids": ("number", []), "--effort": ("some", []), "--metric": ("taxi", []),
    "--budget": ("0m", []), "--trials": ("0", []), "--settings": ("luck", []),
    "--folds": ("1", []), "--strict-ratio": ("2", []), "--max-error": ("0", []), "--words": ("0", []),
    "--damaged": ("mend", []), "--whiten": ("0", []), "--normalize-scores": ("0", []), "--memory": ("-1", []),
    "--views": ("half", []), "--engine": ("steam", []), "--min-similarity": ("nan", []), "--agreement": ("few", []),
    "--progress": ("bar", []), "--port": ("70000", []), "--only": ("luck", ["--export", "e"]),
  ]
  static let sift = ["--extractor", "sift"]
  /// Those that take a file, a folder, or a name of one.
  static let paths: Set = [
    "--index", "--write-candidates", "--queries", "--references", "--background", "--output", "--plot", "--compare",
    "--by", "--column", "--errors", "--pairs", "--photos", "--add", "--html", "--options", "--truth", "--reliability",
    "--codebook", "--also", "--model", "--preprocess", "--predictions", "--labels", "--onto",
    "--ground-truth", "--export", "--map", "--pair-model", "--pair-preprocess",
  ]
  /// Those whose values are files where they have another meaning.
  static let pathsOf = [
    "verify": "--candidates", "evaluate": "--candidates", "match": "--candidates", "inspect": "--candidates",
  ]

  @Test("out of range, they are bad usage: the option is named as it was typed, and nothing is written")
  func outOfRange() throws {
    let photo = queries + "/Q00002.jpg"
    #expect(try Program.run("extract", photo, "-o", folder.file("r.h5")).status == 0)
    #expect(try Program.run("index", "flann", folder.file("r.h5"), "-o", folder.file("r.index")).status == 0)
    #expect(try Program.run("index", folder.file("r.h5"), "-o", folder.file("local.index")).status == 0)
    folder.write("Q00002,R000006,1\n", to: "pairs.csv")
    let before = folder.contents
    let sets = ["--queries", photo, "--references", references, "-o", "p.csv"]
    let truth = Photos.fixtures + "/ground_truth.csv"
    let usual: [String: [String]] = [
      "search": sets + ["--also", "pairs.csv"], "verify": sets + ["--candidates", "pairs.csv"],
      "match": [photo, references + "/R000006.jpg"],
      "extract": [photo, "-o", "f.h5"], "pack": [photo, "-o", "f.h5"], "index": ["r.h5", "-o", "x.index"],
      "index flann": ["r.h5", "-o", "x.index"], "index add": ["local.index", "r.h5"],
      "index remove": ["local.index", "ids.txt"], "index merge": ["local.index"],
      "inspect": ["pairs.csv", "--queries", photo, "--references", references, "--no-open"],
      "evaluate": ["pairs.csv", truth], "labels": ["p.labels.jsonl", "-o", "c.csv"], "import": ["r.h5", "-o", "f.h5"],
      "export": ["r.h5", "--to", "colmap", "-o", "c.db"], "merge": ["r.h5", "-o", "m.h5"], "info": ["r.h5"],
      "check": ["r.h5"], "duplicates": [photo, "-o", "g.csv"], "embed": [photo, "--model", "gist", "-o", "v.h5"],
      "neighbors": ["--queries", "r.h5", "--references", "r.h5", "-o", "n.csv"],
      "tune": ["--queries", photo, "--references", references, "--truth", truth, "-o", "t.json"],
    ]
    for command in try Program.commands() {
      for parameter in command.parameters where parameter.kind == "option" {
        let option = try #require(parameter.option)
        if Self.paths.contains(option) || Self.pathsOf[command.name] == option { continue }
        let (value, beside) = try #require(Self.wrong[option], "no value is known that \(option) can't have")
        let base = try #require(usual[command.name], "nobody knows how to run \(command.name)")
        var arguments = command.name.split(separator: " ").map(String.init) + base + beside
        if let index = arguments.firstIndex(of: option) { arguments.removeSubrange(index...index + 1) }
        if option == "--checks" {
          // An index of stores alone fits, and the list names other photos.
          arguments[arguments.firstIndex(of: references)!] = "r.h5"
          arguments.removeAll { $0 == "--also" || $0 == "pairs.csv" }
        }
        let result = try execute([Program.path] + arguments + ["\(option)=\(value)"], in: folder.path)
        #expect(result.status == 64, "\(arguments) \(option) \(value): \(result)")
        let line = result.messages.prefix { $0 != "\n" }
        #expect(line.hasPrefix("facsimile: error: ") && line.contains(option), "\(arguments): \(line)")
        #expect(line.contains(value) || line.contains(Double(value).map { "\($0)" } ?? value), "\(arguments): \(line)")
        #expect(folder.contents == before, "\(arguments)")
      }
    }
  }

  @Test("numbers near the largest there is are bad usage or mean all there is: none ends the program by a trap")
  func huge() throws {
    let photo = queries + "/Q00002.jpg"
    #expect(try Program.run("extract", photo, "-o", folder.file("r.h5")).status == 0)
    folder.write("Q00002,Q00002,1\n", to: "pairs.csv")
    let sets = ["--queries", "r.h5", "--references", "r.h5", "-o", "p.csv", "--quiet"]
    let usual: [String: [String]] = [
      "search": ["search"] + sets, "verify": ["verify"] + sets + ["--candidates", "pairs.csv"],
      "match": ["match", photo, photo],
      "extract": ["extract", photo, "-o", "f.h5", "--quiet"], "pack": ["pack", photo, "-o", "k.h5", "--quiet"],
      "index": ["index", "r.h5", "-o", "x.index"], "import": ["import", "pairs.csv", "-o", "i.csv"],
    ]
    // Commands share their options.
    var tried: Set<String> = []
    for command in try Program.commands() {
      guard let base = usual[command.name] else { continue }
      for parameter in command.parameters where parameter.kind == "option" {
        guard let option = parameter.option, let wrong = Self.wrong[option]?.value, Double(wrong) != nil,
          Self.pathsOf[command.name] != option, tried.insert(option).inserted
        else { continue }
        for value in ["9223372036854775807", "-9223372036854775808", "1e300"] {
          var arguments = base
          if option == "--max-side" || option == "--max-features" {
            arguments = arguments.map { $0 == "r.h5" ? photo : $0 }
          }
          let result = try execute(
            ["timeout", "60", Program.path] + arguments + ["\(option)=\(value)"], in: folder.path)
          let isRefused = ["--max-features", "--max-side", "--threads"].contains(option)
          let statuses: Set<Int32> = isRefused ? [64] : [0, 1, 2, 64]
          #expect(statuses.contains(result.status), "\(arguments) \(option) \(value): \(result)")
          try? FileManager.default.removeItem(atPath: folder.file("x.index"))
        }
      }
    }
  }

  @Test(
    "as many threads as no machine has are refused before anything is read",
    arguments: ["4097", "9223372036854775807"])
  func threads(count: String) throws {
    var tried = 0
    for command in try Program.commands() where command.parameters.contains(where: { $0.option == "--threads" }) {
      let needed = command.name.split(separator: " ").map(String.init) + Self.missing(command.name)
      let result = try execute([Program.path] + needed + ["--threads", count], in: folder.path)
      #expect(result.status == 64, "\(command.name): \(result)")
      #expect(
        result.messages.hasPrefix("facsimile: error: --threads is \(count), but must be at most 4096\n"),
        "\(command.name): \(result)")
      tried += 1
    }
    #expect(tried > 8 && folder.contents.isEmpty)
  }

  /// Arguments by which a command is one, naming files that are not there.
  private static func missing(_ command: String) -> [String] {
    switch command {
    case "match": ["no.jpg", "no.jpg"]
    case "verify": ["--queries", "no", "--references", "no", "--candidates", "no", "-o", "o"]
    case "search", "neighbors": ["--queries", "no", "--references", "no", "-o", "o"]
    case "tune": ["--queries", "no", "--references", "no", "--truth", "no", "-o", "o"]
    case "embed": ["no", "--model", "gist", "-o", "o"]
    case "index add": ["no", "no"]
    case "export": ["no", "--to", "pairs", "-o", "o"]
    default: ["no", "-o", "o"]
    }
  }

  @Test("a setting that another one bounds, or that an extractor doesn't have, is told by the options' names")
  func related() throws {
    let photo = queries + "/Q00002.jpg"
    let bound = try Program.run("match", photo, photo, "--faint-corner-threshold", "300")
    #expect(bound.status == 64 && bound.messages.contains("in 1...--corner-threshold (20)"), "\(bound.messages)")
    let missing = try Program.run("match", photo, photo, "--extractor", "sift", "--levels", "4")
    #expect(missing.status == 64 && missing.messages.contains("sift has --contrast-threshold, "), "\(missing.messages)")
  }
}
