import CKernels
import Features
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension KernelTests {
  @Suite("SIFT's orientations and descriptors") struct SIFTKernelTests {
    @Test(
      "equal the scalar references on every target, at borders and corners, too",
      arguments: 1...4 as ClosedRange<UInt64>)
    func references(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      for (width, height, extra) in [(2, 2, 0), (13, 12, 3), (70, 50, 0), (200, 9, 7)] {
        let plane = Plane(width, height, extra) { x, y in
          Int16.random(in: -16384...16256, using: &generator) / (seed == 1 ? 1 : 30) + Int16(x * 40 - y * 50)
        }
        var points = [(0, 0), (Float(width) - 1, Float(height) - 1), (0, Float(height) - 1)] as [(Float, Float)]
        for _ in 0..<12 {
          points.append(
            (
              .random(in: 0...Float(width - 1), using: &generator),
              .random(in: 0...Float(height - 1), using: &generator)
            ))
        }
        for (x, y) in points {
          let point = fk_sift_point(
            x: x, y: y, sigma: .random(in: 0.5...8, using: &generator), angle: .random(in: -7...7, using: &generator))
          let (orientations, root, plain) = (
            plane.orientations(point, reference: true), plane.descriptor(point, isRoot: true, reference: true),
            plane.descriptor(point, isRoot: false, reference: true)
          )
          KernelTests.onEveryTarget { target in
            #expect(
              plane.orientations(point) == orientations, "\(point), \(width) × \(height), seed \(seed), \(target)")
            #expect(plane.descriptor(point, isRoot: true) == root, "\(point), seed \(seed), \(target)")
            #expect(plane.descriptor(point, isRoot: false) == plain, "\(point), seed \(seed), \(target)")
          }
        }
      }
    }

    @Test(
      "the orientation of a ramp is that of its gradient, clockwise", arguments: Array(stride(from: 0, to: 360, by: 23))
    )
    func ramp(degrees: Int) throws {
      let direction = Double.pi * Double(degrees) / 180
      let plane = Plane(60, 60, 0) { x, y in
        Int16(100 * (Double(x - 30) * cos(direction) + Double(y - 30) * sin(direction)))
      }
      let angles = plane.orientations(fk_sift_point(x: 30, y: 30, sigma: 2, angle: 0))
      #expect(angles.count == 1)
      let difference = (Double(try #require(angles.first)) - direction).remainder(dividingBy: 2 * .pi)
      #expect(abs(difference) < 0.02)
      // All cells of the patch turned that way hold orientation 0 alone.
      let descriptor = plane.descriptor(fk_sift_point(x: 30, y: 30, sigma: 2, angle: angles[0]), isRoot: false)
      for (index, byte) in descriptor.enumerated() { #expect(index % 8 == 0 ? byte > 60 : byte < 4) }
    }

    @Test("a gradient counts in its cell and orientation, counted against the clock")
    func cells() {
      // Right of the point and below it the image gets brighter downwards: row 2 and 3, column 2 and 3, orientation 6.
      let plane = Plane(80, 80, 0) { x, y in x > 42 && y > 42 ? Int16(100 * (y - 42)) : 0 }
      let descriptor = plane.descriptor(fk_sift_point(x: 40, y: 40, sigma: 2.5, angle: 0), isRoot: false)
      #expect((0..<128).max { descriptor[$0] < descriptor[$1] }! % 8 == 6)
      for index in 0..<128 where index / 32 < 2 && index / 8 % 4 < 2 { #expect(descriptor[index] < 30) }
      #expect(descriptor[(3 * 4 + 3) * 8 + 6] > 60)
    }

    @Test("there are none without gradients")
    func flat() {
      let plane = Plane(30, 30, 0) { _, _ in 77 }
      let point = fk_sift_point(x: 15, y: 15, sigma: 2, angle: 1)
      KernelTests.onEveryTarget { _ in
        #expect(plane.orientations(point).isEmpty)
        #expect(plane.descriptor(point, isRoot: true) == [UInt8](repeating: 0, count: 128))
      }
    }

    @Test("stop the process off the plane and at scales out of range")
    func misuse() async {
      await #expect(processExitsWith: .failure) { describe(x: 30, sigma: 2) }
      await #expect(processExitsWith: .failure) { describe(x: -0.1, sigma: 2) }
      await #expect(processExitsWith: .failure) { describe(x: .nan, sigma: 2) }
      await #expect(processExitsWith: .failure) { describe(x: 9, sigma: 0) }
      await #expect(processExitsWith: .failure) { describe(x: 9, sigma: 8.1) }
    }
  }

  @Test("SIFT gives the same bytes on every SIMD target")
  func siftOnEveryTarget() throws {
    let photo = syntheticPhoto(width: 331, height: 247, seed: 6)
    let expected = try SIFT().extract(from: photo)
    #expect(expected.count > 300)
    try Self.onEveryTarget { (target: String) throws in
      #expect(try SIFT().extract(from: photo) == expected, "\(target)")
    }
  }
}

private func describe(x: Float, sigma: Float) {
  _ = Plane(30, 30, 0) { _, _ in 0 }.descriptor(fk_sift_point(x: x, y: 9, sigma: sigma, angle: 0), isRoot: true)
}

/// A plane of Int16; right behind its last pixel lies a page that must not be touched.
private struct Plane {
  let width, height, stride: Int
  private let memory: GuardedBytes

  init(_ width: Int, _ height: Int, _ extra: Int, _ value: (Int, Int) -> Int16) {
    (self.width, self.height, stride) = (width, height, width + extra)
    var pixels = [Int16](repeating: 30000, count: stride * (height - 1) + width)
    for y in 0..<height { for x in 0..<width { pixels[y * stride + x] = value(x, y) } }
    memory = GuardedBytes(pixels.withUnsafeBytes { Array($0) })
  }

  private var start: UnsafePointer<Int16> {
    UnsafePointer(UnsafeMutableRawPointer(memory.start).assumingMemoryBound(to: Int16.self))
  }

  func orientations(_ point: fk_sift_point, reference: Bool = false) -> [Float] {
    var angles = [Float](repeating: 0, count: FK_SIFT_MAX_ORIENTATIONS)
    let find = reference ? fk_sift_orientations_reference : fk_sift_orientations
    return Array(angles[..<find(start, width, height, stride, point, 0.8, &angles)])
  }

  func descriptor(_ point: fk_sift_point, isRoot: Bool, reference: Bool = false) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: FK_SIFT_BYTES)
    let describe = reference ? fk_sift_describe_reference : fk_sift_describe
    describe(start, width, height, stride, point, isRoot ? 1 : 0, &bytes)
    return bytes
  }
}
