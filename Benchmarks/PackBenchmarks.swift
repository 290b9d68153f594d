import Files
import Foundation
import Imaging
import Pyramid
import Runs
import Storage

/// Reading photos from packs beside reading them from files of their own, in one thread and in random order, as training
/// does.
enum PackBenchmarks {
  private static let photoCount = 1000
  private static let side = 256

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    let folder = ".build/bench-pack"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = try copies(of: photos, in: folder + "/photos")
    let encoded = try await pack(folder + "/photos", to: folder + "/encoded.h5", .encoded)
    let pixels = try await pack(folder + "/photos", to: folder + "/pixels.h5", .pixels(side: side))
    var generator = SystemRandomNumberGenerator()
    let order = Array(0..<photoCount).shuffled(using: &generator)

    report(
      try Comparison.figure(
        "read a photo's bytes from a pack, cached", unit: "ms", scale: 1e-3, peerName: "1,000 files", on: order,
        ours: { _ = try encoded.bytes(at: $0) }, peer: { _ = try readFile(files[$0]) }))
    report(
      try await Comparison.rates(
        "photos a second from a pack, read from the disk", unit: "photos/s", units: photoCount, peerName: "1,000 files",
        rounds: 5, before: { forgetCached([encoded.path] + files) },
        ours: { for index in order { _ = try encoded.bytes(at: index) } },
        peer: { for index in order { _ = try readFile(files[index]) } }))
    report(
      try await Comparison.rates(
        "squares of 256 pixels a second from a pack", unit: "images/s", units: photoCount,
        peerName: "files, decoded and resampled", rounds: 5,
        ours: { for index in order { _ = try pixels.bytes(at: index) } },
        peer: {
          for index in order {
            _ = try ColorImage(contentsOf: files[index]).resampled(to: ImageSize(width: side, height: side))
          }
        }))
  }

  /// So many files, in the order of their ids.
  private static func copies(of photos: BenchmarkPhotos, in folder: String) throws -> [String] {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let sources = try photos.files(photos.references.count)
    return try (0..<photoCount).map { index in
      let path = "\(folder)/\(String(format: "%04d", index)).jpg"
      try writeFile(sources[index % sources.count], to: path)
      return path
    }
  }

  private static func pack(_ folder: String, to path: String, _ contents: ImagePackContents) async throws -> ImagePack {
    _ = try await packImages(
      at: folder, to: path, contents: contents, threads: ProcessInfo.processInfo.activeProcessorCount)
    return try ImagePack(path: path)
  }

  /// Takes files out of the system's memory, where it can be asked to; what it knows of their folder stays.
  private static func forgetCached(_ paths: [String]) {
    #if canImport(Glibc)
      for path in paths {
        let descriptor = open(path, O_RDONLY)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        close(descriptor)
      }
    #endif
  }
}
