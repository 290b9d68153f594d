import Foundation

/// Reliability of scores as an SVG picture: for each bin of ``Reliability`` the share that is right with its interval, over
/// the score that promises what is expected, beside the curve on which it would be if it were just that.
///
/// Below the axes stands, for each list, its name, what of its believed predictions is wrong, and the calibration error.
public struct ReliabilityPlot: Sendable {
  public struct Entry: Sendable {
    public var name: String
    public var reliability: Reliability

    public init(name: String, reliability: Reliability) {
      self.name = name
      self.reliability = reliability
    }
  }

  public var entries: [Entry]

  public init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The picture, a whole XML document.
  public var svg: String {
    let styled = Array(zip(entries, PlotStyle.all(entries.count)))
    return PlotDrawing.document(
      title: "Share that is right over score", legendCount: entries.count,
      Self.axes + styled.enumerated().map { draw($0, $1.0.reliability, $1.1) }
        + styled.enumerated().flatMap { Self.legend($0, $1.0, $1.1) })
  }

  private static let least = Reliability.edges.first! - 0.5
  private static let most = Reliability.edges.last! + 0.5

  private static func x(_ score: Double) -> Int { PlotDrawing.x((score - least) / (most - least)) }

  private static var axes: [String] {
    var parts: [String] = []
    for share in [0, 0.2, 0.4, 0.6, 0.8, 1] {
      let y = PlotDrawing.y(share)
      parts += [
        PlotDrawing.grid(PlotDrawing.level(y)),
        SVG.text(String(format: "%.1f", share), x: PlotDrawing.left - 80, y: y + 45, anchor: "end"),
      ]
    }
    for edge in Reliability.edges {
      parts += [
        PlotDrawing.grid(PlotDrawing.upright(x(edge))),
        SVG.text(
          String(format: "%g", edge), x: x(edge), y: PlotDrawing.bottom + 190, anchor: "middle"),
      ]
    }
    let steps = (0...64).map { least + (most - least) * Double($0) / 64 }
    let curve = steps.map { score in
      "\(SVG.length(x(score))),\(SVG.length(PlotDrawing.y(Reliability.promised(by: score))))"
    }.joined(separator: "L")
    parts.append(#"<path d="M\#(curve)" stroke="gray" stroke-dasharray="3 3" fill="none"/>"#)
    return parts + PlotDrawing.frame(xName: "Score (−log10 of the share that is wrong)", yName: "Share that is right")
  }

  /// The bins of one list: intervals, rings, and a line from ring to ring. Several lists stand side by side in a bin.
  private func draw(_ index: Int, _ reliability: Reliability, _ style: PlotStyle) -> String {
    let aside = 80 * index - 40 * (entries.count - 1)
    let points = reliability.bins.compactMap { bin -> (x: Int, y: Int, bin: Reliability.Bin)? in
      guard let expected = bin.expected, let share = bin.right.share else { return nil }
      // The outer bins have no end: a quarter of a unit beyond their edge is far enough.
      let place = min(max(-log10(1 - expected), Self.least + 0.25), Self.most - 0.25)
      return (Self.x(place) + aside, PlotDrawing.y(share), bin)
    }
    guard !points.isEmpty else { return "" }
    let line = points.map { "\(SVG.length($0.x)),\(SVG.length($0.y))" }.joined(separator: "L")
    let intervals = points.map { x, _, bin in
      "M\(SVG.length(x)),\(SVG.length(PlotDrawing.y(bin.right.lower)))"
        + "V\(SVG.length(PlotDrawing.y(bin.right.upper)))"
    }.joined()
    return
      ([
        #"<path d="M\#(line)" \#(style.stroke)/>"#,
        #"<path d="\#(intervals)" stroke="\#(style.color)" stroke-width="1" fill="none"/>"#,
      ] + points.map { style.ring(x: $0.x, y: $0.y) }).joined(separator: "\n")
  }

  private static func legend(_ index: Int, _ entry: Entry, _ style: PlotStyle) -> [String] {
    let (start, y) = (PlotDrawing.left, PlotDrawing.legendTop + PlotDrawing.legendStep * index - 40)
    let (believed, error) = (entry.reliability.believed, entry.reliability.expectedCalibrationError)
    var figures = String(format: "wrong from score %g on: ", believed.threshold)
    figures +=
      believed.wrong.share.map {
        String(
          format: "%d of %d, %.1f %% (%.1f to %.1f %%)", believed.wrong.count, believed.wrong.total, 100 * $0,
          100 * believed.wrong.lower, 100 * believed.wrong.upper)
      } ?? "no predictions"
    if let error { figures += String(format: "; calibration error %.3f", error) }
    return PlotDrawing.legend(
      index, name: entry.name, figures: figures,
      sample: #"<path d="M\#(SVG.length(start)),\#(SVG.length(y))h40" \#(style.stroke)/>"#
        + "\n" + style.ring(x: start + 200, y: y))
  }
}
