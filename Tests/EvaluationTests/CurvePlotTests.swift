import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("CurvePlot") struct CurvePlotTests {
  func entry(_ name: String, _ rows: [(String, String, Double)]) throws -> CurvePlot.Entry {
    let ranked = try RankedPredictions(PredictionTable(list(rows)), against: smallTruth)
    return CurvePlot.Entry(name: name, curve: PrecisionRecallCurve(ranked))
  }

  /// The names of the elements that are opened, in order; fails where one is not closed or closed twice.
  func elements(_ svg: String, at: SourceLocation = #_sourceLocation) -> [String] {
    var open: [String] = []
    var all: [String] = []
    for part in svg.split(separator: "<").dropFirst() {
      let tag = part.prefix { $0 != ">" }
      #expect(tag.count < part.count, "a tag without end: \(part)", sourceLocation: at)
      #expect(tag.count { $0 == "\"" } % 2 == 0, "an attribute without end: \(tag)", sourceLocation: at)
      let name = String(tag.prefix { $0 != " " && $0 != "/" })
      if tag.hasPrefix("/") {
        #expect(open.popLast() == String(tag.dropFirst()), sourceLocation: at)
      } else if !tag.hasPrefix("?") {
        all.append(name)
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    #expect(open == [], sourceLocation: at)
    return all
  }

  @Test("draws a curve as steps and marks its operating point, with recall and threshold")
  func steps() throws {
    let svg = CurvePlot([
      try entry("a.csv", [("q1", "r1", 9), ("q1", "r2", 7), ("q2", "r2", 5), ("q3", "r1", 1)])
    ]).svg
    // From (0, 1) over recall 0.5 down to precision 2/3 at recall 1: 632 units wide, 400 high for 0.6 to 1, from (64, 420).
    #expect(svg.contains(#"d="M64,20H380V353.3H696""#), "\(svg)")
    #expect(svg.contains(#"<circle cx="380" cy="20""#))
    #expect(svg.contains("a.csv"))
    #expect(svg.contains("µAP 0.833, recall 0.500 at precision 90 %, threshold 9<"))
    #expect(elements(svg).count { $0 == "circle" } == 2, "one on the curve, one in the legend")
    for label in [">0.0<", ">0.2<", ">1.0<", ">Recall<", ">Precision<"] { #expect(svg.contains(label)) }
  }

  @Test("escapes names, and says where precision 90 % is never reached")
  func names() throws {
    let rows = [("q3", "r1", 9.0), ("q1", "r1", 3)]
    let long = String(repeating: "folder/", count: 30) + "the end.csv"
    let names = [#"a<b>&"c'.csv"#, "tab\t\u{1}\u{FFFF}.csv", long, "😀é.csv"]
    let svg = CurvePlot(try names.map { try entry($0, rows) } + [try entry("none.csv", [])]).svg
    #expect(svg.contains(#"a&lt;b&gt;&amp;&quot;c'.csv"#))
    #expect(svg.contains("tab\u{FFFD}\u{FFFD}\u{FFFD}.csv"))
    #expect(svg.contains("…") && svg.contains("/the end.csv<") && !svg.contains(long))
    #expect(svg.components(separatedBy: "precision 90 % is never reached").count == 6)
    #expect(elements(svg).count { $0 == "circle" } == 0)
    #expect(elements(CurvePlot([]).svg).first == "svg")
  }

  @Test(
    "is well-formed XML",
    .enabled(if: (try? execute(["python3", "--version"]).status) == 0, "needs python3"))
  func wellFormed() throws {
    let svg = CurvePlot(try (0..<9).map { try entry("\u{0}<&>\"'\u{8}\($0)", [("q1", "r1", 9)]) }).svg
    let path = TemporaryFolder()
    let root = try run(
      "python3", "-c", "import sys, xml.etree.ElementTree as t; print(t.parse(sys.argv[1]).getroot().tag)",
      path.write(svg, to: "p.svg"))
    #expect(root == "{http://www.w3.org/2000/svg}svg\n")
  }

  @Test("a curve of a hundred thousand points stays small")
  func size() throws {
    let truth = GroundTruth(pairs: (0..<100_000).map { TruePair(queryID: "q\($0)", referenceID: "r") })
    let rows = truth.pairs.enumerated().flatMap { index, pair in
      let right = Prediction(queryID: pair.queryID, referenceID: "r", score: Double(-index))
      return index % 3 == 0
        ? [right, Prediction(queryID: pair.queryID, referenceID: "s", score: 0.5 - Double(index))] : [right]
    }
    let curve = PrecisionRecallCurve(try RankedPredictions(PredictionTable(rows), against: truth))
    #expect(curve.points.count == 100_000)
    let svg = CurvePlot([CurvePlot.Entry(name: "many.csv", curve: curve)]).svg
    #expect(svg.utf8.count < 200_000)
    // The end of the curve is there: recall 1.
    #expect(svg.contains("H696\""))
  }
}
