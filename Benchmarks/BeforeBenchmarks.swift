import Features
import Foundation

/// The time and the memory of `search` beside those of another build of the program, such as that of the commit before.
enum BeforeBenchmarks {
  private static let rounds = 5

  static func run(_ photos: BenchmarkPhotos, before path: String?, report: (Figure) -> Void) async throws {
    guard let path else {
      print("before: nothing to compare with (--program-before PATH)")
      return
    }
    let (now, before) = (MeasuredProgram.built, MeasuredProgram(path: path))
    guard now.isThere(for: "search beside before"), before.isThere(for: "search beside before") else { return }
    try await withTemporaryFolder { folder in
      for extractor in ["orb", "sift"] {
        let sides = [photos.folder + "/queries", photos.folder + "/references"]
        try reportTime(
          "photos, \(extractor)", (now, sides), (before, sides), ["--extractor", extractor], in: folder, report: report)
        // Each gets stores that it has written.
        let stores = try [now, before].enumerated().map { number, program in
          try sides.enumerated().map { side, photos in
            try program.store(of: photos, in: "\(folder)/\(extractor)-\(number)-\(side).h5", extractor)
          }
        }
        try reportTime("stores, \(extractor)", (now, stores[0]), (before, stores[1]), [], in: folder, report: report)
      }
      guard photos.folder == BenchmarkPhotos.shared else { return }
      try reportMemory(photos, (now, before), in: folder, report: report)
    }
  }

  /// One search after the other, in turn.
  private static func reportTime(
    _ name: String, _ now: (program: MeasuredProgram, sides: [String]),
    _ before: (program: MeasuredProgram, sides: [String]), _ arguments: [String], in folder: String,
    report: (Figure) -> Void
  ) throws {
    var times: (now: [MeasuredProgram.Times], before: [MeasuredProgram.Times]) = ([], [])
    func search(_ side: (program: MeasuredProgram, sides: [String])) throws -> MeasuredProgram.Times {
      try side.program.times(
        ["search", "--queries", side.sides[0], "--references", side.sides[1], "-o", folder + "/out.csv", "--quiet"]
          + arguments)
    }
    for round in 0...rounds {
      let measured: (now: MeasuredProgram.Times, before: MeasuredProgram.Times)
      if round.isMultiple(of: 2) {
        measured.now = try search(now)
        measured.before = try search(before)
      } else {
        measured.before = try search(before)
        measured.now = try search(now)
      }
      // The first warms up.
      guard round > 0 else { continue }
      times.now.append(measured.now)
      times.before.append(measured.before)
    }
    for (unit, time) in [("s", \MeasuredProgram.Times.wall), ("s of processor", \.processor)] {
      report(
        Figure(
          name: "search beside before, \(name)", unit: unit, ours: median(times.now.map { $0[keyPath: time] }),
          peerName: before.program.path, peer: median(times.before.map { $0[keyPath: time] }),
          ratio: median(zip(times.now, times.before).map { $0[keyPath: time] / $1[keyPath: time] }),
          goal: .ratioAtMost(1.1)))
    }
  }

  /// The peak of a search in 2,000 references from a store: the photos of a library, each under two names.
  private static func reportMemory(
    _ photos: BenchmarkPhotos, _ programs: (now: MeasuredProgram, before: MeasuredProgram), in folder: String,
    report: (Figure) -> Void
  ) throws {
    let library = try CopyLibrary.make(from: BenchmarkPhotos.data, into: folder + "/library")
    let twice = folder + "/twice"
    try FileManager.default.createDirectory(atPath: twice, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: library.photos) {
      for prefix in ["", "again-"] {
        // Links to one file would be one photo.
        try FileManager.default.copyItem(
          atPath: "\(library.photos)/\(name)", toPath: "\(twice)/\(prefix)\(name)")
      }
    }
    for extractor in ["orb", "sift"] {
      let peaks = try [programs.now, programs.before].map { program in
        let queries = try program.store(of: photos.folder + "/queries", in: folder + "/q.h5", extractor)
        let references = try program.store(of: twice, in: folder + "/r.h5", extractor)
        return try program.peakMegabytes(
          "search", "--queries", queries, "--references", references, "-o", folder + "/out.csv", "--quiet")
      }
      report(
        Figure(
          name: "search beside before, 2,000 references, \(extractor)", unit: "MB, peak", ours: peaks[0],
          peerName: programs.before.path, peer: peaks[1], ratio: peaks[0] / peaks[1], goal: .ratioAtMost(0.5)))
    }
  }
}

extension MeasuredProgram {
  /// Extracts photos to a store, and returns its path.
  fileprivate func store(of photos: String, in store: String, _ extractor: String) throws -> String {
    _ = try seconds("extract", photos, "-o", store, "--extractor", extractor, "--quiet")
    return store
  }
}
