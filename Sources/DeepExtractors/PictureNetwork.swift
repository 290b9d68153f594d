import Files
import Foundation
import Imaging
import Vectors

/// A network in a file of ONNX's format that makes numbers of pictures, each prepared alike.
///
/// Every caller at a time has a session of its own, which works on the caller's thread; equal pictures give equal numbers, for any
/// number of threads, with one version of the engine on one kind of processor.
struct PictureNetwork: Sendable {
  let path: String
  /// Its name is the file's without the extension.
  let model: VectorModel
  private let plan: InputPlan
  private let sessions: SessionPool

  /// - Parameter option: by which users give the preprocessing.
  /// - Throws: `FileError` when the file can't be read, ``ModelError`` for a model that can't be read, or whose input isn't wholly
  ///   known.
  init(
    at path: String, preprocessing: Preprocessing?, option: String = "--preprocess", by engine: any InferenceModel
  ) throws {
    var checksum = FNV1a()
    try readBlocks(of: path) { checksum.add($0) }
    let session = try engine.makeSession()
    self.path = path
    plan = try InputPlan(preprocessing, input: session.input, path: path, option: option)
    sessions = SessionPool(of: engine, first: session)
    model = VectorModel(
      URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent, checksum: checksum.digits,
      preprocessing: plan.json, runtime: engine.runtime)
  }

  /// Grey, to try a model on.
  static let trial = ColorImage(width: 64, height: 64, filledWith: RGB(128, 128, 128))

  /// - Parameter meaning: what models there are.
  /// - Throws: ``ModelError`` where there is no file: it is known before any engine.
  static func requireFile(_ path: String, meaning: String) throws(ModelError) {
    guard FileStamp(path) != nil else { throw ModelError(path, "there is no such file; a model is \(meaning)") }
  }

  /// A photo as the network sees it.
  ///
  /// - Precondition: the photo is not empty.
  func picture(of photo: ColorImage) -> ColorImage { plan.fitted(photo) }

  /// What the network makes of pictures, one for each of its inputs.
  ///
  /// - Parameter pictures: as ``picture(of:)`` makes them.
  /// - Throws: ``ModelError`` where the engine fails.
  func output(of pictures: [ColorImage]) throws(ModelError) -> OutputTensor {
    let inputs = pictures.map(plan.input(of:))
    return try sessions.withSession { (session) throws(ModelError) in try session.output(of: inputs) }
  }

  /// - Throws: ``ModelError`` where not all are finite.
  func requireFinite(_ numbers: [Float]) throws(ModelError) {
    guard let bad = numbers.first(where: { !$0.isFinite }) else { return }
    let count = numbers.count { !$0.isFinite }
    throw ModelError(
      path,
      "it gives numbers that are not finite: \(count) of \(numbers.count), the first of them "
        + (bad.isNaN ? "nan" : "\(bad)"))
  }
}
