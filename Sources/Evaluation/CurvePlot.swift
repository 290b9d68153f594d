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
    let height = Layout.legendTop + Layout.legendStep * entries.count + 12
    let curves = zip(entries, Style.all(entries.count))
    let parts =
      [
        #"<?xml version="1.0" encoding="UTF-8"?>"#,
        #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Layout.width) \#(height)" "#
          + #"width="\#(Layout.width)" height="\#(height)" font-family="Helvetica, Arial, sans-serif" font-size="13">"#,
        "<title>Precision over recall</title>",
        #"<rect width="100%" height="100%" fill="white"/>"#,
      ] + Self.axes + curves.map { Self.draw($0.curve, $1) }
      + curves.enumerated().map { Self.legend($0, $1.0, $1.1) } + ["</svg>"]
    return parts.joined(separator: "\n") + "\n"
  }

  /// Where things are, in SVG's units.
  private enum Layout {
    static let width = 720
    static let left = 64.0
    static let right = 696.0
    static let top = 20.0
    static let bottom = 420.0
    static let legendTop = 492
    static let legendStep = 42

    static func x(_ recall: Double) -> Int { tenths(left + recall * (right - left)) }
    static func y(_ precision: Double) -> Int { tenths(bottom - precision * (bottom - top)) }
    private static func tenths(_ length: Double) -> Int { Int((10 * length).rounded()) }
  }

  /// The colours of Okabe & Ito, *Color Universal Design*, 2008, that stand out from white; told apart by all, and by
  /// their dashes where there is no colour.
  private struct Style {
    var color: String
    var dashes: String

    static func all(_ count: Int) -> [Style] {
      let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
      let dashes = ["", "8 3", "2 3", "10 3 2 3", "5 5", "12 4", "6 2 2 2"]
      return (0..<count).map { Style(color: colors[$0 % colors.count], dashes: dashes[$0 % dashes.count]) }
    }

    var stroke: String {
      let line = #"fill="none" stroke="\#(color)" stroke-width="2" stroke-linejoin="round""#
      return dashes.isEmpty ? line : line + #" stroke-dasharray="\#(dashes)""#
    }
  }

  /// Frame, grid, ticks and labels, and the line of the operating precision.
  private static var axes: [String] {
    let (left, right) = (length(Layout.x(0)), length(Layout.x(1)))
    let (top, bottom) = (length(Layout.y(1)), length(Layout.y(0)))
    var parts: [String] = []
    for value in [0, 0.2, 0.4, 0.6, 0.8, 1] {
      let (x, y) = (Layout.x(value), Layout.y(value))
      parts += [
        #"<path d="M\#(length(x)),\#(top)V\#(bottom)M\#(left),\#(length(y))H\#(right)" stroke="gainsboro" fill="none"/>"#,
        text(String(format: "%.1f", value), x: x, y: Layout.y(0) + 190, anchor: "middle"),
        text(String(format: "%.1f", value), x: Layout.x(0) - 80, y: y + 45, anchor: "end"),
      ]
    }
    let operating = length(Layout.y(Metrics.operatingPrecision))
    let middle = (Layout.y(0) + Layout.y(1)) / 2
    parts += [
      text(
        String(format: "%.1f", Metrics.operatingPrecision), x: Layout.x(0) - 80,
        y: Layout.y(Metrics.operatingPrecision) + 45, anchor: "end"),
      #"<path d="M\#(left),\#(operating)H\#(right)" stroke="gray" stroke-dasharray="3 3" fill="none"/>"#,
      #"<path d="M\#(left),\#(top)V\#(bottom)H\#(right)V\#(top)Z" stroke="black" fill="none"/>"#,
      text("Recall", x: (Layout.x(0) + Layout.x(1)) / 2, y: Layout.y(0) + 410, anchor: "middle"),
      #"<g transform="translate(20 \#(length(middle))) rotate(-90)">"# + text("Precision", x: 0, y: 0, anchor: "middle")
        + "</g>",
    ]
    return parts
  }

  /// The steps of a curve, and its operating point. Steps narrower than a tenth of a unit are left out.
  private static func draw(_ curve: PrecisionRecallCurve, _ style: Style) -> String {
    var parts: [String] = []
    if let first = curve.points.first {
      var (x, y) = (Layout.x(0), Layout.y(first.precision))
      var path = "M\(length(x)),\(length(y))"
      for (index, point) in curve.points.enumerated() {
        let end = Layout.x(point.recall)
        guard end > x || index == curve.points.count - 1 else { continue }
        let height = Layout.y(point.precision)
        if height != y { path += "H\(length(x))V\(length(height))" }
        (x, y) = (end, height)
      }
      parts.append(#"<path d="\#(path)H\#(length(x))" \#(style.stroke)/>"#)
    }
    if let point = curve.operatingPoint {
      parts.append(ring(x: Layout.x(point.recall), y: Layout.y(point.precision), style))
    }
    return parts.joined(separator: "\n")
  }

  private static func legend(_ index: Int, _ entry: Entry, _ style: Style) -> String {
    let y = 10 * (Layout.legendTop + Layout.legendStep * index)
    let (start, end) = (Layout.x(0), Layout.x(0) + 400)
    let operating =
      entry.curve.operatingPoint.map {
        String(format: "recall %.3f at precision 90 %%, threshold %.6g", $0.recall, $0.threshold)
      } ?? "precision 90 % is never reached"
    let figures = String(format: "µAP %.3f, ", entry.curve.microAveragePrecision) + operating
    return [
      #"<path d="M\#(length(start)),\#(length(y - 40))H\#(length(end))" \#(style.stroke)/>"#,
      entry.curve.operatingPoint == nil ? "" : ring(x: (start + end) / 2, y: y - 40, style),
      text(shortened(entry.name), x: end + 120, y: y, anchor: "start", weight: "bold"),
      text(figures, x: end + 120, y: y + 180, anchor: "start"),
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func ring(x: Int, y: Int, _ style: Style) -> String {
    #"<circle cx="\#(length(x))" cy="\#(length(y))" r="5" fill="white" stroke="\#(style.color)" stroke-width="2"/>"#
  }

  private static func text(_ text: String, x: Int, y: Int, anchor: String, weight: String = "normal") -> String {
    #"<text x="\#(length(x))" y="\#(length(y))" text-anchor="\#(anchor)" font-weight="\#(weight)">"#
      + escaped(text) + "</text>"
  }

  /// The end of a name that is too long for the picture: it tells more than the folders before it.
  private static func shortened(_ name: String) -> String {
    let longest = 75
    return name.count <= longest ? name : "…" + name.suffix(longest - 1)
  }

  /// Text for XML 1.0, in which most control characters can't be written at all.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}"..."\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A length in tenths of a unit as SVG writes it.
  private static func length(_ tenths: Int) -> String {
    let (whole, part) = (abs(tenths) / 10, abs(tenths) % 10)
    return (tenths < 0 ? "-" : "") + (part == 0 ? "\(whole)" : "\(whole).\(part)")
  }
}
