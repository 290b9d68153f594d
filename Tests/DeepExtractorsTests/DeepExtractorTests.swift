import Foundation
import Imaging
import TestSupport
import Testing

@testable import DeepExtractors

/// Models of our own making, run by the ONNX Runtime that is there.
@Suite("DeepExtractor", .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
struct DeepExtractorTests {
  private let folder = TemporaryFolder()

  private func write(_ model: TinyONNX, _ name: String = "tiny.onnx") -> String { folder.write(model.bytes, to: name) }

  private func extractor(
    _ path: String, _ json: String? = nil, _ engine: InferenceEngine = .onnxruntime
  ) throws -> DeepExtractor {
    let preprocessing = try json.map { try Preprocessing(named: folder.write($0, to: "p.json")) }
    guard engine == .onnxruntime else {
      return try DeepExtractor(modelAt: path, preprocessing: preprocessing, engine: engine)
    }
    let library = try ONNXRuntime(#require(Deep.runtime))
    return try DeepExtractor(
      modelAt: path, preprocessing: preprocessing,
      network: ONNXModel(path: path, output: preprocessing?.output, library: library))
  }

  private func expectError(
    _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> some Any
  ) {
    do {
      Issue.record("no error, but \(try body())", sourceLocation: sourceLocation)
    } catch {
      for part in parts {
        #expect("\(error)".contains(part), "\(error)", sourceLocation: sourceLocation)
      }
    }
  }

  private let photo = ColorImage(width: 2, height: 2, pixels: [10, 0, 1, 20, 0, 2, 30, 0, 3, 40, 8, 4])
  private let square = #"{"width": 2, "height": 2, "range": 255}"#

  @Test("gives a model's numbers, of bytes and of floats, and says what made them")
  func numbers() throws {
    let bytes = try extractor(write(.meanOfBytes()), #"{"width": 2, "height": 2}"#)
    #expect(try bytes.vector(of: photo) == [25, 2, 2.5] && bytes.dimension == 3)
    #expect(bytes.model.name == "tiny" && bytes.model.checksum?.count == 16)
    #expect(bytes.model.runtime?.hasPrefix("onnxruntime 1.") == true)
    #expect(bytes.model.preprocessing?.contains(#""width":2"#) == true)
    let floats = try extractor(write(.meanOfChannels()), square)
    #expect(try floats.vector(of: photo) == [25, 2, 2.5])
    #expect(floats.model.checksum != bytes.model.checksum)
  }

  @Test("a model that takes bytes of one size needs no preprocessing")
  func fixedSize() throws {
    let tiny = try extractor(write(.meanOfBytes(shape: [1, 2, 2, 3])))
    #expect(try tiny.vector(of: photo) == [25, 2, 2.5])
  }

  @Test("an output is chosen by its name")
  func output() throws {
    var model = TinyONNX.meanOfChannels()
    model.nodes.append(.init("Neg", ["mean"], "negative"))
    model.outputs.append(.init("negative", .float32, [-1, 3]))
    let path = write(model)
    expectError("tiny.onnx: it has 2 outputs (mean, negative)") { try extractor(path, square) }
    let named = #"{"width": 2, "height": 2, "range": 255, "output": "negative"}"#
    #expect(try extractor(path, named).vector(of: photo) == [-25, -2, -2.5])
    expectError("it has no output x; there are mean, negative") {
      try extractor(path, #"{"width": 2, "height": 2, "output": "x"}"#)
    }
  }

  @Test("what is no model of one picture that gives one vector is refused, and named")
  func refusals() throws {
    expectError("/nowhere.onnx: there is no such file") { try extractor("/nowhere.onnx", square) }
    expectError("text.onnx: ONNX Runtime", "can't read it as a model") {
      try extractor(folder.write("no model", to: "text.onnx"), square)
    }
    expectError("can't read it as a model") { try extractor(folder.write([UInt8](), to: "empty.onnx"), square) }
    expectError("can't read it as a model") {
      try extractor(folder.write(Array(TinyONNX.meanOfBytes().bytes.dropLast(9)), to: "cut.onnx"), square)
    }

    var model = TinyONNX.meanOfChannels()
    model.inputs.append(.init("mask", .float32, [1]))
    model.nodes.append(.init("Add", ["mean", "mask"], "sum"))
    model.outputs = [.init("sum", .float32, [-1, 3])]
    expectError("tiny.onnx: it has 2 inputs") { try extractor(write(model), square) }

    model = .meanOfBytes()
    model.inputs = [.init("picture", .float16, [1, 2, 2, 3])]
    expectError("its input is of type float16, but must be of uint8 or float32") { try extractor(write(model), square) }

    model = .meanOfBytes()
    model.nodes.append(.init("Cast", ["mean"], "whole", attributes: [("to", [7], false)]))
    model.outputs = [.init("whole", .int64, [-1, 3])]
    expectError("its output is of type int64, but must be of float32") { try extractor(write(model), square.bytesOnly) }

    model = .meanOfChannels()
    model.nodes = [.init("Identity", ["picture"], "map")]
    model.outputs = [.init("map", .float32, [-1, 3, -1, -1])]
    expectError("its output has the shape [1, 3, 2, 2], but must be one vector") { try extractor(write(model), square) }

    expectError("its input has the shape [1, 3, 2]") {
      try extractor(write(.meanOfChannels(shape: [1, 3, 2])), square)
    }
    expectError("has the width 3, but the model 2") {
      try extractor(write(.meanOfChannels(shape: [1, 3, 2, 2])), #"{"width": 3, "height": 2}"#)
    }
  }

  @Test("numbers that are not finite are an error: of the model where a grey picture gives them, else of the photo")
  func notFinite() throws {
    expectError("not finite: 3 of 3, the first of them nan") {
      try extractor(write(.logarithm()), #"{"width": 2, "height": 2, "mean": [1, 1, 1]}"#)
    }
    let tiny = try extractor(write(.logarithm()), square)
    #expect(try tiny.vector(of: ColorImage(width: 1, height: 1, filledWith: RGB(1, 1, 1))) == [0, 0, 0])
    expectError("not finite: 1 of 3, the first of them -inf") {
      try tiny.vector(of: ColorImage(width: 1, height: 1, filledWith: RGB(0, 1, 1)))
    }
  }

  @Test("many tasks at once get what one gets")
  func tasks() async throws {
    let tiny = try extractor(write(.meanOfBytes()), #"{"width": 7, "height": 5}"#)
    let photos = (1...20).map { ColorImage(syntheticPhoto(width: 30, height: 20, seed: UInt64($0))) }
    let alone = try photos.map { try tiny.vector(of: $0) }
    let together = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for (index, photo) in photos.enumerated() { group.addTask { (index, try tiny.vector(of: photo)) } }
      return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
    }
    for (index, vector) in alone.enumerated() { #expect(together[index] == vector) }
  }

  @Test("OpenCV gives the same numbers for a model of floats, and takes no bytes")
  func openCV() throws {
    let path = write(.meanOfChannels(shape: [1, 3, 2, 2]))
    let opencv = try extractor(path, square, .opencv)
    #expect(try opencv.vector(of: photo) == [25, 2, 2.5])
    #expect(opencv.model.runtime?.hasPrefix("opencv 4.") == true)
    // Which engine ran it doesn't make vectors others.
    #expect(try opencv.model == extractor(path, square).model)
  }
}

@Suite("OpenCVModel") struct OpenCVModelTests {
  private let folder = TemporaryFolder()
  private let preprocessing: Preprocessing = {
    var preprocessing = Preprocessing()
    (preprocessing.width, preprocessing.height, preprocessing.range) = (2, 2, 255)
    return preprocessing
  }()

  private func open(_ bytes: [UInt8]) throws -> DeepExtractor {
    try DeepExtractor(modelAt: folder.write(bytes, to: "m.onnx"), preprocessing: preprocessing, engine: .opencv)
  }

  @Test("runs a model of floats without ONNX Runtime")
  func numbers() throws {
    let tiny = try open(TinyONNX.meanOfChannels(shape: [1, 3, 2, 2]).bytes)
    #expect(try tiny.vector(of: ColorImage(width: 1, height: 1, filledWith: RGB(3, 2, 1))) == [3, 2, 1])
  }

  @Test("what it can't read is an error that names the file")
  func refusals() {
    for bytes in [Array("no model".utf8), [], Array(TinyONNX.meanOfChannels().bytes.dropLast(30))] {
      let error = #expect(throws: ModelError.self) { try open(bytes) }
      #expect(error?.description.contains("m.onnx: OpenCV's DNN can't read it as a model") == true)
    }
  }

  @Test("numbers that are not finite are said")
  func notFinite() {
    var asked = preprocessing
    asked.mean = [900, 900, 900]
    let path = folder.write(TinyONNX.logarithm().bytes, to: "m.onnx")
    #expect(throws: ModelError.self) { try DeepExtractor(modelAt: path, preprocessing: asked, engine: .opencv) }
  }
}

extension String {
  /// Preprocessing without what is for floats.
  fileprivate var bytesOnly: String { replacing(#", "range": 255"#, with: "") }
}
