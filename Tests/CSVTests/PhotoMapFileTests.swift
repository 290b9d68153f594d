import CSV
import TestSupport
import Testing

@Suite struct PhotoMapFileTests {
  let folder = TemporaryFolder()

  @Test func columnsMayStandInAnyOrder() throws {
    let path = folder.write("y,id,colour,x\n1.5,\"a,b\",red,-2e3\n0,é,,0\n", to: "m.csv")
    #expect(try readPhotoMap(path) == [MappedPhoto(id: "a,b", x: -2000, y: 1.5), MappedPhoto(id: "é", x: 0, y: 0)])
    #expect(try readPhotoMap(folder.write("id,x,y\n", to: "e.csv")).isEmpty)
  }

  @Test(arguments: [
    ("", "m.csv: expected a header with id, x and y, found nothing"),
    ("a,1,2\n", "m.csv:1: expected a header with id, x and y, found a,1,2"),
    ("id,x,x,y\na,1,1,2\n", "m.csv:1: expected a header with id, x and y, found id,x,x,y"),
    ("id,x,y\na,1\n", "m.csv:2: expected 3 fields (id,x,y), found 2"),
    ("id,x,y\n,1,2\n", "m.csv:2: the id is empty"),
    ("id,x,y\na,nan,2\n", "m.csv:2: expected a number in field 2, found \"nan\""),
    ("id,x,y\na,1,\n", "m.csv:2: expected a number in field 3, found \"\""),
  ])
  func whatIsNoMapIsToldByItsLine(text: String, message: String) throws {
    let path = folder.write(text, to: "m.csv")
    let error = try #require(throws: CSVError.self) { try readPhotoMap(path) }
    #expect("\(error)".hasSuffix(message), "\(error)")
  }
}
