import Evaluation
import Imaging
import TestSupport
import Testing

@testable import Inspection

@Suite("Plots as pixels") struct PlotPaintingTests {
  @Test("lines, rings and letters are where SVG has them")
  func shapes() {
    var path = PlotPath(x: 100, y: 100)
    path.level(to: 400)
    path.upright(to: 300)
    let picture = PlotPicture(
      title: "", width: 60, height: 50,
      shapes: [
        .path(path, PlotPen(PlotColor(0x0072B2), width: 20)),
        .circle(x: 100, y: 300, radius: 50, fill: .white, stroke: PlotColor(0xD55E00)),
        .text(PlotText("I", x: 500, y: 450, anchor: .middle, size: 20)),
      ])
    for scale in [1.0, 2, 3] {
      let image = picture.painted(scale: scale)
      #expect(image.size == ImageSize(width: Int(60 * scale), height: Int(50 * scale)))
      func color(_ x: Double, _ y: Double) -> RGB { image[Int(x * scale), Int(y * scale)] }
      #expect(color(25, 10) == RGB(0x00, 0x72, 0xB2) && color(40, 20) == RGB(0x00, 0x72, 0xB2))
      #expect(color(25, 14) == .white && color(10, 30) == .white)
      #expect(color(15, 30).blue < 20 && color(15, 30).red > 0xD0 && color(15, 30).green < 0x70)
      #expect(color(50, 40).red < 100 && color(55, 40) == .white)
    }
  }

  @Test("a curve is drawn on axes that hold what it fills")
  func curve() throws {
    // Precision falls from 1 to 0.95 up to a recall of 0.2.
    let truth = GroundTruth(pairs: (0..<100).map { TruePair(queryID: "q\($0)", referenceID: "r") })
    let rows =
      (0..<19).map { Prediction(queryID: "q\($0)", referenceID: "r", score: 100 - Double($0)) }
      + [
        Prediction(queryID: "x", referenceID: "y", score: 50), Prediction(queryID: "q19", referenceID: "r", score: 40),
      ]
    let curve = PrecisionRecallCurve(try RankedPredictions(PredictionTable(rows), against: truth))
    let plot = CurvePlot([.init(name: "p.csv", curve: curve)])
    for label in [">0.00<", ">0.05<", ">0.20<", ">0.90<", ">1.00<"] { #expect(plot.svg.contains(label), "\(label)") }
    for label in [">0.25<", ">0.4<", ">0.80<", ">0.5<"] { #expect(!plot.svg.contains(label), "\(label)") }
    // The end of the curve is at the right end of the axis.
    #expect(plot.svg.contains("H696\""))
    let image = plot.picture.painted()
    let blue = stride(from: 0, to: image.width, by: 1).filter { x in
      (0..<2 * 420).contains { image[x, $0] == RGB(0x00, 0x72, 0xB2) }
    }
    #expect(try #require(blue.min()) <= 130 && #require(blue.max()) >= 1390)
  }
}
