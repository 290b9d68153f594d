import Foundation

/// Precision–recall curves as a picture. Its axes show what the curves fill of recall and precision.
///
/// Below the axes stand, for each curve, its name, µAP, and recall and threshold of its operating point, which a ring
/// marks on the curve. At most seven curves have colours of their own.
public struct CurvePlot: Sendable {
  public struct Entry: Sendable {
    public var name: String
    public var curve: PrecisionRecallCurve

    public init(name: String, curve: PrecisionRecallCurve) {
      self.name = name
      self.curve = curve
    }
  }

  /// Drawn one over the other, the first one, whose line is whole, below: it shows between the others' dashes.
  public var entries: [Entry]

  public init(_ entries: [Entry]) {
    self.entries = entries
  }

  private static let drawing = PlotDrawing.single

  /// The picture as SVG, a whole XML document.
  public var svg: String { picture.svg }

  package var picture: PlotPicture {
    let axes = Axes(entries.map(\.curve))
    let curves = zip(entries, PlotStyle.all(entries.count))
    return Self.drawing.picture(
      title: "Precision over recall", legendCount: entries.count,
      axes.shapes + curves.flatMap { axes.shapes(of: $0.curve, $1) }
        + curves.enumerated().flatMap { Self.legend($0, $1.0, $1.1) })
  }

  /// What is shown of recall and precision, and where.
  private struct Axes {
    let recall: PlotRange
    let precision: PlotRange

    init(_ curves: [PrecisionRecallCurve]) {
      let points = curves.flatMap(\.points)
      recall = PlotRange([0] + (points.isEmpty ? [1] : points.map(\.recall)))
      precision = PlotRange([1] + (points.isEmpty ? [0] : [Metrics.operatingPrecision] + points.map(\.precision)))
    }

    private func x(_ value: Double) -> Int { drawing.x(recall.share(value)) }
    private func y(_ value: Double) -> Int { drawing.y(precision.share(value)) }

    /// Frame, grid, ticks and labels, and the line of the operating precision.
    var shapes: [PlotShape] {
      var shapes: [PlotShape] = []
      for value in recall.ticks {
        shapes += [PlotDrawing.grid(drawing.upright(x(value))), drawing.label(recall.label(value), belowX: x(value))]
      }
      let operating = y(Metrics.operatingPrecision)
      for value in precision.ticks {
        shapes.append(PlotDrawing.grid(drawing.level(y(value))))
        // Labels are 13 units high.
        let isFree = abs(y(value) - operating) >= 150
        if isFree { shapes.append(drawing.label(precision.label(value), besideY: y(value))) }
      }
      shapes += [
        drawing.label(precision.label(Metrics.operatingPrecision), besideY: operating),
        PlotDrawing.dashed(drawing.level(operating)), drawing.frame,
      ]
      return shapes + drawing.names(x: "Recall", y: "Precision")
    }

    /// The steps of a curve, and its operating point. Steps narrower than a tenth of a unit are left out.
    func shapes(of curve: PrecisionRecallCurve, _ style: PlotStyle) -> [PlotShape] {
      var shapes: [PlotShape] = []
      if let first = curve.points.first {
        var (right, height) = (drawing.left, y(first.precision))
        var path = PlotPath(x: right, y: height)
        for (index, point) in curve.points.enumerated() {
          let end = x(point.recall)
          guard end > right || index == curve.points.count - 1 else { continue }
          let next = y(point.precision)
          if next != height {
            path.level(to: right)
            path.upright(to: next)
          }
          (right, height) = (end, next)
        }
        path.level(to: right)
        shapes.append(style.line(path))
      }
      if let point = curve.operatingPoint {
        shapes.append(style.ring(x: x(point.recall), y: y(point.precision)))
      }
      return shapes
    }
  }

  private static func legend(_ index: Int, _ entry: Entry, _ style: PlotStyle) -> [PlotShape] {
    let operating =
      entry.curve.operatingPoint.map {
        String(format: "recall %.3f at precision 90 %%, threshold %.6g", $0.recall, $0.threshold)
      } ?? "precision 90 % is never reached"
    return drawing.legend(
      index, name: entry.name, text: String(format: "µAP %.3f, ", entry.curve.microAveragePrecision) + operating
    ) { x, y in
      let end = x + PlotDrawing.sampleWidth
      let line = style.line(.level(y: y, from: x, to: end))
      return entry.curve.operatingPoint == nil ? [line] : [line, style.ring(x: (x + end) / 2, y: y)]
    }
  }
}
