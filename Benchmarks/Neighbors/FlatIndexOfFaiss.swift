import Foundation
import Vectors

/// faiss' exact search on one thread, by its Python package, in a process that holds the vectors and waits to be asked.
final class FlatIndexOfFaiss {
  /// Where `script/bootstrap bench` puts the package.
  private static let packages = ".build/faiss"

  private static let script = """
    import sys, time, numpy as np, faiss
    faiss.omp_set_num_threads(1)
    dimension, k = int(sys.argv[3]), int(sys.argv[4])
    references = np.fromfile(sys.argv[1], "f4").reshape(-1, dimension)
    queries = np.fromfile(sys.argv[2], "f4").reshape(-1, dimension)
    indexes = {"euclidean": faiss.IndexFlatL2(dimension), "inner-product": faiss.IndexFlatIP(dimension)}
    for index in indexes.values():
        index.add(references)
    print(faiss.__version__, flush=True)
    for line in sys.stdin:
        start = time.process_time()
        indexes[line.strip()].search(queries, k)
        print(time.process_time() - start, flush=True)
    """

  let version: String
  private let process: Process
  private let questions: FileHandle
  private let answers: FileHandle

  /// Nil, with a message, where the package isn't there.
  init?(_ references: VectorSet, _ queries: VectorSet, candidates: Int, in folder: String) throws {
    guard FileManager.default.fileExists(atPath: Self.packages + "/faiss") else {
      print("faiss is missing: no peer is measured (script/bootstrap bench)")
      return nil
    }
    for (name, set) in [("r", references), ("q", queries)] {
      try set.values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: "\(folder)/\(name).floats")) }
    }
    let (input, output) = (Pipe(), Pipe())
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", Self.script, folder + "/r.floats", folder + "/q.floats", "\(references.dimension)",
      "\(candidates)",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PYTHONPATH": Self.packages, "OPENBLAS_NUM_THREADS": "1",
    ]) { $1 }
    process.standardInput = input
    process.standardOutput = output
    (questions, answers) = (input.fileHandleForWriting, output.fileHandleForReading)
    try process.run()
    guard let version = Self.line(from: answers) else {
      print("faiss can't be imported by python3: no peer is measured (script/bootstrap bench)")
      return nil
    }
    self.version = version
  }

  deinit {
    try? questions.close()
    process.waitUntilExit()
  }

  /// What a search for all queries takes of the processor.
  func processorSeconds(_ metric: VectorMetric) throws -> Double {
    try questions.write(contentsOf: Data("\(metric.rawValue)\n".utf8))
    guard let answer = Self.line(from: answers), let seconds = Double(answer) else {
      preconditionFailure("faiss has ended")
    }
    return seconds
  }

  private static func line(from file: FileHandle) -> String? {
    var bytes: [UInt8] = []
    while let byte = try? file.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }
}
