import Evaluation
import Foundation

/// What each setting does, as a picture of small panels: µAP over the values of a setting, the others as chosen.
///
/// All panels have one scale, so that what matters is steep. A bar about a value is how far its difference from the chosen
/// value may be chance: one that crosses the dashed line, which is µAP as chosen, says nothing.
package struct EffectPlot: Sendable {
  /// Panel by panel, row by row.
  package var effects: [TuningReport.Effect]

  package init(_ effects: [TuningReport.Effect]) { self.effects = effects }

  private static let columns = 3

  package var picture: PlotPicture {
    let scale = Scale(effects)
    let panels = effects.enumerated().flatMap { Panel(effect: $1, axes: Self.axes($0), scale: scale).shapes }
    let (first, last) = (Self.axes(0), Self.axes(max(effects.count, 1) - 1))
    let all = PlotDrawing(
      left: first.left, top: first.top, right: Self.axes(Self.columns - 1).right, bottom: last.bottom)
    let legend = Self.legend(below: all)
    return all.picture(title: "What settings matter", legendCount: legend.count, panels + legend.flatMap { $0 })
  }

  /// Where a panel is.
  private static func axes(_ index: Int) -> PlotDrawing {
    let left = 560 + index % columns * 2550
    let top = 300 + index / columns * 1900
    return PlotDrawing(left: left, top: top, right: left + 1900, bottom: top + 1300, labelSize: 11)
  }

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

    /// An interval may reach beyond what µAP can be.
    func share(_ value: Double) -> Double { (min(max(value, low), high) - low) / (high - low) }
  }

  /// One setting.
  private struct Panel {
    let effect: TuningReport.Effect
    let axes: PlotDrawing
    let scale: Scale

    private func y(_ value: Double) -> Int { axes.y(scale.share(value)) }

    var shapes: [PlotShape] {
      var parts: [PlotShape] = [
        .text(PlotText(effect.name, x: axes.left, y: axes.top - 80, anchor: .start, isBold: effect.isTold))
      ]
      for line in scale.lines {
        parts += [PlotDrawing.grid(axes.level(y(line))), axes.label(scale.label(line), besideY: y(line))]
      }
      if let center = effect.center { parts.append(EffectPlot.center(axes.level(y(center)))) }
      let points = effect.outcomes.enumerated().map { place, outcome in
        (x: axes.x((Double(place) + 0.5) / Double(effect.outcomes.count)), y: y(outcome.microAveragePrecision))
      }
      parts.append(.path(PlotPath(points), PlotPen(EffectPlot.color, width: 15)))
      for (point, outcome) in zip(points, effect.outcomes) {
        if let interval = outcome.interval, let center = effect.center {
          parts.append(EffectPlot.bar(x: point.x, from: y(center + interval.lower), to: y(center + interval.upper)))
        }
        parts += [
          EffectPlot.mark(x: point.x, y: point.y, isBase: outcome.isBase, isChosen: outcome.isChosen),
          axes.label("\(outcome.value)", belowX: point.x, isBold: outcome.isChosen),
        ]
      }
      return parts + [axes.frame]
    }
  }

  private static let color = PlotStyle.all(2)[0].color
  private static let chosenColor = PlotStyle.all(2)[1].color

  /// The line of µAP as chosen.
  private static func center(_ path: PlotPath) -> PlotShape { PlotDrawing.dashed(path, color: chosenColor) }

  private static func bar(x: Int, from low: Int, to high: Int) -> PlotShape {
    let ends = [low, high].map { PlotPath.level(y: $0, from: x - 40, to: x + 40) }
    return .path(PlotPath.upright(x: x, from: low, to: high) + ends[0] + ends[1], PlotPen(color))
  }

  /// A value: large where it is chosen, hollow where a search has it anyway.
  private static func mark(x: Int, y: Int, isBase: Bool, isChosen: Bool) -> PlotShape {
    let color = isChosen ? chosenColor : Self.color
    return .circle(x: x, y: y, radius: isChosen ? 50 : 35, fill: isBase ? .white : color, stroke: color)
  }

  private static func legend(below panels: PlotDrawing) -> [[PlotShape]] {
    let middle = PlotDrawing.sampleWidth / 2
    return [
      panels.legend(0, name: "chosen", text: "the dashed line is µAP with it") { x, y in
        [
          center(.level(y: y, from: x, to: x + 2 * middle)),
          mark(x: x + middle, y: y, isBase: false, isChosen: true),
        ]
      },
      panels.legend(1, name: "the usual value", text: "large where it is kept") { x, y in
        [mark(x: x + middle, y: y, isBase: true, isChosen: false)]
      },
      panels.legend(
        2, name: "95 % interval of the difference from the chosen value",
        text: "settings in bold have a value whose bar doesn't reach the dashed line"
      ) { x, y in [bar(x: x + middle, from: y + 60, to: y - 60)] },
    ]
  }
}

extension TuningReport.Effect {
  /// µAP as chosen.
  fileprivate var center: Double? { outcomes.first(where: \.isChosen)?.microAveragePrecision }
}
