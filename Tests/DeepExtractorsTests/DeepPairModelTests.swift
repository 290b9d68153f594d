import Foundation
import Imaging
import TestSupport
import Testing

@testable import DeepExtractors

@Suite("DeepPairModel") struct DeepPairModelTests {
  private let folder = TemporaryFolder()
  private static let square = #"{"width": 2, "height": 2, "range": 255}"#

  private func write(_ model: TinyONNX) -> String { folder.write(model.bytes, to: "pair.onnx") }

  private func open(_ model: TinyONNX, _ json: String? = square) throws -> DeepPairModel {
    let library = try #require(Deep.runtime)
    return try DeepPairModel(
      modelAt: write(model), preprocessing: json.map { folder.write($0, to: "pair.json") }
    ) { try ONNXRuntime(library) }
  }

  private func message(_ body: () throws -> some Any) -> String {
    do { return "nothing but \(try body())" } catch { return "\(error)" }
  }

  private func flat(_ level: UInt8) -> ColorImage {
    ColorImage(width: 9, height: 7, filledWith: RGB(level, level, level))
  }

  @Test(
    "gives what the model says of query and reference, whatever the order of its inputs",
    .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
  func numbers() throws {
    let swapped = {
      var model = TinyONNX.differenceOfMeans(shape: [1, 3, 2, 2])
      model.inputs.reverse()
      return model
    }()
    for tiny in [TinyONNX.differenceOfMeans(), swapped] {
      let model = try open(tiny)
      let (light, dark) = (model.picture(of: flat(30)), model.picture(of: flat(10)))
      #expect(light.size == ImageSize(width: 2, height: 2))
      #expect(try model.logit(query: light, reference: dark) == 20)
      #expect(try model.logit(query: dark, reference: light) == -20)
      #expect(model.model.name == "pair" && model.model.checksum?.count == 16)
      #expect(model.model.runtime?.hasPrefix("onnxruntime 1.") == true)
      #expect(model.model.preprocessing?.contains(#""range":255"#) == true)
      #expect(model.files == ["pair.onnx", "pair.json"].map(folder.file))
    }
    #expect(try open(.differenceOfMeans()).model != open(swapped).model)
    #expect(
      try open(.differenceOfMeans()).model
        != open(.differenceOfMeans(), #"{"width": 3, "height": 2, "range": 255}"#).model)
  }

  @Test(
    "a number without dimensions will do, and an output of another name where the preprocessing has it",
    .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
  func outputs() throws {
    var model = TinyONNX.differenceOfMeans()
    model.nodes.removeLast(2)
    model.nodes.append(.init("ReduceMean", ["channels"], "odds", attributes: [("keepdims", [0], false)]))
    model.outputs = [.init("odds", .float32, [])]
    #expect(message { try open(model) }.hasSuffix("pair.onnx: it has no output logit; there are odds"))
    let named = try open(model, #"{"width": 2, "height": 2, "range": 255, "output": "odds"}"#)
    #expect(try named.logit(query: named.picture(of: flat(9)), reference: named.picture(of: flat(4))) == 5)
  }

  @Test(
    "what is no model of two pictures that gives one number is refused, and named",
    .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
  func refusals() throws {
    func expectRefusal(_ part: String, _ json: String? = Self.square, _ change: (inout TinyONNX) -> Void) {
      var model = TinyONNX.differenceOfMeans()
      change(&model)
      let said = message { try open(model, json) }
      #expect(said.hasPrefix(folder.file("pair.onnx: ")) && said.contains(part), "\(said)")
    }
    let both = "but must have two, query and reference, a picture each"
    expectRefusal("it has the input picture, \(both)") { $0 = .meanOfChannels() }
    expectRefusal("it has the inputs reference, photo, \(both)") { model in
      model.inputs[1] = .init("photo", .float32, [-1, 3, -1, -1])
      model.nodes[0] = .init("GlobalAveragePool", ["photo"], "shown")
    }
    expectRefusal("it has the inputs reference, query, mask, \(both)") { model in
      model.inputs.append(.init("mask", .float32, [1]))
      model.nodes[2] = .init("Sub", ["shown", "mask"], "channels")
    }
    expectRefusal("its input query has the shape [1, 3, 2], but a picture has four dimensions") {
      $0.inputs[1] = .init("query", .float32, [1, 3, 2])
    }
    expectRefusal(
      "its input reference has the shape [?, 3, ?, ?] of float32, but query [1, 3, 2, 2] of float32: both must be alike"
    ) { $0.inputs[1] = .init("query", .float32, [1, 3, 2, 2]) }
    expectRefusal("its output has the shape [1, 3], but must be one number: the natural logarithm of the odds") {
      $0.nodes.removeLast(2)
      $0.nodes.append(.init("Flatten", ["channels"], "logit", attributes: [("axis", [1], false)]))
      $0.outputs = [.init("logit", .float32, [-1, 3])]
    }
    expectRefusal("not finite: 1 of 1, the first of them -inf") {
      $0.nodes[4] = .init("Log", ["mean"], "logarithm")
      $0.nodes.append(.init("Flatten", ["logarithm"], "logit", attributes: [("axis", [1], false)]))
    }
    expectRefusal("nothing says how pixels become its float32 input: give --pair-preprocess", nil) { _ in }
    expectRefusal("it leaves the size of its input open: give --pair-preprocess", "{}") { _ in }
    expectRefusal("has the width 2, but the model 4") {
      for index in 0...1 { $0.inputs[index] = .init(["reference", "query"][index], .float32, [1, 3, 4, 4]) }
    }
  }

  @Test("a file that isn't there, and preprocessing that is none, are said before any engine is looked for")
  func before() {
    func open(_ path: String, _ json: String) -> String {
      message {
        try DeepPairModel(modelAt: path, preprocessing: json) {
          Issue.record("an engine was looked for")
          throw RuntimeError(description: "none")
        }
      }
    }
    #expect(open("/nowhere.onnx", "sscd") == "/nowhere.onnx: there is no such file; a model is one in ONNX's format")
    #expect(open(write(.differenceOfMeans()), "sccd").hasPrefix("sccd: "))
  }
}
