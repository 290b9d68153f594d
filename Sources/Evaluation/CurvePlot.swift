import Foundation

/// Precision–recall curves as an SVG picture.
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

  /// The picture, a whole XML document.
  public var svg: String {
    let curves = zip(entries, PlotStyle.all(entries.count))
    return Self.drawing.document(
      title: "Precision over recall", legendCount: entries.count,
      Self.axes + curves.map { Self.draw($0.curve, $1) } + curves.enumerated().map { Self.legend($0, $1.0, $1.1) })
  }

  /// Frame, grid, ticks and labels, and the line of the operating precision.
  private static var axes: [String] {
    var parts: [String] = []
    for value in [0, 0.2, 0.4, 0.6, 0.8, 1] {
      let (x, y) = (drawing.x(value), drawing.y(value))
      let label = String(format: "%.1f", value)
      parts += [
        PlotDrawing.grid(drawing.upright(x) + drawing.level(y)),
        drawing.label(label, belowX: x), drawing.label(label, besideY: y),
      ]
    }
    let operating = drawing.y(Metrics.operatingPrecision)
    parts += [
      drawing.label(String(format: "%.1f", Metrics.operatingPrecision), besideY: operating),
      PlotDrawing.dashed(drawing.level(operating)), drawing.frame,
    ]
    return parts + drawing.names(x: "Recall", y: "Precision")
  }

  /// The steps of a curve, and its operating point. Steps narrower than a tenth of a unit are left out.
  private static func draw(_ curve: PrecisionRecallCurve, _ style: PlotStyle) -> String {
    var parts: [String] = []
    if let first = curve.points.first {
      var (x, y) = (drawing.left, drawing.y(first.precision))
      var path = "M\(SVG.point(x, y))"
      for (index, point) in curve.points.enumerated() {
        let end = drawing.x(point.recall)
        guard end > x || index == curve.points.count - 1 else { continue }
        let height = drawing.y(point.precision)
        if height != y { path += "H\(SVG.length(x))V\(SVG.length(height))" }
        (x, y) = (end, height)
      }
      parts.append(#"<path d="\#(path)H\#(SVG.length(x))" \#(style.stroke)/>"#)
    }
    if let point = curve.operatingPoint {
      parts.append(style.ring(x: drawing.x(point.recall), y: drawing.y(point.precision)))
    }
    return parts.joined(separator: "\n")
  }

  private static func legend(_ index: Int, _ entry: Entry, _ style: PlotStyle) -> String {
    let operating =
      entry.curve.operatingPoint.map {
        String(format: "recall %.3f at precision 90 %%, threshold %.6g", $0.recall, $0.threshold)
      } ?? "precision 90 % is never reached"
    return drawing.legend(
      index, name: entry.name, text: String(format: "µAP %.3f, ", entry.curve.microAveragePrecision) + operating
    ) { x, y in
      let end = x + PlotDrawing.sampleWidth
      let line = #"<path d="M\#(SVG.point(x, y))H\#(SVG.length(end))" \#(style.stroke)/>"#
      return entry.curve.operatingPoint == nil ? line : line + "\n" + style.ring(x: (x + end) / 2, y: y)
    }
  }
}
