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

  /// The picture, a whole XML document.
  public var svg: String {
    let curves = zip(entries, PlotStyle.all(entries.count))
    return PlotDrawing.document(
      title: "Precision over recall", legendCount: entries.count,
      Self.axes + curves.map { Self.draw($0.curve, $1) } + curves.enumerated().flatMap { Self.legend($0, $1.0, $1.1) })
  }

  /// Frame, grid, ticks and labels, and the line of the operating precision.
  private static var axes: [String] {
    var parts: [String] = []
    for value in [0, 0.2, 0.4, 0.6, 0.8, 1] {
      let (x, y) = (PlotDrawing.x(value), PlotDrawing.y(value))
      let label = String(format: "%.1f", value)
      parts += [
        PlotDrawing.grid(PlotDrawing.upright(x) + PlotDrawing.level(y)),
        SVG.text(label, x: x, y: PlotDrawing.bottom + 190, anchor: "middle"),
        SVG.text(label, x: PlotDrawing.left - 80, y: y + 45, anchor: "end"),
      ]
    }
    let operating = PlotDrawing.y(Metrics.operatingPrecision)
    parts += [
      SVG.text(
        String(format: "%.1f", Metrics.operatingPrecision), x: PlotDrawing.left - 80, y: operating + 45, anchor: "end"),
      #"<path d="\#(PlotDrawing.level(operating))" stroke="gray" stroke-dasharray="3 3" fill="none"/>"#,
    ]
    return parts + PlotDrawing.frame(xName: "Recall", yName: "Precision")
  }

  /// The steps of a curve, and its operating point. Steps narrower than a tenth of a unit are left out.
  private static func draw(_ curve: PrecisionRecallCurve, _ style: PlotStyle) -> String {
    var parts: [String] = []
    if let first = curve.points.first {
      var (x, y) = (PlotDrawing.left, PlotDrawing.y(first.precision))
      var path = "M\(SVG.length(x)),\(SVG.length(y))"
      for (index, point) in curve.points.enumerated() {
        let end = PlotDrawing.x(point.recall)
        guard end > x || index == curve.points.count - 1 else { continue }
        let height = PlotDrawing.y(point.precision)
        if height != y { path += "H\(SVG.length(x))V\(SVG.length(height))" }
        (x, y) = (end, height)
      }
      parts.append(#"<path d="\#(path)H\#(SVG.length(x))" \#(style.stroke)/>"#)
    }
    if let point = curve.operatingPoint {
      parts.append(style.ring(x: PlotDrawing.x(point.recall), y: PlotDrawing.y(point.precision)))
    }
    return parts.joined(separator: "\n")
  }

  private static func legend(_ index: Int, _ entry: Entry, _ style: PlotStyle) -> [String] {
    let y = PlotDrawing.legendTop + PlotDrawing.legendStep * index - 40
    let (start, end) = (PlotDrawing.left, PlotDrawing.left + 400)
    let operating =
      entry.curve.operatingPoint.map {
        String(format: "recall %.3f at precision 90 %%, threshold %.6g", $0.recall, $0.threshold)
      } ?? "precision 90 % is never reached"
    let line =
      #"<path d="M\#(SVG.length(start)),\#(SVG.length(y))H\#(SVG.length(end))" "#
      + "\(style.stroke)/>"
    let ring = entry.curve.operatingPoint.map { _ in "\n" + style.ring(x: (start + end) / 2, y: y) } ?? ""
    return PlotDrawing.legend(
      index, name: entry.name, figures: String(format: "µAP %.3f, ", entry.curve.microAveragePrecision) + operating,
      sample: line + ring)
  }
}
