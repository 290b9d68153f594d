import Features
import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite("A full disk") struct DiskFullTests {
  /// A file system of so many kilobytes, or nil where we may not make one.
  private final class SmallDisk {
    let folder = TemporaryFolder()

    init?(kilobytes: Int) {
      let options = "size=\(kilobytes)k"
      guard let result = try? execute(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.path]), result.status == 0
      else { return nil }
    }

    deinit { _ = try? execute(["umount", "-l", folder.path]) }

    static let canBeMade = SmallDisk(kilobytes: 64) != nil
  }

  /// Files that this process has open below `folder`.
  private static func openFiles(below folder: String) -> [String] {
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return descriptors.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
      .filter { $0.hasPrefix(folder) }
  }

  /// Writes images until something fails; the message of the failure.
  private static func fill(_ path: String, images: Int, features: Int, imagesPerChunk: Int) -> String? {
    do {
      let writer = try FeatureStoreWriter(
        path: path, descriptorKind: .histogram128, options: "{}", imagesPerChunk: imagesPerChunk)
      let features = Samples.features(features, kind: .histogram128)
      for index in 0..<images { try writer.append(name: "image \(index)", features: features) }
      try writer.finish()
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func limitFiles(to byteCount: Int?) throws {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
    #else
      let resource = RLIMIT_FSIZE
    #endif
    var limit = rlimit(rlim_cur: byteCount.map { rlim_t($0) } ?? rlim_t(Int.max), rlim_max: rlim_t(Int.max))
    try #require(setrlimit(resource, &limit) == 0)
  }

  @Test(
    "is an error that says so; nothing is left, no file stays open, and the older file is untouched",
    .enabled("mounting a tmpfs takes root") { SmallDisk.canBeMade },
    // Full at different moments: in an append, in the features, the names or the closing of finish(), at the start.
    arguments: [(1024, 1000), (1024, 70), (700, 47), (200, 14), (64, 5), (12, 1), (4, 1)])
  func tmpfs(kilobytes: Int, images: Int) throws {
    let disk = try #require(SmallDisk(kilobytes: kilobytes))
    let path = disk.folder.write("older", to: "features.h5")
    for imagesPerChunk in [1, 10, 10_000] {
      let message = try #require(Self.fill(path, images: images, features: 100, imagesPerChunk: imagesPerChunk))
      #expect(message == "cannot write \(path): No space left on device")
      #expect(disk.folder.contents == ["features.h5"])
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "older")
      #expect(Self.openFiles(below: disk.folder.path).isEmpty)
    }
  }

  @Test(
    "a store that just fits is written, one that just does not is not, for every size between",
    .enabled("mounting a tmpfs takes root") { SmallDisk.canBeMade })
  func everySize() throws {
    var outcomes: [Bool] = []
    for kilobytes in stride(from: 4, through: 800, by: 4) {
      let disk = try #require(SmallDisk(kilobytes: kilobytes))
      let path = disk.folder.file("features.h5")
      let message = Self.fill(path, images: 10, features: 100, imagesPerChunk: 3)
      outcomes.append(message == nil)
      #expect(message == nil || message == "cannot write \(path): No space left on device", "\(kilobytes) KiB")
      #expect(disk.folder.contents == (message == nil ? ["features.h5"] : []), "\(kilobytes) KiB")
      if message == nil { #expect(try FeatureStore(path: path).count == 10) }
      #expect(Self.openFiles(below: disk.folder.path).isEmpty, "\(kilobytes) KiB")
    }
    #expect(outcomes.first == false && outcomes.last == true)
  }

  // Unlike on a full disk, closing fails to write even what replaces older bytes of the file.
  @Test("a limit on the size of files neither crashes, hangs nor leaves a file", .timeLimit(.minutes(2)))
  func fileSizeLimit() async throws {
    let folder = TemporaryFolder()
    folder.write("older", to: "features.h5")
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      signal(SIGXFSZ, SIG_IGN)
      for kilobytes in [400, 100, 20, 4, 1, 0] {
        for imagesPerChunk in [1, 10, 10_000] {
          try Self.limitFiles(to: kilobytes * 1024)
          let message = Self.fill(path + "/features.h5", images: 60, features: 100, imagesPerChunk: imagesPerChunk)
          try Self.limitFiles(to: nil)
          #expect(message == "cannot write \(path)/features.h5: File too large", "\(kilobytes) KiB")
          #expect(Self.openFiles(below: path).isEmpty, "\(kilobytes) KiB, \(imagesPerChunk)")
        }
      }
    }
    #expect(folder.contents == ["features.h5"])
    #expect(try String(contentsOfFile: folder.file("features.h5"), encoding: .utf8) == "older")
  }
}
