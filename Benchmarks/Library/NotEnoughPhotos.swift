/// The photos beside the project make fewer different ones than a library needs.
struct NotEnoughPhotos: Error, CustomStringConvertible {
  let found: Int
  let needed: Int

  var description: String { "the photos make \(found) different ones, \(needed) are needed" }
}
