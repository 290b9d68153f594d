import Files
import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite("AnimatedPNG") struct AnimatedPNGTests {
  private static let frames = [RGB(255, 0, 0), RGB(0, 0, 255), RGB(0, 255, 0)].map {
    ColorImage(width: 9, height: 5, filledWith: $0)
  }

  @Test("its chunks are those of the standard, in order, each with its checksum")
  func chunks() throws {
    let file = try AnimatedPNG(Self.frames, delay: 1500).encoded()
    #expect(file.starts(with: PNGChunk.signature))
    let chunks = PNGChunk.all(in: file)
    #expect(PNGChunk.signature + chunks.flatMap(\.bytes) == file, "nothing else, and checksums hold")
    let types = chunks.map(\.type).filter { ["IHDR", "acTL", "fcTL", "IDAT", "fdAT", "IEND"].contains($0) }
    #expect(types == ["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"])
    #expect(chunks.first { $0.type == "acTL" }.map { Array($0.content) } == [0, 0, 0, 3, 0, 0, 0, 0])
    let numbers = chunks.filter { ["fcTL", "fdAT"].contains($0.type) }.map { Array($0.content.prefix(4)) }
    #expect(numbers == (0..<5).map { [0, 0, 0, UInt8($0)] })
    let control = try #require(chunks.first { $0.type == "fcTL" }).content.dropFirst(4)
    #expect(Array(control) == [0, 0, 0, 9, 0, 0, 0, 5] + [UInt8](repeating: 0, count: 8) + [5, 220, 3, 232, 0, 0])
  }

  @Test("programs that know no animation read the first frame")
  func first() throws {
    let file = try AnimatedPNG(Self.frames, delay: 100).encoded()
    #expect(try ColorImage(decoding: file, name: "a.png") == Self.frames[0])
  }

  @Test(
    "Pillow reads all frames and their delay",
    .enabled(if: (try? run("python3", "-c", "import PIL")) != nil, "needs Python's Pillow"))
  func pillow() throws {
    let folder = TemporaryFolder()
    let path = folder.file("a.png")
    try writePictures(Self.frames, to: path)
    let program = """
      import sys; from PIL import Image; i = Image.open(sys.argv[1])
      for n in range(i.n_frames): i.seek(n); print(i.convert('RGB').getpixel((4, 2)), i.info['duration'])
      """
    #expect(try run("python3", "-c", program, path) == "(255, 0, 0) 1000.0\n(0, 0, 255) 1000.0\n(0, 255, 0) 1000.0\n")
  }

  @Test("one picture is a plain PNG or JPEG; a folder that isn't there is an error with the path")
  func single() throws {
    let folder = TemporaryFolder()
    try writePictures([Self.frames[0]], to: folder.file("a.jpg"))
    #expect(try readFile(folder.file("a.jpg")).starts(with: [0xFF, 0xD8]))
    let error = #expect(throws: ImageError.self) { try writePictures(Self.frames, to: folder.file("gone/a.png")) }
    #expect(error?.description.contains("gone/a.png") ?? false)
  }
}
