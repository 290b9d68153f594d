import CKernels
import COpenCV
import TestSupport
import Testing

extension KernelTests {
  @Suite("FAST-9") struct FAST9Tests {
    static let thresholds: [UInt8] = [1, 7, 20, 100, 254]

    @Test("equals the scalar reference on every target", arguments: thresholds)
    func randomImages(threshold: UInt8) {
      for (width, height) in [(7, 7), (8, 9), (22, 20), (23, 8), (69, 12), (70, 7), (71, 40), (135, 11), (333, 21)] {
        for kind in GrayBytes.Kind.allCases {
          for padding in [0, 5] {
            let image = GrayBytes(kind, width, height, padding: padding, seed: UInt64(width * height))
            for suppress in [false, true] {
              let what = "\(kind) \(width) x \(height), suppressed: \(suppress)"
              expectReference(image, (0, 0, width, height), threshold, suppress, what)
            }
          }
        }
      }
    }

    @Test("finds in areas what it finds in the whole", arguments: [1, 15, 16, 17, 63, 64, 65, 500])
    func areas(columns: Int) {
      let image = GrayBytes(.noise, 150, 30, padding: 3, seed: 5)
      let whole = image.corners(threshold: 20).filter { $0.y >= 5 && $0.y < 28 }
      for suppress in [false, true] {
        for left in [0, 40, 100] {
          expectReference(image, (left, 5, left + columns, 28), 20, suppress, "\(columns) columns from \(left) on")
        }
      }
      KernelTests.onEveryTarget { target in
        let parts = stride(from: 0, to: 150, by: columns).flatMap { x in
          image.corners(in: (x, 5, x + columns, 28), threshold: 20)
        }
        #expect(parts.sorted { ($0.y, $0.x) < ($1.y, $1.x) } == whole, "\(target)")
      }
    }

    @Test("finds nothing in areas that are empty, beyond the image or at its border")
    func emptyAreas() {
      let image = GrayBytes(.noise, 80, 20, seed: 6)
      for area in [(0, 0, 80, 3), (0, 0, 3, 20), (77, 0, 90, 20), (0, 17, 80, 99), (9, 9, 9, 12), (12, 5, 9, 9)] {
        #expect(image.corners(in: area, threshold: 1) == [], "\(area)")
      }
      #expect(image.corners(threshold: 255) == [])
    }

    @Test("writes no more than there is room for, and says how many there are")
    func capacity() {
      let image = GrayBytes(.noise, 90, 15, seed: 7)
      let all = image.corners(threshold: 10)
      #expect(all.count > 20)
      KernelTests.onEveryTarget { target in
        for room in [0, 1, 7, all.count - 1, all.count] {
          let output = GuardedBytes([UInt8](repeating: 0xAA, count: 6 * room))
          output.start.withMemoryRebound(to: fk_corner.self, capacity: room) { corners in
            let scratch = FASTScratch(columns: 90)
            let count = fk_fast9(
              image.pixels, 90, 15, 90, 0, 0, 90, 15, 10, false, scratch.start, scratch.count, corners, room)
            #expect(count == all.count, "\(target)")
            #expect((0..<room).map { Corner(corners[$0]) } == Array(all.prefix(room)), "\(target)")
          }
        }
      }
    }

    @Test("needs nine neighbours in a row, not eight", arguments: 0..<16)
    func arcs(first: Int) {
      let circle = [
        (0, 3), (1, 3), (2, 2), (3, 1), (3, 0), (3, -1), (2, -2), (1, -3),
        (0, -3), (-1, -3), (-2, -2), (-3, -1), (-3, 0), (-3, 1), (-2, 2), (-1, 3),
      ]
      for (arc, value, score) in [(8, 150, nil), (9, 150, 49), (9, 40, 59), (16, 101, 0), (9, 255, 154)] {
        var bytes = [UInt8](repeating: 100, count: 49)
        for i in first..<first + arc { bytes[24 + 7 * circle[i % 16].1 + circle[i % 16].0] = UInt8(value) }
        let image = GrayBytes(bytes, 7, 7)
        KernelTests.onEveryTarget { target in
          #expect(image.corners(threshold: 0) == (score.map { [Corner(3, 3, $0)] } ?? []), "\(arc) on \(target)")
        }
      }
    }

    @Test("equals cv::FAST, with and without suppression", arguments: thresholds, GrayBytes.Kind.allCases)
    func parity(threshold: UInt8, kind: GrayBytes.Kind) throws {
      var sizes = [(120, 90), (333, 60), (500, 37), (64, 64), (70, 70)]
      for side in 1...9 { sizes += [(side, 9), (9, side), (side, side), (80, side), (side, 80)] }
      for (width, height) in sizes {
        let image = GrayBytes(kind, width, height, padding: 3, seed: UInt64(width * 1000 + height))
        let all = try image.openCVCorners(threshold, suppress: false)
        let maxima = try image.openCVCorners(threshold, suppress: true)
        if width == 333 && threshold <= 20 { #expect(!maxima.isEmpty && maxima.count < all.count, "\(kind)") }
        KernelTests.onEveryTarget { target in
          let found = image.corners(threshold: threshold)
          #expect(found.map { Corner($0.x, $0.y, 0) } == all, "\(width) x \(height), \(target)")
          #expect(image.corners(threshold: threshold, suppress: true) == maxima, "\(width) x \(height), \(target)")
        }
      }
    }

    @Test("suppresses equal neighbours and score 0; keeps what stands alone")
    func suppression() {
      // A lone pixel of value v on 100 is a corner of score v - 101; so are two beside each other, whose circles miss
      // the other one.
      func corners(_ pixels: [(x: Int, y: Int, value: UInt8)]) -> [Corner] {
        var bytes = [UInt8](repeating: 100, count: 90 * 12)
        for pixel in pixels { bytes[pixel.y * 90 + pixel.x] = pixel.value }
        return GrayBytes(bytes, 90, 12).corners(threshold: 0, suppress: true)
      }
      KernelTests.onEveryTarget { target in
        #expect(corners([]) == [], "\(target)")
        #expect(corners([(5, 5, 102)]) == [Corner(5, 5, 1)], "\(target)")
        #expect(corners([(5, 5, 101)]) == [], "\(target)")
        for (x, y) in [(6, 5), (4, 6), (5, 6), (6, 6)] {
          #expect(corners([(5, 5, 150), (x, y, 160)]) == [Corner(x, y, 59)], "\(target)")
          #expect(corners([(5, 5, 160), (x, y, 150)]) == [Corner(5, 5, 59)], "\(target)")
          #expect(corners([(5, 5, 150), (x, y, 150)]) == [], "\(target)")
        }
        // Across the border of two vectors.
        for x in [18, 19, 34, 35, 66, 67] {
          #expect(corners([(x, 5, 150), (x + 1, 6, 160)]) == [Corner(x + 1, 6, 59)], "\(x), \(target)")
        }
        let apart = [Corner(5, 5, 49), Corner(7, 5, 49), Corner(3, 6, 49)]
        #expect(corners([(5, 5, 150), (7, 5, 150), (3, 6, 150)]) == apart, "\(target)")
      }
    }

    @Test("takes pixels outside the area for no corners when it suppresses")
    func suppressionAtTheAreasBorder() {
      var bytes = [UInt8](repeating: 100, count: 90 * 12)
      (bytes[5 * 90 + 9], bytes[5 * 90 + 10]) = (160, 150)
      let image = GrayBytes(bytes, 90, 12)
      KernelTests.onEveryTarget { target in
        #expect(image.corners(in: (10, 0, 90, 12), threshold: 20, suppress: true) == [Corner(10, 5, 49)], "\(target)")
        #expect(image.corners(in: (0, 0, 90, 12), threshold: 20, suppress: true) == [Corner(9, 5, 59)], "\(target)")
      }
    }

    @Test("stops the process where the stride is less than the width")
    func shortStride() async {
      await #expect(processExitsWith: .failure) {
        let scratch = FASTScratch(columns: 10)
        _ = fk_fast9(
          [UInt8](repeating: 0, count: 100), 10, 10, 9, 0, 0, 10, 10, 20, true, scratch.start, scratch.count, nil, 0)
      }
    }

    @Test("stops the process where the scratch is too small")
    func smallScratch() async {
      await #expect(processExitsWith: .failure) {
        let scratch = FASTScratch(columns: 4)
        _ = fk_fast9(
          [UInt8](repeating: 0, count: 100), 10, 10, 10, 0, 0, 10, 10, 20, true, scratch.start, scratch.count - 1, nil,
          0)
      }
    }
  }
}

/// A comparable `fk_corner`.
struct Corner: Equatable {
  let x, y, score: Int

  init(_ x: Int, _ y: Int, _ score: Int) { (self.x, self.y, self.score) = (x, y, score) }
  init(_ corner: fk_corner) { self.init(Int(corner.x), Int(corner.y), Int(corner.score)) }
}

extension GrayBytes {
  /// By the kernel, or by the scalar reference.
  fileprivate func corners(
    in area: (Int, Int, Int, Int)? = nil, threshold: UInt8, suppress: Bool = false, usesReference: Bool = false
  ) -> [Corner] {
    let area = area ?? (0, 0, width, height)
    let room = width * height
    let scratch = FASTScratch(columns: width)
    let corners = [fk_corner](unsafeUninitializedCapacity: room) { buffer, count in
      if usesReference {
        count = fk_fast9_reference(
          pixels, width, height, stride, area.0, area.1, area.2, area.3, threshold, suppress, buffer.baseAddress, room)
      } else {
        count = fk_fast9(
          pixels, width, height, stride, area.0, area.1, area.2, area.3, threshold, suppress, scratch.start,
          scratch.count, buffer.baseAddress, room)
      }
    }
    return corners.map { Corner($0) }
  }

  fileprivate func openCVCorners(_ threshold: UInt8, suppress: Bool) throws -> [Corner] {
    var corners = [ocv_corner](repeating: ocv_corner(), count: width * height)
    var (count, message) = (0, [CChar](repeating: 0, count: 200))
    let image = ocv_gray_image(pixels: pixels, width: Int32(width), height: Int32(height), row_stride: stride)
    let status = ocv_fast9(
      image, Int32(threshold), suppress, &corners, corners.count, &count, &message, message.count)
    try #require(status == OCV_OK)
    return corners.prefix(count).map { Corner(Int($0.x), Int($0.y), Int($0.score)) }
  }
}

/// As much as `fk_fast9` asks for, with a page that must not be touched behind it.
private struct FASTScratch {
  private let bytes: GuardedBytes
  let count: Int
  var start: UnsafeMutablePointer<UInt8> { bytes.start }

  init(columns: Int) {
    count = fk_fast9_scratch_size(columns)
    bytes = GuardedBytes([UInt8](repeating: 0xAA, count: count))
  }
}

private func expectReference(
  _ image: GrayBytes, _ area: (Int, Int, Int, Int), _ threshold: UInt8, _ suppress: Bool, _ what: String,
  at location: SourceLocation = #_sourceLocation
) {
  let expected = image.corners(in: area, threshold: threshold, suppress: suppress, usesReference: true)
  KernelTests.onEveryTarget { target in
    let found = image.corners(in: area, threshold: threshold, suppress: suppress)
    #expect(found == expected, "\(target): \(what), threshold \(threshold)", sourceLocation: location)
  }
}

final class GrayBytes {
  enum Kind: CaseIterable {
    /// Every pixel by chance.
    case noise
    /// Squares of 4 pixels, some of them with noise: corners like those of photos.
    case texture
    /// Squares of 3 pixels in three shades: many equal scores.
    case plateaus
    /// Black and white by chance: the largest differences.
    case extremes
  }

  let width, height, stride: Int
  private let bytes: GuardedBytes
  var pixels: UnsafePointer<UInt8> { UnsafePointer(bytes.start) }

  /// - padding: bytes behind each row but the last one.
  init(_ values: [UInt8], _ width: Int, _ height: Int, padding: Int = 0) {
    (self.width, self.height, stride) = (width, height, width + padding)
    var bytes = [UInt8]()
    for y in 0..<height {
      bytes += values[y * width..<(y + 1) * width]
      if y + 1 < height { bytes += (0..<padding).map { UInt8($0 * 85 % 256) } }
    }
    self.bytes = GuardedBytes(bytes)
  }

  convenience init(_ kind: Kind, _ width: Int, _ height: Int, padding: Int = 0, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let shades = (0..<(width / 3 + 1) * (height / 3 + 1)).map { _ in generator.next() }
    var values = [UInt8]()
    for y in 0..<height {
      for x in 0..<width {
        let random = generator.next()
        switch kind {
        case .noise: values.append(UInt8(random >> 56))
        case .texture:
          let shade = shades[y / 4 * (width / 3 + 1) + x / 4]
          values.append(UInt8(clamping: Int(shade >> 56) + (shade & 1 == 0 ? 0 : Int(random >> 60))))
        case .plateaus: values.append([0, 100, 255][Int(shades[y / 3 * (width / 3 + 1) + x / 3] % 3)])
        case .extremes: values.append(random >> 63 == 0 ? 0 : 255)
        }
      }
    }
    self.init(values, width, height, padding: padding)
  }

  /// All pixels at least `margin` pixels from the border, in row-major order.
  func allCorners(margin: Int) -> [fk_corner] {
    (margin..<height - margin).flatMap { y in
      (margin..<width - margin).map { x in fk_corner(x: UInt16(x), y: UInt16(y), score: 0) }
    }
  }
}
