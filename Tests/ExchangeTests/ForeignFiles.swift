import Storage
import TestSupport

@testable import Exchange

/// Files as other tools write them, by h5py.
enum ForeignFiles {
  /// Runs a script with `f`, a new file, and `np`.
  static func write(_ path: String, _ script: String, libver: String = "earliest") throws {
    try Python.run(
      """
      import sys, h5py, numpy as np
      rng = np.random.default_rng(7)
      with h5py.File(sys.argv[1], "w", libver=sys.argv[2]) as f:
      \(script.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """, arguments: [path, libver])
  }

  /// RootSIFT, as hloc makes it of the SIFT that it finds.
  static let hlocFeatures = """
    for name, n in [("db/1.jpg", 5), ("db/sub/2.jpg", 0), ("query.jpg", 3)]:
        g = f.create_group(name)
        sift = rng.integers(0, 256, (n, 128)).astype("f4")
        root = np.sqrt(sift / (sift.sum(1, keepdims=True) + 1e-6))
        g.create_dataset("keypoints", data=(rng.random((n, 2)) * 400).astype("f2"))
        g.create_dataset("descriptors", data=root.T.astype("f2"))
        g.create_dataset("scores", data=rng.random(n).astype("f4"))
        g.create_dataset("scales", data=(1 + rng.random(n)).astype("f4"))
        g.create_dataset("oris", data=np.linspace(-180, 540, n).astype("f4"))
        g.create_dataset("image_size", data=np.array([640, 480]))
        g["keypoints"].attrs["uncertainty"] = 1.5
    """

  static let hlocMatches = """
    for key, matches in [("a.jpg/b.jpg", [2, -1, 0]), ("db-1.jpg/query.jpg", [-1, -1]), ("b.jpg/c.jpg", [1, 1, -1, 0])]:
        g = f.create_group(key)
        g.create_dataset("matches0", data=np.array(matches, dtype="i2"))
        g.create_dataset("matching_scores0", data=np.linspace(0.25, 1, len(matches)).astype("f2"))
    """

  static let isc2021 = """
    f.create_dataset("vectors", data=np.arange(12, dtype="f4").reshape(3, 4))
    f.create_dataset("image_names", data=np.array([b"images/Q00000.jpg", b"Q00001.png", b"Q2.jpeg"]))
    """

  static let disc21 = """
    f.create_dataset("query", data=np.arange(4, dtype="f8").reshape(2, 2))
    f.create_dataset("reference", data=-np.arange(6, dtype="f4").reshape(3, 2))
    f.create_dataset("query_ids", data=["Q00001", "Q00000"], dtype=h5py.string_dtype())
    f.create_dataset("reference_ids", data=np.array([b"R2", b"R1", b"R0"]))
    """

  /// Many identifiers of variable length, in several heaps.
  static let longDisc21 = """
    for name in ["query", "reference"]:
        f.create_dataset(name, data=rng.random((600, 4)).astype("f4"))
        f.create_dataset(name + "_ids", data=["%s%d" % ("x" * (i % 40), i) for i in range(600)], dtype=h5py.string_dtype())
    """

  /// Reads everything of a file, of whatever layout it is.
  static func readAll(_ path: String) throws(StoreError) {
    switch try ForeignLayout(detectedIn: path) {
    case .isc2021: _ = try ISC2021Descriptors.read(path)
    case .disc21: _ = try DISC21TrackDescriptors(path: path)
    case .hlocFeatures:
      let file = try HlocFeatures(path: path)
      for index in file.names.indices { _ = try file.features(at: index) }
    case .hlocMatches:
      let file = try HlocMatches(path: path)
      for index in file.pairs.indices { _ = try file.matches(at: index) }
    }
  }
}
