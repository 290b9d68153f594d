/// How the values of a picture lie in a model's input.
public enum TensorLayout: String, Sendable, Hashable, Codable, CaseIterable {
  /// Batch, channels, height, width.
  case nchw
  /// Batch, height, width, channels.
  case nhwc
}

/// Of what type the values of a picture are.
public enum TensorElement: String, Sendable, Hashable, Codable, CaseIterable {
  case uint8, float32
}

/// What a model says of its input: a picture of three channels.
struct ModelInput: Sendable, Hashable {
  let element: TensorElement
  /// nil where the model leaves open which dimension is that of the channels.
  let layout: TensorLayout?
  /// In pixels; nil where the model leaves it open, or the layout.
  let width: Int?
  let height: Int?

  /// - Parameters:
  ///   - name: of the input; nil for the only one.
  ///   - element: a number of ONNX.
  ///   - shape: negative numbers where the model leaves them open.
  /// - Throws: ``ModelError`` for what is no picture.
  init(_ name: String? = nil, element: Int, shape: [Int], path: String) throws(ModelError) {
    let its = name.map { "its input \($0)" } ?? "its input"
    switch element {
    case 1: self.element = .float32
    case 2: self.element = .uint8
    default:
      throw ModelError(
        path, "\(its) is of type \(elementName(ofONNX: element)), but must be of uint8 or float32")
    }
    guard shape.count == 4 else {
      throw ModelError(
        path,
        "\(its) has the shape \(shape.asShape), but a picture has four dimensions: [1, 3, height, width] or "
          + "[1, height, width, 3]")
    }
    guard shape[0] < 0 || shape[0] == 1 else {
      throw ModelError(
        path, "\(its) takes \(shape[0]) pictures at a time (\(shape.asShape)), but must take one or any number")
    }
    switch (shape[1], shape[3]) {
    case (3, let last) where last != 3: layout = .nchw
    case (let first, 3) where first != 3: layout = .nhwc
    // Three channels may be in either place, and open dimensions in both.
    case (let first, let last) where (first == 3 || first < 0) && (last == 3 || last < 0): layout = nil
    default: throw ModelError(path, "\(its) has the shape \(shape.asShape), without three channels")
    }
    func side(_ index: Int) -> Int? { shape[index] < 0 ? nil : shape[index] }
    switch layout {
    case .nchw: (height, width) = (side(2), side(3))
    case .nhwc: (height, width) = (side(1), side(2))
    case nil: (height, width) = (nil, nil)
    }
  }
}

/// What ONNX calls the types of elements.
func elementName(ofONNX number: Int) -> String {
  let names = [
    "no tensor", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16",
    "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16",
  ]
  return names.indices.contains(number) ? names[number] : "number \(number)"
}
