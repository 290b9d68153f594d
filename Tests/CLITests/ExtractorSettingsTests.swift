import TestSupport
import Testing

@Suite("Extractors and their settings on the command line") struct ExtractorSettingsTests {
  let folder = TemporaryFolder()
  private let photo = queries + "/Q00002.jpg"

  @Test("are stored, shown by info, and compared with their like alone")
  func stored() throws {
    let (few, plain) = (folder.file("few.h5"), folder.file("plain.h5"))
    let settings = [
      "--levels", "4", "--scale-factor", "1.5", "--corner-threshold", "30", "--faint-corner-threshold", "9",
    ]
    let run = try execute([Program.path, "extract", photo, "-o", few] + settings)
    #expect(run.status == 0, "\(run.messages)")
    #expect(
      try Program.run("info", few).output.contains(
        "revision 3, corner threshold 30, faint corner threshold 9, levels 4, scale factor 1.5\n"))
    let stored = try Program.run("info", few, "--json").json()["options"] as? [String: Any]
    #expect(
      stored?["settings"] as? [String: Double]
        == ["corner_threshold": 30, "faint_corner_threshold": 9, "levels": 4, "scale_factor": 1.5])
    let byName = try Program.run("extract", photo, "-o", plain, "--levels", "8")
    #expect(byName.status == 0)
    #expect(!(try Program.run("info", plain).output.contains("levels")), "the default is not stored")

    let output = folder.file("p.csv")
    let mixed = try Program.run("search", "--queries", few, "--references", plain, "-o", output)
    #expect(mixed.status == 1)
    for part in ["levels 4", "levels 8", "scaleFactor 1.5", "scaleFactor 1.2"] {
      #expect(mixed.messages.contains(part), "\(mixed.messages)")
    }
    let asked = try Program.run("search", "--queries", few, "--references", few, "-o", output, "--levels", "5")
    #expect(asked.status == 1 && asked.messages.contains("asks for orb, 500 features, at 640 pixels, levels 5"))
    let same = try Program.run("search", "--queries", few, "--references", photo, "-o", output, "--levels", "4")
    #expect(same.status == 0, "\(same.messages)")
  }

  @Test("of SIFT, ours and OpenCV's, reach the store")
  func sift() throws {
    for (extractor, octave) in [("sift", ["--first-octave", "original"]), ("opencv-sift", [])] {
      let settings = [
        "--contrast-threshold", "0.03", "--edge-threshold", "12", "--plain-sift", "--scales-per-octave", "4",
      ]
      let run = try execute(
        [Program.path, "extract", photo, "-o", folder.file("f.h5"), "--extractor", extractor, "--sigma", "1.7"]
          + settings + octave)
      #expect(run.status == 0, "\(run.messages)")
      let first = octave.isEmpty ? "" : "first octave original, "
      #expect(
        try Program.run("info", folder.file("f.h5")).output.contains(
          "contrast threshold 0.03, edge threshold 12, \(first)plain sift given, scales per octave 4, sigma 1.7\n"))
    }
  }

  @Test(
    "those of another extractor, or out of range, are refused by name, and nothing is written",
    arguments: [
      (
        ["--extractor", "sift", "--levels", "8"], 64,
        "--levels is 8, but must be left out: sift has --contrast-threshold, "
      ),
      (["--plain-sift"], 64, "--plain-sift is false, but must be left out: orb has --corner-threshold, "),
      (["--levels", "0"], 64, "--levels is 0, but must be in 1...64"),
      (["--levels", "many"], 64, "--levels"),
      (["--first-octave", "tiny"], 64, "--first-octave"),
      (["--extractor", "surf"], 64, "one of the following: orb, fast-brief, "),
    ])
  func refused(arguments: [String], status: Int32, part: String) throws {
    let run = try execute([Program.path, "extract", photo, "-o", folder.file("f.h5")] + arguments)
    #expect(run.status == status && run.messages.contains(part), "\(run.status): \(run.messages)")
    #expect(folder.contents == [])
  }

  @Test("are listed by --help-hidden alone")
  func help() throws {
    #expect(!(try Program.run("search", "--help").output.contains("--faint-corner-threshold")))
    let hidden = try Program.run("search", "--help-hidden").output
    for name in ["levels", "scale-factor", "corner-threshold", "first-octave", "plain-sift", "contrast-threshold"] {
      #expect(hidden.contains("--\(name)"), "\(name)")
    }
  }
}
