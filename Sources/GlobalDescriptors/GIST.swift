import Imaging
import Pyramid
import Vectors

/// The GIST descriptor [1]: how much energy edges and textures have, by scale, orientation and place in the photo.
///
/// As in DISC21's baseline [2], whose code has it in the form of [3]: the square in the middle of the photo, reduced to
/// 32 × 32 pixels; local contrast normalised (``LocalContrast``); a ``GaborBank`` of three scales with 8, 8 and 4
/// orientations over each colour channel; the mean magnitude of each response in 4 × 4 cells. 3 × 20 × 16 = 960 numbers,
/// in this order, the cells column by column; divided by their Euclidean norm.
///
/// A photo of one colour has only zeros. The descriptor changes when a photo is mirrored, turned or cropped.
/// - Complexity: O(pixels) to reduce the photo, and some 60 transforms of 32 × 32 numbers.
///
/// [1] Oliva & Torralba, "Modeling the shape of the scene: a holistic representation of the spatial envelope", IJCV 2001.
/// [2] Douze et al., "The 2021 Image Similarity Dataset and Challenge", arXiv 2106.09672.
/// [3] Douze et al., "Evaluation of GIST descriptors for web-scale image search", CIVR 2009.
public struct GIST: GlobalDescriptorExtractor {
  private static let cells = 4
  /// A norm below this comes from rounding alone.
  private static let leastNorm = 1e-6

  private let side: Int
  private let transform: FourierTransform
  private let contrast: LocalContrast
  private let bank: GaborBank

  public init() {
    self.init(side: 32, orientations: [8, 8, 4])
  }

  /// - Parameters:
  ///   - side: of the square that is described, in pixels: a multiple of the cells of a row.
  ///   - orientations: of each scale, the finest first.
  init(side: Int, orientations: [Int]) {
    precondition(side % Self.cells == 0, "\(side) pixels can't be divided into \(Self.cells) cells")
    self.side = side
    transform = FourierTransform(side: side)
    contrast = LocalContrast(side: side)
    bank = GaborBank(orientations: orientations, transform: transform)
  }

  public var model: VectorModel { VectorModel("gist") }
  public var dimension: Int { 3 * bank.filters.count * Self.cells * Self.cells }

  public func vector(of photo: ColorImage) -> [Float] {
    let shortest = min(photo.width, photo.height)
    let square = photo.cropped(
      x: (photo.width - shortest) / 2, y: (photo.height - shortest) / 2,
      to: ImageSize(width: shortest, height: shortest)
    ).resampled(to: ImageSize(width: side, height: side))
    let energies = energies(of: (0..<3).map { channel in square.pixels[channel...].everyThird.map { Double($0) } })
    let norm = energies.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm >= Self.leastNorm else { return energies.map { _ in 0 } }
    return energies.map { Float($0 / norm) }
  }

  /// The numbers before they are divided by their norm.
  ///
  /// - Parameter channels: planes of `side` × `side` values from 0 to 255.
  func energies(of channels: [[Double]]) -> [Double] {
    var energies: [Double] = []
    for channel in contrast.normalize(channels) {
      var spectrum = channel.map { Complex($0, 0) }
      transform.transform(&spectrum)
      for filter in bank.filters {
        var response = zip(spectrum, filter).map { $0 * $1 }
        transform.transformBack(&response)
        energies += cellMeans(of: response)
      }
    }
    return energies
  }

  /// The mean magnitude in each cell, column by column.
  private func cellMeans(of response: [Complex]) -> [Double] {
    let width = side / Self.cells
    var sums = [Double](repeating: 0, count: Self.cells * Self.cells)
    for y in 0..<side {
      for x in 0..<side {
        let value = response[y * side + x]
        sums[x / width * Self.cells + y / width] += (value * value).sum().squareRoot()
      }
    }
    // Of a cell's pixels, and for the factor that the transform leaves.
    return sums.map { $0 / Double(width * width * side * side) }
  }
}

extension ArraySlice<UInt8> {
  fileprivate var everyThird: [UInt8] { stride(from: startIndex, to: endIndex, by: 3).map { self[$0] } }
}
