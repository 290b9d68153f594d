import Foundation
import TestSupport
import Testing

@Suite("Kinds of pictures") struct PictureFormatTests {
  private let folder = TemporaryFolder()
  private let photo = references + "/R000003.jpg"

  #if os(Linux)
    @Test("libtiff and libheif are not loaded at the start")
    func start() throws {
      // The loader's own list, as ldd prints it. `env`, which `execute` calls, sets the variable for the program alone.
      let result = try execute(["LD_TRACE_LOADED_OBJECTS=1", Program.path])
      #expect(result.output.contains("libjpeg"), "\(result)")
      #expect(!result.output.contains("libtiff") && !result.output.contains("libheif"), "\(result.output)")
    }

    @Test("without the library that reads a file, the failure says what to install, and other files are read")
    func missingLibrary() throws {
      let heic = folder.write([0, 0, 0, 0x18] + Array("ftypheic\0\0\0\0mif1heic".utf8), to: "a.heic")
      let tiff = folder.write([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 0, 0, 0, 0], to: "b.tif")
      // Empty files stand before the libraries on the loader's path.
      let names = ["libheif.so.1", "libtiff.so.6", "libtiff.so.5", "libtiff.so"]
      for name in names { folder.write("", to: name) }
      func run(_ file: String) throws -> ProgramResult {
        try execute([Program.path, "match", file, photo], environment: ["LD_LIBRARY_PATH": folder.path])
      }
      for (file, problem) in [
        (heic, "it is a HEIC image, which needs libheif (apt install libheif1, brew install libheif)"),
        (tiff, "it is a TIFF image, which needs libtiff (apt install libtiff6, brew install libtiff)"),
      ] {
        let result = try run(file)
        #expect(result.status == 1 && result.messages.contains("\(file): \(problem)"), "\(result.messages)")
        // With the library, something else is wrong with it.
        #expect(try !Program.run("match", file, photo).messages.contains("which needs"))
      }
      #expect(try run(photo).status == 0)
    }
  #endif

  @Test("what is named like a picture and isn't read is a failure that names its kind; other files are passed over")
  func unread() throws {
    let files: [(name: String, start: [UInt8], reason: String)] = [
      ("a.jxl", [0xFF, 0x0A], "it is a JPEG XL image, which isn't read here: convert it to PNG or JPEG first (djxl)"),
      ("b.NEF", [0x4D, 0x4D, 0, 0x2A], "it is a camera raw image"), ("c.tga", [0, 0, 10], "it is a Targa image (TGA)"),
      ("d.psd", Array("8BPS".utf8), "it is a Photoshop image (PSD)"), ("e.gif", Array("text".utf8), "it is no JPEG"),
    ]
    let photos = TemporaryFolder()
    for file in files { photos.write(file.start, to: file.name) }
    photos.write("no picture", to: "notes.txt")
    try FileManager.default.copyItem(atPath: photo, toPath: photos.file("photo.jpg"))
    let store = folder.file("f.h5")
    let result = try Program.run("extract", photos.path, "-o", store, "--quiet")
    #expect(result.status == 3, "\(result.messages)")
    let failures = try String(contentsOfFile: store + ".failures.csv", encoding: .utf8)
    #expect(failures.split(separator: "\n").count == 1 + files.count, "\(failures)")
    for file in files {
      let path = photos.file(file.name)
      #expect(
        failures.contains("\(path),\(file.reason)") || failures.contains("\(path),\"\(file.reason)"), "\(failures)")
    }
  }
}
