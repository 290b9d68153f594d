import Files
import Foundation
import Pyramid

/// How a photo becomes the input of a model: what its training did, which the model's file doesn't tell.
///
/// As JSON, `{"width": 224, "height": 224, "fit": "crop", "shortSide": 256, "mean": [0.485, 0.456, 0.406],
/// "deviation": [0.229, 0.224, 0.225]}`; what is left out is the default, or told by the model.
public struct Preprocessing: Sendable, Hashable, Codable {
  /// What becomes of a photo's aspect.
  public enum Fit: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is lost: the photo fills the input.
    case squash
    /// The photo is reduced to ``shortSide``, and the middle is cut out.
    case crop
    /// The input has the photo's aspect, and ``shortSide``; its long side at most ``longestAspect`` times that, to which
    /// longer photos are squashed.
    case keep
  }

  /// See ``Fit/keep``: a photo of one row must not ask for an input of gigabytes.
  static let longestAspect = 4

  /// Order of the channels.
  public enum Colors: String, Sendable, Hashable, Codable, CaseIterable {
    case rgb, bgr
  }

  /// Of the input, in pixels; nil as the model says. Of no meaning where the aspect is kept.
  public var width: Int?
  public var height: Int?
  public var fit = Fit.squash
  /// Of the reduced photo, in pixels; nil for the shorter side of the input.
  public var shortSide: Int?
  public var filter = ResamplingFilter.bilinear
  /// nil as the model says.
  public var layout: TensorLayout?
  /// nil as the model says.
  public var type: TensorElement?
  public var colors = Colors.rgb
  /// What the value 255 of a pixel is before mean and deviation; of float32 alone, as these.
  public var range: Double?
  /// Of red, green, blue, taken off; nil for 0.
  public var mean: [Double]?
  /// Of red, green, blue, by which what is left is divided; nil for 1.
  public var deviation: [Double]?
  /// The name of the model's output; needed where there are several.
  public var output: String?

  public init() {}

  /// The presets by their names.
  public static let presets: [(name: String, preprocessing: Preprocessing)] = [
    ("sscd", Preprocessing(side: 288, fit: .squash, mean: imageNetMean, deviation: imageNetDeviation)),
    ("sscd-aspect", Preprocessing(shortSide: 288, fit: .keep, mean: imageNetMean, deviation: imageNetDeviation)),
    (
      "dinov2",
      Preprocessing(
        side: 224, shortSide: 256, fit: .crop, filter: .bicubic, mean: imageNetMean, deviation: imageNetDeviation)
    ),
    (
      "clip",
      Preprocessing(
        side: 224, fit: .crop, filter: .bicubic, mean: [0.48145466, 0.4578275, 0.40821073],
        deviation: [0.26862954, 0.26130258, 0.27577711])
    ),
    (
      "resnet",
      Preprocessing(side: 224, shortSide: 256, fit: .crop, mean: imageNetMean, deviation: imageNetDeviation)
    ),
  ]

  // Of the training photos of ImageNet, by which most models are trained.
  private static let imageNetMean = [0.485, 0.456, 0.406]
  private static let imageNetDeviation = [0.229, 0.224, 0.225]

  private init(
    side: Int? = nil, shortSide: Int? = nil, fit: Fit, filter: ResamplingFilter = .bilinear, mean: [Double],
    deviation: [Double]
  ) {
    (width, height, self.shortSide) = (side, side, shortSide)
    (self.fit, self.filter) = (fit, filter)
    (self.mean, self.deviation) = (mean, deviation)
  }

  /// A preset by its name, or what a JSON file says.
  ///
  /// - Throws: `FileError` when the file can't be read, ``ModelError`` when it is no object of these settings, or one is out
  ///   of range.
  public init(named name: String) throws {
    if let preset = Self.presets.first(where: { $0.name == name }) {
      self = preset.preprocessing
      return
    }
    let bytes: [UInt8]
    do { bytes = try readFile(name, limit: Self.mostBytes) } catch {
      // It may be meant as a preset.
      let known = Self.presets.map(\.name).joined(separator: ", ")
      throw ModelError(name, "\(error.reason); there are the presets \(known), and JSON files")
    }
    self = try Self.decode(Data(bytes), path: name)
    try validate(path: name)
  }

  /// Of a file, which is a few lines.
  private static let mostBytes = 1 << 20
  /// Longest side of an input, in pixels.
  static let longestSide = 4096

  private static func decode(_ data: Data, path: String) throws(ModelError) -> Preprocessing {
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw ModelError(path, "it is no JSON object of preprocessing, such as {\"width\": 224, \"height\": 224}")
    }
    let known = CodingKeys.allCases.map(\.rawValue)
    if let unknown = object.keys.sorted().first(where: { !known.contains($0) }) {
      throw ModelError(path, "there is no setting \(unknown); there are \(known.joined(separator: ", "))")
    }
    do {
      return try JSONDecoder().decode(Self.self, from: data)
    } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context) {
      // The decoder doesn't name a number that doesn't fit.
      guard let name = context.codingPath.first?.stringValue else {
        throw ModelError(path, "a number of it is out of range, or not whole where it has to be")
      }
      throw ModelError(path, "\(name) is of no use: \(context.debugDescription)")
    } catch {
      throw ModelError(path, "\(error)")
    }
  }

  private func validate(path: String) throws(ModelError) {
    for (name, side) in [("width", width), ("height", height), ("shortSide", shortSide)] {
      guard let side else { continue }
      guard (1...Self.longestSide).contains(side) else {
        throw ModelError(path, "\(name) is \(side), but must be in 1...\(Self.longestSide)")
      }
    }
    for (name, values) in [("mean", mean), ("deviation", deviation)] {
      guard let values else { continue }
      guard values.count == 3 else {
        throw ModelError(path, "\(name) has \(values.count) numbers, but must have three, of red, green and blue")
      }
      guard values.allSatisfy({ $0.isFinite && abs($0) <= 1e6 }) else {
        throw ModelError(path, "\(name) is \(values), but its numbers must be within ±1000000")
      }
    }
    if let deviation, !deviation.allSatisfy({ $0 >= 1e-6 }) {
      throw ModelError(path, "deviation is \(deviation), but must be more than 0")
    }
    if let range, !(range.isFinite && range > 0 && range <= 1e6) {
      throw ModelError(path, "range is \(range), but must be more than 0, and at most 1000000")
    }
    if type == .uint8, mean != nil || deviation != nil || range != nil {
      throw ModelError(path, "mean, deviation and range are for float32, but type is uint8")
    }
  }
}

/// As files have it: what is left out is the default.
extension Preprocessing {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case width, height, fit, shortSide, filter, layout, type, colors, range, mean, deviation, output
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      try container.decodeIfPresent(Value.self, forKey: key)
    }
    width = try value(.width)
    height = try value(.height)
    fit = try value(.fit) ?? fit
    shortSide = try value(.shortSide)
    filter = try value(.filter) ?? filter
    layout = try value(.layout)
    type = try value(.type)
    colors = try value(.colors) ?? colors
    range = try value(.range)
    mean = try value(.mean)
    deviation = try value(.deviation)
    output = try value(.output)
  }
}
