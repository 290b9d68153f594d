import Foundation
import TestSupport
import Testing

@Suite("facsimile inspect") struct InspectCommandTests {
  let folder = TemporaryFolder()
  private let truth = Photos.fixtures + "/ground_truth.csv"

  /// Writes the predictions of a search over the fixtures.
  private func search() throws {
    let result = try Program.run(
      "search", "--queries", queries, "--references", references, "-o", "p.csv", "--max-features", "200", "--quiet",
      in: folder.path)
    try #require(result.status == 0, "\(result)")
  }

  /// Starts it, sends one request (of which %H stands for the host and %T for the token), ends it by a signal.
  ///
  /// - Returns: the answer, a line with the exit status, and what was said on stderr.
  private func answer(
    to request: String, signal: String = "INT", _ arguments: [String] = []
  ) throws -> ProgramResult {
    let script = """
      coproc "$@"
      read -r address <&${COPROC[0]}
      host=${address#http://}; host=${host%%/*}
      request=${REQUEST//%H/$host}; request=${request//%T/${address##*#}}
      exec 3<>/dev/tcp/127.0.0.1/${host##*:}
      printf '%b' "$request" >&3
      cat <&3
      kill -\(signal) $COPROC_PID
      wait $COPROC_PID
      echo "status $?"
      """
    return try execute(
      ["timeout", "120", "env", "REQUEST=" + request, "bash", "-c", script, "bash", Program.path, "inspect", "p.csv"]
        + ["--queries", queries, "--references", references, "--no-open"] + arguments, in: folder.path)
  }

  private static let run = #"GET /api/run HTTP/1.1\r\nHost: %H\r\nX-Facsimile-Token: %T\r\nConnection: close\r\n\r\n"#

  @Test("it prints an address that answers, and Ctrl-C ends it well")
  func servesUntilInterrupted() throws {
    try search()
    for signal in ["INT", "TERM"] {
      let result = try answer(to: Self.run, signal: signal, ["--ground-truth", truth])
      #expect(result.output.hasPrefix("HTTP/1.1 200 OK"), "\(result)")
      #expect(result.output.contains(#""predictions":"p.csv""#))
      #expect(result.output.contains(#""labels_file":"p.labels.jsonl""#))
      #expect(result.output.contains(#""warnings":[]"#), "\(result.output)")
      #expect(result.output.hasSuffix("status 0\n"), "\(signal): \(result)")
      #expect(result.messages.contains("stopped; 0 labels are given"), "\(result.messages)")
    }
    #expect(!folder.contents.contains("p.labels.jsonl"), "no label was given")
  }

  @Test("a label is on the disk when it is answered, and counted at the end")
  func labels() throws {
    try search()
    let body = #"{"pair":0,"label":"copy"}"#
    let request =
      #"POST /api/labels HTTP/1.1\r\nHost: %H\r\nX-Facsimile-Token: %T\r\nOrigin: http://%H\r\nConnection: close\r\n"#
      + #"Content-Type: application/json\r\nContent-Length: \#(body.utf8.count)\r\n\r\n\#(body)"#
    // As if the power went off.
    let killed = try answer(to: request, signal: "KILL", ["--ground-truth", truth])
    #expect(killed.output.contains(#""label":"copy""#), "\(killed)")
    let lines = try String(contentsOfFile: folder.file("p.labels.jsonl"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2 && lines[1].contains(#""label":"copy""#))
    let again = try answer(to: Self.run, ["--ground-truth", truth])
    #expect(again.messages.contains("stopped; 1 label is in p.labels.jsonl"), "\(again.messages)")
  }

  @Test("a run that nobody tells of, or was of other photos, is judged with a warning")
  func warnings() throws {
    try search()
    let other = try answer(to: Self.run, ["--background", queries + "/Q00002.jpg"])
    #expect(other.output.contains("the run had no background"), "\(other)")
    try FileManager.default.removeItem(atPath: folder.file("p.csv.manifest.json"))
    let unknown = try answer(to: Self.run)
    #expect(unknown.output.contains("there is no p.csv.manifest.json"), "\(unknown)")
    #expect(unknown.messages.contains("there is no p.csv.manifest.json"))
  }

  @Test("stores whose photos are gone have no pictures, unless photos are given")
  func stores() throws {
    try FileManager.default.copyItem(atPath: queries, toPath: folder.file("q"))
    for arguments in [
      ["extract", "q", "-o", "q.h5", "--max-features", "200"],
      ["search", "--queries", "q.h5", "--references", references, "-o", "p.csv"],
    ] {
      #expect(try execute([Program.path] + arguments + ["--quiet"], in: folder.path).status == 0)
    }
    try FileManager.default.removeItem(atPath: folder.file("q"))
    func run(_ arguments: String...) throws -> ProgramResult {
      try execute(
        [Program.path, "inspect", "p.csv", "--queries", "q.h5", "--references", references, "--export", "pages"]
          + arguments, in: folder.path)
    }
    let bare = try run()
    #expect(
      bare.status == 0 && bare.messages.contains("q.h5 holds no pictures; give the photos by --photos"), "\(bare)")
    let drawn = try run("--photos", queries)
    #expect(drawn.status == 0 && !drawn.messages.contains("holds no pictures"), "\(drawn)")
    #expect(FileManager.default.fileExists(atPath: folder.file("pages/photos/q0.jpg")))
  }

  @Test("exported pages open without a server, and take the place of earlier ones alone")
  func exports() throws {
    try search()
    func export(_ arguments: String...) throws -> ProgramResult {
      try execute(
        [Program.path, "inspect", "p.csv", "--queries", queries, "--references", references, "--ground-truth", truth]
          + ["--export", "pages", "--quiet"] + arguments, in: folder.path)
    }
    let first = try export("--pairs", "3")
    #expect(first.status == 0 && first.output == "3 pairs in pages/index.html\n", "\(first)")
    let none = try export("--only", "labelled")
    #expect(none.status == 1 && none.messages == "facsimile: error: no pair is labelled\n", "\(none)")
    #expect(FileManager.default.fileExists(atPath: folder.file("pages/index.html")), "what was there is left")
    try FileManager.default.removeItem(atPath: folder.file("pages/.facsimile-inspection"))
    let foreign = try export()
    #expect(
      foreign.status == 1 && foreign.messages.contains("holds something else than exported pairs of ours"), "\(foreign)"
    )
  }

  @Test("what can't be looked at is an error before anything is opened")
  func badInput() throws {
    try search()
    func run(_ arguments: String...) throws -> ProgramResult {
      try execute([Program.path, "inspect"] + arguments, in: folder.path)
    }
    let sets = ["--queries", queries, "--references", references]
    for (arguments, message) in [
      ([], "--queries and --references are missing"),
      (sets + ["--by", "q.csv"], "--by is for --ground-truth, which is missing"),
      (sets + ["--only", "near"], "--only is for --export, which is missing"),
      (sets + ["--no-names"], "--no-names is for --export, which is missing"),
      (sets + ["--export", "e", "--only", "missed"], "--only missed is for --ground-truth, which is missing"),
      (sets + ["--port", "65536"], "--port is 65536, but must be 0 to 65535"),
      (sets + ["--pairs", "0", "--export", "e"], "--pairs is 0, but must be 1 to 5000"),
    ] {
      let result = try execute([Program.path, "inspect", "p.csv"] + arguments, in: folder.path)
      #expect(result.status == 64 && result.messages.contains(message), "\(arguments): \(result)")
    }
    let missing = try run("nothing.csv", "--queries", queries, "--references", references)
    #expect(missing.status == 1 && missing.messages.contains("nothing.csv"), "\(missing)")
    folder.write("not labels\n", to: "l.jsonl")
    let labels = try run("p.csv", "--queries", queries, "--references", references, "--labels", "l.jsonl", "--no-open")
    #expect(labels.status == 1 && labels.messages.contains("l.jsonl:1: it is no file of labels"), "\(labels)")
    #expect(!folder.contents.contains("p.labels.jsonl"))
  }
}
