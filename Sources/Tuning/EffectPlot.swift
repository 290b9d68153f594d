import Evaluation
import Foundation

/// What each setting does, as an SVG picture of small panels: µAP over the values of a setting, the others as chosen.
///
/// All panels have one scale, so that what matters is steep. A bar about a value is how far its difference from the chosen
/// value may be chance: one that crosses the dashed line, which is µAP as chosen, says nothing.
package struct EffectPlot: Sendable {
  /// Panel by panel, row by row.
  package var effects: [TuningReport.Effect]

  package init(_ effects: [TuningReport.Effect]) { self.effects = effects }

  /// The picture, a whole XML document.
  package var svg: String {
    let rows = (effects.count + Layout.columns - 1) / Layout.columns
    let scale = Scale(effects)
    let panels = effects.enumerated().map { index, effect in
      Panel(column: index % Layout.columns, row: index / Layout.columns, scale: scale).drawing(of: effect)
    }
    let bottom = Layout.top + rows * Layout.rowHeight
    return SVG.document(
      title: "What settings matter", width: Layout.width, height: (bottom + Layout.legendHeight) / 10,
      parts: panels + [Self.legend(y: bottom + 200)])
  }

  /// Where things are, in tenths of SVG's units.
  private enum Layout {
    static let width = 780
    static let columns = 3
    static let left = 560
    static let columnWidth = 2480
    static let panelWidth = 1900
    static let top = 300
    static let rowHeight = 1900
    static let panelHeight = 1300
    static let legendHeight = 600
  }

  private static let color = "#0072B2"
  private static let chosenColor = "#D55E00"

  /// The range of µAP that all panels show.
  private struct Scale {
    let low: Double
    let high: Double
    let step: Double

    init(_ effects: [TuningReport.Effect]) {
      let values = effects.flatMap { effect in
        effect.outcomes.map(\.microAveragePrecision)
          + (effect.center.map { center in
            effect.outcomes.compactMap(\.interval).flatMap { [center + $0.lower, center + $0.upper] }
          } ?? [])
      }
      let (least, most) = (values.min() ?? 0, values.max() ?? 1)
      // About five lines, at round numbers.
      let steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
      step = steps.first { (most - least) / $0 <= 5 } ?? 0.25
      low = (least / step).rounded(.down) * step
      high = max(min((most / step).rounded(.up) * step, 1), low + step)
    }

    var lines: [Double] { (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step } }

    func label(_ value: Double) -> String { String(format: step < 0.01 ? "%.3f" : "%.2f", value) }
  }

  /// One setting.
  private struct Panel {
    let left: Int
    let top: Int
    let scale: Scale

    init(column: Int, row: Int, scale: Scale) {
      left = Layout.left + column * Layout.columnWidth
      top = Layout.top + row * Layout.rowHeight
      self.scale = scale
    }

    private var right: Int { left + Layout.panelWidth }
    private var bottom: Int { top + Layout.panelHeight }

    /// An interval may reach beyond what µAP can be.
    private func y(_ value: Double) -> Int {
      let share = (min(max(value, scale.low), scale.high) - scale.low) / (scale.high - scale.low)
      return bottom - Int((Double(Layout.panelHeight) * share).rounded())
    }

    func drawing(of effect: TuningReport.Effect) -> String {
      let places = effect.outcomes.indices.map { place in
        left + (2 * place + 1) * Layout.panelWidth / (2 * effect.outcomes.count)
      }
      let weight = effect.isTold ? "bold" : "normal"
      var parts = [SVG.text(effect.name, x: left, y: top - 80, anchor: "start", weight: weight)]
      for line in scale.lines {
        let height = SVG.length(y(line))
        parts += [
          #"<path d="M\#(SVG.length(left)),\#(height)H\#(SVG.length(right))" stroke="gainsboro" fill="none"/>"#,
          SVG.text(scale.label(line), x: left - 60, y: y(line) + 40, anchor: "end", size: 11),
        ]
      }
      let center = effect.center
      if let center {
        let line = "M\(SVG.length(left)),\(SVG.length(y(center)))H\(SVG.length(right))"
        parts.append(#"<path d="\#(line)" stroke="\#(EffectPlot.chosenColor)" stroke-dasharray="4 3" fill="none"/>"#)
      }
      let points = zip(places, effect.outcomes).map { place, outcome in
        "\(SVG.length(place)),\(SVG.length(y(outcome.microAveragePrecision)))"
      }
      parts.append(
        #"<polyline points="\#(points.joined(separator: " "))" fill="none" stroke="\#(EffectPlot.color)" stroke-width="1.5"/>"#
      )
      for (place, outcome) in zip(places, effect.outcomes) {
        if let interval = outcome.interval, let center {
          parts.append(bar(x: place, from: y(center + interval.lower), to: y(center + interval.upper)))
        }
        parts += [
          EffectPlot.mark(
            x: place, y: y(outcome.microAveragePrecision), isBase: outcome.isBase, isChosen: outcome.isChosen),
          SVG.text(
            "\(outcome.value)", x: place, y: bottom + 170, anchor: "middle",
            weight: outcome.isChosen ? "bold" : "normal", size: 11),
        ]
      }
      let frame = "M\(SVG.length(left)),\(SVG.length(top))V\(SVG.length(bottom))H\(SVG.length(right))"
      return (parts + [#"<path d="\#(frame)" stroke="black" fill="none"/>"#]).joined(separator: "\n")
    }

    private func bar(x: Int, from low: Int, to high: Int) -> String {
      let (start, end) = (SVG.length(x - 40), SVG.length(x + 40))
      let path =
        "M\(SVG.length(x)),\(SVG.length(low))V\(SVG.length(high))"
        + "M\(start),\(SVG.length(low))H\(end)M\(start),\(SVG.length(high))H\(end)"
      return #"<path d="\#(path)" stroke="\#(EffectPlot.color)" fill="none"/>"#
    }
  }

  /// A value: large where it is chosen, hollow where a search has it anyway.
  private static func mark(x: Int, y: Int, isBase: Bool, isChosen: Bool) -> String {
    let color = isChosen ? chosenColor : Self.color
    return #"<circle cx="\#(SVG.length(x))" cy="\#(SVG.length(y))" r="\#(isChosen ? 5 : 3.5)" "#
      + #"fill="\#(isBase ? "white" : color)" stroke="\#(color)" stroke-width="2"/>"#
  }

  private static func legend(y: Int) -> String {
    [
      mark(x: 640, y: y - 45, isBase: false, isChosen: true), SVG.text("chosen", x: 740, y: y, anchor: "start"),
      mark(x: 1540, y: y - 45, isBase: true, isChosen: false),
      SVG.text("the usual value; large where it is kept", x: 1640, y: y, anchor: "start"),
      SVG.text(
        "bars: 95 % interval of the difference from the chosen value; bold: settings with a value that is told from it",
        x: 580, y: y + 220, anchor: "start"),
    ].joined(separator: "\n")
  }
}

extension TuningReport.Effect {
  /// µAP as chosen.
  fileprivate var center: Double? { outcomes.first(where: \.isChosen)?.microAveragePrecision }
}
