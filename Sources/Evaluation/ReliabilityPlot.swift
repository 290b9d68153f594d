import Foundation

/// Reliability of scores as a picture: for each bin of ``Reliability`` the share that is right with its interval, over
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

  private static let drawing = PlotDrawing.single

  /// The picture as SVG, a whole XML document.
  public var svg: String { picture.svg }

  package var picture: PlotPicture {
    let styled = Array(zip(entries, PlotStyle.all(entries.count)))
    return Self.drawing.picture(
      title: "Share that is right over score", legendCount: entries.count,
      Self.axes + styled.enumerated().flatMap { draw($0, $1.0.reliability, $1.1) }
        + styled.enumerated().flatMap { Self.legend($0, $1.0, $1.1) })
  }

  private static let least = Reliability.edges.first! - 0.5
  private static let most = Reliability.edges.last! + 0.5

  private static func x(_ score: Double) -> Int { drawing.x((score - least) / (most - least)) }

  private static var axes: [PlotShape] {
    var parts: [PlotShape] = []
    for share in [0, 0.2, 0.4, 0.6, 0.8, 1] {
      let y = drawing.y(share)
      parts += [
        PlotDrawing.grid(drawing.level(y)), drawing.label(String(format: "%.1f", share), besideY: y),
      ]
    }
    for edge in Reliability.edges {
      parts += [
        PlotDrawing.grid(drawing.upright(x(edge))), drawing.label(String(format: "%g", edge), belowX: x(edge)),
      ]
    }
    let steps = (0...64).map { least + (most - least) * Double($0) / 64 }
    let curve = PlotPath(steps.map { (x($0), drawing.y(Reliability.promised(by: $0))) })
    parts += [PlotDrawing.dashed(curve), drawing.frame]
    return parts + drawing.names(x: "Score (−log10 of the share that is wrong)", y: "Share that is right")
  }

  /// The bins of one list: intervals, rings, and a line from ring to ring. Several lists stand side by side in a bin.
  private func draw(_ index: Int, _ reliability: Reliability, _ style: PlotStyle) -> [PlotShape] {
    let aside = 80 * index - 40 * (entries.count - 1)
    let points = reliability.bins.compactMap { bin -> (x: Int, y: Int, bin: Reliability.Bin)? in
      guard let expected = bin.expected, let share = bin.right.share else { return nil }
      // The outer bins have no end: a quarter of a unit beyond their edge is far enough.
      let place = min(max(-log10(1 - expected), Self.least + 0.25), Self.most - 0.25)
      return (Self.x(place) + aside, Self.drawing.y(share), bin)
    }
    guard let first = points.first else { return [] }
    func interval(_ point: (x: Int, y: Int, bin: Reliability.Bin)) -> PlotPath {
      .upright(
        x: point.x, from: Self.drawing.y(point.bin.right.lower), to: Self.drawing.y(point.bin.right.upper))
    }
    let intervals = points.dropFirst().reduce(interval(first)) { $0 + interval($1) }
    return [style.line(PlotPath(points.map { ($0.x, $0.y) })), .path(intervals, PlotPen(style.color))]
      + points.map { style.ring(x: $0.x, y: $0.y) }
  }

  private static func legend(_ index: Int, _ entry: Entry, _ style: PlotStyle) -> [PlotShape] {
    let (believed, error) = (entry.reliability.believed, entry.reliability.expectedCalibrationError)
    var figures = String(format: "wrong from score %g on: ", believed.threshold)
    figures +=
      believed.wrong.share.map {
        String(
          format: "%d of %d, %.1f %% (%.1f to %.1f %%)", believed.wrong.count, believed.wrong.total, 100 * $0,
          100 * believed.wrong.lower, 100 * believed.wrong.upper)
      } ?? "no predictions"
    if let error { figures += String(format: "; calibration error %.3f", error) }
    return drawing.legend(index, name: entry.name, text: figures) { x, y in
      [
        style.line(.level(y: y, from: x, to: x + PlotDrawing.sampleWidth)),
        style.ring(x: x + PlotDrawing.sampleWidth / 2, y: y),
      ]
    }
  }
}
