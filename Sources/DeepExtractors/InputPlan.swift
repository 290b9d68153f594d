import Foundation
import Imaging
import Pyramid

/// How every photo becomes the input of one model: ``Preprocessing`` with nothing left open.
struct InputPlan: Sendable, Hashable, Codable {
  /// Of the input, in pixels; nil where each photo has its own.
  let width: Int?
  let height: Int?
  let fit: Preprocessing.Fit
  /// nil where the photo is squashed.
  let shortSide: Int?
  let filter: ResamplingFilter
  let layout: TensorLayout
  let type: TensorElement
  let colors: Preprocessing.Colors
  /// Of float32.
  let range: Double?
  let mean: [Double]?
  let deviation: [Double]?
  /// The model's output that is the vector; nil for the only one.
  let output: String?

  /// - Parameters:
  ///   - asked: nil where nobody said.
  ///   - input: what the model says; nil where its engine doesn't tell.
  ///   - path: of the model.
  ///   - option: by which users give the preprocessing.
  /// - Throws: ``ModelError`` where the two contradict each other, or something remains open.
  init(
    _ asked: Preprocessing?, input: ModelInput?, path: String, option: String = "--preprocess"
  ) throws(ModelError) {
    func settle<Value: Equatable>(
      _ name: String, _ asked: Value?, _ told: Value?
    ) throws(ModelError) -> Value? {
      if let asked, let told, asked != told {
        throw ModelError(path, "the preprocessing has the \(name) \(asked), but the model \(told)")
      }
      return asked ?? told
    }
    type = try settle("type", asked?.type, input?.element) ?? .float32
    guard let preprocessing = asked ?? (type == .uint8 ? Preprocessing() : nil) else {
      throw ModelError(
        path,
        "nothing says how pixels become its float32 input: give \(option), a JSON file or one of "
          + Preprocessing.presets.map(\.name).joined(separator: ", "))
    }
    layout = try settle("layout", preprocessing.layout, input?.layout) ?? .nchw
    (fit, filter, colors) = (preprocessing.fit, preprocessing.filter, preprocessing.colors)
    output = preprocessing.output
    // What takes bytes does that itself.
    let takesFloats = type == .float32
    range = takesFloats ? preprocessing.range ?? 1 : nil
    mean = takesFloats ? preprocessing.mean ?? [0, 0, 0] : nil
    deviation = takesFloats ? preprocessing.deviation ?? [1, 1, 1] : nil
    if fit == .keep {
      if let width = input?.width, let height = input?.height {
        throw ModelError(
          path, "its input has \(width) × \(height) pixels, so that the photos' aspect can't be kept (fit: keep)")
      }
      guard let side = preprocessing.shortSide else { throw ModelError(path, "fit: keep needs shortSide") }
      (width, height, shortSide) = (nil, nil, side)
      return
    }
    guard let width = try settle("width", preprocessing.width, input?.width),
      let height = try settle("height", preprocessing.height, input?.height)
    else {
      throw ModelError(
        path,
        "it leaves the size of its input open: give \(option), a JSON file with width and height or one of "
          + Preprocessing.presets.map(\.name).joined(separator: ", "))
    }
    guard max(width, height) <= Preprocessing.longestSide, min(width, height) >= 1 else {
      throw ModelError(
        path, "its input has \(width) × \(height) pixels, but must have 1 to \(Preprocessing.longestSide) a side")
    }
    (self.width, self.height) = (width, height)
    guard fit == .crop else {
      shortSide = nil
      return
    }
    let side = preprocessing.shortSide ?? max(width, height)
    guard side >= max(width, height) else {
      throw ModelError(path, "shortSide is \(side), but an input of \(width) × \(height) pixels is cut out of that")
    }
    shortSide = side
  }

  /// Equal plans give equal text.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers that are finite, and words.
    return String(decoding: try! encoder.encode(self), as: UTF8.self)
  }

  /// - Parameter picture: as ``fitted(_:)`` makes it.
  func input(of picture: ColorImage) -> InputTensor {
    let size = [picture.height, picture.width]
    let dimensions = layout == .nchw ? [1, 3] + size : [1] + size + [3]
    switch type {
    case .uint8: return InputTensor(values: .bytes(arranged(picture) { _, value in value }), dimensions: dimensions)
    case .float32:
      let tables = (0..<3).map { channel in
        (0...255).map { value in
          Float((Double(value) / 255 * (range ?? 1) - (mean?[channel] ?? 0)) / (deviation?[channel] ?? 1))
        }
      }
      return InputTensor(
        values: .floats(arranged(picture) { channel, value in tables[channel][Int(value)] }), dimensions: dimensions)
    }
  }

  /// The photo at the size of the input.
  ///
  /// - Precondition: the photo is not empty.
  func fitted(_ photo: ColorImage) -> ColorImage {
    guard let width, let height else {
      let side = shortSide ?? 1
      let longest = side * Preprocessing.longestAspect
      let whole = photo.size.reduced(toShortSide: side)
      return photo.resampled(
        to: ImageSize(width: min(whole.width, longest), height: min(whole.height, longest)), by: filter)
    }
    let size = ImageSize(width: width, height: height)
    guard let shortSide else { return photo.resampled(to: size, by: filter) }
    let middle = photo.middle(ofAspect: Preprocessing.longestAspect)
    return middle.resampled(to: middle.size.reduced(toShortSide: shortSide), by: filter).middle(of: size)
  }

  /// The values of a picture in the order of the layout and of the colours.
  private func arranged<Value>(_ picture: ColorImage, _ value: (_ channel: Int, _ value: UInt8) -> Value) -> [Value] {
    let area = picture.size.area
    let order = colors == .rgb ? [0, 1, 2] : [2, 1, 0]
    return [Value](unsafeUninitializedCapacity: 3 * area) { target, count in
      picture.pixels.withUnsafeBufferPointer { source in
        for (place, channel) in order.enumerated() {
          let (start, step) = layout == .nchw ? (place * area, 1) : (place, 3)
          for index in 0..<area {
            (target.baseAddress! + start + index * step).initialize(to: value(channel, source[3 * index + channel]))
          }
        }
      }
      count = 3 * area
    }
  }
}

extension ImageSize {
  /// This size in proportion, rounded down as torchvision does it.
  fileprivate func reduced(toShortSide side: Int) -> ImageSize {
    let short = min(width, height)
    return ImageSize(width: width * side / short, height: height * side / short)
  }
}

extension ColorImage {
  /// The middle of this size; an odd rest is halved as torchvision does it.
  ///
  /// - Precondition: the image is at least as large.
  fileprivate func middle(of size: ImageSize) -> ColorImage {
    func start(_ rest: Int) -> Int { Int((Double(rest) / 2).rounded(.toNearestOrEven)) }
    return cropped(x: start(width - size.width), y: start(height - size.height), to: size)
  }

  /// The middle of a photo that is longer than `aspect` : 1, else all of it: reduced by its short side, one of a row of pixels would
  /// take gigabytes, and no more than a square is cut out.
  fileprivate func middle(ofAspect aspect: Int) -> ColorImage {
    let longest = aspect * min(width, height)
    guard size.longestSide > longest else { return self }
    return middle(of: ImageSize(width: min(width, longest), height: min(height, longest)))
  }
}
