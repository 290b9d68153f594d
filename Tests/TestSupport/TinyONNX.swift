/// Small models in ONNX's format, written by hand: what tests need in place of somebody's network.
///
/// A file is a message of protocol buffers; fields and their numbers are those of ONNX's schema (onnx.proto), IR version 8.
public struct TinyONNX {
  public enum Element: UInt64 {
    case float32 = 1
    case uint8 = 2
    case int64 = 7
    case float16 = 10
  }

  /// An input or output: its dimensions, negative where they are open.
  public struct Tensor {
    let name: String
    let element: Element
    let shape: [Int]

    public init(_ name: String, _ element: Element, _ shape: [Int]) {
      (self.name, self.element, self.shape) = (name, element, shape)
    }
  }

  /// A node of the graph.
  public struct Node {
    let type: String
    let inputs: [String]
    let output: String
    /// Whole numbers, or a list of them.
    let attributes: [(name: String, value: [Int], isList: Bool)]

    public init(
      _ type: String, _ inputs: [String], _ output: String,
      attributes: [(name: String, value: [Int], isList: Bool)] = []
    ) {
      (self.type, self.inputs, self.output, self.attributes) = (type, inputs, output, attributes)
    }
  }

  public var inputs: [Tensor]
  public var outputs: [Tensor]
  public var nodes: [Node]

  public init(inputs: [Tensor], outputs: [Tensor], nodes: [Node]) {
    (self.inputs, self.outputs, self.nodes) = (inputs, outputs, nodes)
  }

  /// The mean of each channel of a picture of floats, `[1, 3, height, width]`, as three numbers.
  public static func meanOfChannels(shape: [Int] = [-1, 3, -1, -1]) -> TinyONNX {
    TinyONNX(
      inputs: [Tensor("picture", .float32, shape)], outputs: [Tensor("mean", .float32, [-1, 3])],
      nodes: [
        Node("GlobalAveragePool", ["picture"], "pooled"),
        Node("Flatten", ["pooled"], "mean", attributes: [("axis", [1], false)]),
      ])
  }

  /// The same of a picture of bytes, `[1, height, width, 3]`.
  public static func meanOfBytes(shape: [Int] = [-1, -1, -1, 3]) -> TinyONNX {
    TinyONNX(
      inputs: [Tensor("picture", .uint8, shape)], outputs: [Tensor("mean", .float32, [-1, 3])],
      nodes: [
        Node("Cast", ["picture"], "floats", attributes: [("to", [1], false)]),
        Node("Transpose", ["floats"], "planes", attributes: [("perm", [0, 3, 1, 2], true)]),
        Node("GlobalAveragePool", ["planes"], "pooled"),
        Node("Flatten", ["pooled"], "mean", attributes: [("axis", [1], false)]),
      ])
  }

  /// The logarithm of the mean of each channel: no finite number where that is 0 or less.
  public static func logarithm() -> TinyONNX {
    var model = meanOfChannels()
    model.nodes.append(Node("Log", ["mean"], "logarithm"))
    model.outputs = [Tensor("logarithm", .float32, [-1, 3])]
    return model
  }

  /// Of two pictures of floats, `query` and `reference`, how much greater the mean of all numbers is of the query: one number,
  /// `logit`, of the shape [1, 1].
  public static func differenceOfMeans(shape: [Int] = [-1, 3, -1, -1]) -> TinyONNX {
    TinyONNX(
      // The order of inputs is the model's own.
      inputs: [Tensor("reference", .float32, shape), Tensor("query", .float32, shape)],
      outputs: [Tensor("logit", .float32, [-1, 1])],
      nodes: [
        Node("GlobalAveragePool", ["query"], "shown"), Node("GlobalAveragePool", ["reference"], "original"),
        Node("Sub", ["shown", "original"], "channels"),
        Node("ReduceMean", ["channels"], "mean", attributes: [("axes", [1], true)]),
        Node("Flatten", ["mean"], "logit", attributes: [("axis", [1], false)]),
      ])
  }

  /// The file.
  public var bytes: [UInt8] {
    var graph = Message()
    for node in nodes { graph.add(1, Self.message(of: node)) }
    graph.add(2, "tiny")
    for input in inputs { graph.add(11, Self.message(of: input)) }
    for output in outputs { graph.add(12, Self.message(of: output)) }
    var operators = Message()
    operators.add(2, 13)
    var model = Message()
    model.add(1, 8)
    model.add(7, graph)
    model.add(8, operators)
    return model.bytes
  }

  private static func message(of tensor: Tensor) -> Message {
    var shape = Message()
    for (index, side) in tensor.shape.enumerated() {
      var dimension = Message()
      if side < 0 { dimension.add(2, "open\(index)") } else { dimension.add(1, UInt64(side)) }
      shape.add(1, dimension)
    }
    var type = Message()
    type.add(1, tensor.element.rawValue)
    type.add(2, shape)
    var holder = Message()
    holder.add(1, type)
    var message = Message()
    message.add(1, tensor.name)
    message.add(2, holder)
    return message
  }

  private static func message(of node: Node) -> Message {
    var message = Message()
    for input in node.inputs { message.add(1, input) }
    message.add(2, node.output)
    message.add(4, node.type)
    for (name, values, isList) in node.attributes {
      var attribute = Message()
      attribute.add(1, name)
      for value in values { attribute.add(isList ? 8 : 3, UInt64(value)) }
      attribute.add(20, isList ? 7 : 2)
      message.add(5, attribute)
    }
    return message
  }
}

/// A message of protocol buffers.
private struct Message {
  private(set) var bytes: [UInt8] = []

  /// A whole number.
  mutating func add(_ field: UInt64, _ value: UInt64) {
    append(field << 3)
    append(value)
  }

  mutating func add(_ field: UInt64, _ text: String) { add(field, Array(text.utf8)) }
  mutating func add(_ field: UInt64, _ message: Message) { add(field, message.bytes) }

  private mutating func add(_ field: UInt64, _ content: [UInt8]) {
    append(field << 3 | 2)
    append(UInt64(content.count))
    bytes += content
  }

  /// Seven bits a byte, the lowest first.
  private mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
