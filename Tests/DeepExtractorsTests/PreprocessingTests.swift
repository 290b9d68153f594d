import Foundation
import Imaging
import TestSupport
import Testing

@testable import DeepExtractors

@Suite("Preprocessing and InputPlan") struct PreprocessingTests {
  private let folder = TemporaryFolder()
  private let bytes = try! ModelInput(element: 2, shape: [-1, -1, -1, 3], path: "m")
  private let floats = try! ModelInput(element: 1, shape: [1, 3, 4, 6], path: "m")

  private func read(_ json: String) throws -> Preprocessing {
    try Preprocessing(named: folder.write(json, to: "p.json"))
  }

  /// What an error says.
  private func message(_ body: () throws -> some Any) -> String {
    do { return "nothing but \(try body())" } catch { return "\(error)" }
  }

  @Test("a file says what differs from the default, and what is left out is the default")
  func file() throws {
    var expected = Preprocessing()
    (expected.width, expected.height, expected.fit, expected.shortSide) = (6, 4, .crop, 9)
    (expected.filter, expected.colors, expected.type, expected.layout) = (.bicubic, .bgr, .float32, .nhwc)
    (expected.range, expected.mean, expected.deviation, expected.output) = (255, [1, 2, 3], [4, 5, 6], "vector")
    let read = try read(
      """
      {"width": 6, "height": 4, "fit": "crop", "shortSide": 9, "filter": "bicubic", "colors": "bgr", "type": "float32",
       "layout": "nhwc", "range": 255, "mean": [1, 2, 3], "deviation": [4, 5, 6], "output": "vector"}
      """)
    #expect(read == expected)
    #expect(try self.read("{}") == Preprocessing())
  }

  @Test(
    "what a file can't say is refused with its name, the value and what must be",
    arguments: [
      ("[]", "no JSON object"), ("{", "no JSON object"),
      ("{\"widht\": 3}", "there is no setting widht; there are width"),
      ("{\"width\": 0}", "width is 0, but must be in 1...4096"), ("{\"shortSide\": 99999}", "shortSide is 99999"),
      ("{\"width\": \"3\"}", "width is of no use"),
      ("{\"width\": 1.5}", "a number of it is out of range, or not whole"),
      ("{\"fit\": \"fill\"}", "fit is of no use"), ("{\"mean\": [1, 2]}", "mean has 2 numbers, but must have three"),
      ("{\"deviation\": [1, 0, 1]}", "deviation is [1.0, 0.0, 1.0]"), ("{\"range\": -1}", "range is -1.0"),
      ("{\"type\": \"uint8\", \"range\": 2}", "are for float32, but type is uint8"),
    ])
  func refusals(json: String, says part: String) {
    let said = message { try read(json) }
    #expect(said.contains("p.json: ") && said.contains(part), "\(said)")
  }

  @Test("an unknown name tells the presets")
  func unknown() {
    #expect(message { try Preprocessing(named: "sccd") }.contains("there are the presets sscd, sscd-aspect, dinov2"))
  }

  @Test("every preset makes a plan for a model that leaves all open")
  func presets() throws {
    for (name, preset) in Preprocessing.presets {
      let plan = try InputPlan(preset, input: nil, path: name)
      #expect(plan.type == .float32 && plan.layout == .nchw && plan.mean?.count == 3, "\(name)")
    }
  }

  @Test("bytes are taken as they are, whatever mean a preset has")
  func takesBytes() throws {
    let plan = try InputPlan(try Preprocessing(named: "sscd"), input: bytes, path: "m")
    #expect(plan.mean == nil && plan.deviation == nil && plan.range == nil && plan.width == 288)
  }

  @Test("what the model tells needn't be said, and can't be contradicted; what it leaves open must be said")
  func settled() throws {
    var small = Preprocessing()
    small.mean = [0, 0, 0]
    let plan = try InputPlan(small, input: floats, path: "m")
    #expect(plan.width == 6 && plan.height == 4 && plan.layout == .nchw)
    small.width = 5
    #expect(message { try InputPlan(small, input: floats, path: "m") }.contains("has the width 5, but the model 6"))
    #expect(message { try InputPlan(nil, input: floats, path: "m") }.contains("nothing says how pixels become"))
    #expect(message { try InputPlan(nil, input: bytes, path: "m") }.contains("leaves the size of its input open"))
    let fixed = try ModelInput(element: 2, shape: [1, 8, 8, 3], path: "m")
    #expect(try InputPlan(nil, input: fixed, path: "m").width == 8)
    let kept = try Preprocessing(named: "sscd-aspect")
    #expect(message { try InputPlan(kept, input: floats, path: "m") }.contains("aspect can't be kept"))
    var crop = Preprocessing()
    (crop.width, crop.height, crop.fit, crop.shortSide) = (8, 8, .crop, 7)
    #expect(message { try InputPlan(crop, input: bytes, path: "m") }.contains("shortSide is 7"))
  }

  @Test("values lie in the order of layout and colours, as floats less mean, by deviation")
  func arrangement() throws {
    let photo = ColorImage(width: 2, height: 1, pixels: [0, 51, 102, 153, 204, 255])
    var asked = Preprocessing()
    (asked.width, asked.height, asked.colors) = (2, 1, .bgr)
    let bytes = try InputPlan(asked, input: bytes, path: "m").input(of: photo)
    guard case .bytes(let values) = bytes.values else { throw ModelError("m", "no bytes") }
    #expect(values == [102, 51, 0, 255, 204, 153] && bytes.dimensions == [1, 1, 2, 3])

    (asked.colors, asked.mean, asked.deviation) = (.rgb, [0, 0.2, 0.4], [1, 2, 0.5])
    let floats = try InputPlan(asked, input: nil, path: "m").input(of: photo)
    guard case .floats(let numbers) = floats.values else { throw ModelError("m", "no floats") }
    #expect(numbers == [0, 0.6, 0, 0.3, 0, 1.2] && floats.dimensions == [1, 3, 1, 2])
    asked.range = 10
    guard case .floats(let scaled) = try InputPlan(asked, input: nil, path: "m").input(of: photo).values else { return }
    #expect(scaled[1] == 6)
  }

  @Test("squashes, cuts the middle out, or keeps the aspect")
  func fits() throws {
    func size(_ preprocessing: Preprocessing, _ width: Int, _ height: Int) throws -> [Int] {
      let photo = ColorImage(width: width, height: height, filledWith: .white)
      let fitted = try InputPlan(preprocessing, input: bytes, path: "m").fitted(photo)
      return [fitted.width, fitted.height]
    }
    let (sscd, kept) = (try Preprocessing(named: "sscd"), try Preprocessing(named: "sscd-aspect"))
    let clip = try Preprocessing(named: "clip")
    for (width, height) in [(500, 375), (1, 1), (3000, 2), (2, 20000)] {
      #expect(try size(sscd, width, height) == [288, 288])
      #expect(try size(clip, width, height) == [224, 224])
    }
    #expect(try size(kept, 500, 375) == [384, 288] && size(kept, 100, 300) == [288, 864])
    // A photo of one row is squashed: it would take gigabytes.
    #expect(try size(kept, 100_000, 1) == [1152, 288])

    // The middle: the outer thirds are black.
    var photo = ColorImage(width: 900, height: 300, filledWith: RGB(0, 0, 0))
    for y in 0..<300 { for x in 300..<600 { photo[x, y] = .white } }
    let middle = try InputPlan(clip, input: bytes, path: "m").fitted(photo)
    #expect(middle[5, 100] == .white && middle[218, 100] == .white)
  }

  @Test("equal plans give equal text, which tells everything")
  func canonical() throws {
    let plan = try InputPlan(try Preprocessing(named: "sscd"), input: bytes, path: "m")
    #expect(
      plan.json
        == #"{"colors":"rgb","filter":"bilinear","fit":"squash","height":288,"layout":"nhwc","type":"uint8","width":288}"#
    )
  }
}

@Suite("ModelInput") struct ModelInputTests {
  @Test(
    "tells layout and size by the three channels",
    arguments: [
      ([1, 3, 5, 7], TensorLayout.nchw, 7, 5), ([-1, 5, 7, 3], .nhwc, 7, 5), ([-1, 3, -1, -1], .nchw, nil, nil),
      ([1, 3, 4, 3], nil, nil, nil), ([-1, -1, -1, -1], nil, nil, nil),
    ] as [([Int], TensorLayout?, Int?, Int?)])
  func layouts(shape: [Int], layout: TensorLayout?, width: Int?, height: Int?) throws {
    let input = try ModelInput(element: 1, shape: shape, path: "m")
    #expect(input.layout == layout && input.width == width && input.height == height)
  }

  @Test(
    "what is no picture is refused",
    arguments: [
      (10, [1, 3, 5, 7], "of type float16"), (99, [1, 3, 5, 7], "number 99"), (1, [1, 3, 5], "[1, 3, 5]"),
      (1, [8, 3, 5, 7], "8 pictures at a time"), (1, [1, 1, 5, 7], "without three channels"),
    ] as [(Int, [Int], String)])
  func refusals(element: Int, shape: [Int], says part: String) {
    let error = #expect(throws: ModelError.self) { try ModelInput(element: element, shape: shape, path: "m") }
    #expect("\(error!)".contains(part))
  }
}
