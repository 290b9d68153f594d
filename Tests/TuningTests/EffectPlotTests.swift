import Features
import Foundation
import Testing

@testable import Evaluation
@testable import Tuning

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("EffectPlot") struct EffectPlotTests {
  private func outcome(_ value: StoredSetting, _ score: Double, _ bounds: ClosedRange<Double>?, isBase: Bool = false)
    -> TuningReport.Outcome
  {
    TuningReport.Outcome(
      value: value, microAveragePrecision: score, difference: bounds == nil ? nil : score - 0.95,
      interval: bounds.map {
        BootstrapInterval(lower: $0.lowerBound, upper: $0.upperBound, resamples: 10, seed: 0)
      }, isBase: isBase, isChosen: bounds == nil)
  }

  private var effects: [TuningReport.Effect] {
    [
      TuningReport.Effect(
        name: "max-features", needsExtraction: true, pairs: 60,
        outcomes: [
          outcome(.number(250), 0.8, -0.2 ... -0.1), outcome(.number(500), 0.9, -0.09...0.02, isBase: true),
          outcome(.number(750), 0.95, nil),
        ]),
      TuningReport.Effect(
        name: "first-octave", needsExtraction: true, pairs: 60,
        outcomes: [outcome(.text("<b>"), 0.95, nil, isBase: true), outcome(.text("original"), 0.96, -0.05...0.3)]),
      TuningReport.Effect(name: "models", needsExtraction: false, pairs: 20, outcomes: []),
    ]
  }

  @Test("is an XML document with a panel for each setting, a mark for each value and a bar for each interval")
  func panels() throws {
    let svg = EffectPlot(effects).picture.svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    for text in ["max-features", "first-octave", "models", "250", "750", "original", "&lt;b&gt;"] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
    // Two in the legend.
    #expect(svg.split(separator: "<circle").count - 1 == 5 + 2)
    #expect(svg.split(separator: "stroke-dasharray").count - 1 == 2 + 1, "µAP as chosen; one in the legend")
    #expect(svg == EffectPlot(effects).picture.svg)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test("shows no µAP above 1, and draws settings bold that have a value told from the chosen one")
  func scale() throws {
    let svg = EffectPlot(effects).picture.svg
    #expect(svg.contains(">1.00</text>") && !svg.contains(">1.10</text>") && !svg.contains(">1.20</text>"))
    #expect(svg.contains(/font-weight="bold">max-features</))
    #expect(svg.contains(/font-weight="normal">first-octave</))
    #expect(XMLParser(data: Data(EffectPlot([]).picture.svg.utf8)).parse(), "nothing was tried")
  }
}
