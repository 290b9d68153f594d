import Files
import Foundation
import Runs

/// The pages of a ``DuplicateGallery`` as HTML 5: without scripts, and with nothing that isn't in its folder.
struct GalleryPages {
  let groups: [DuplicateGroup]
  let groupsPerPage: Int
  /// Where the picture of a group's photo is, below the folder of the pages.
  let pictureName: (_ group: Int, _ place: Int) -> String

  /// At least one, which says so where there are no groups.
  var count: Int { max(1, (groups.count + groupsPerPage - 1) / groupsPerPage) }

  static func fileName(of page: Int) -> String { page == 0 ? "index.html" : "page-\(page + 1).html" }

  func html(of page: Int) -> String {
    let shown = groups.indices.dropFirst(page * groupsPerPage).prefix(groupsPerPage)
    let photoCount = groups.reduce(0) { $0 + $1.photos.count }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="generator" content="facsimile">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Copies: \(groups.count) groups</title>
      <style>
      \(Self.style)
      </style>
      <header>
      <h1>\(groups.count) \(groups.count == 1 ? "group" : "groups") of copies, \(photoCount) photos</h1>
      \(navigation(on: page))
      </header>
      \(shown.map(section).joined(separator: "\n"))
      <footer>\(navigation(on: page))</footer>
      </html>

      """
  }

  private func navigation(on page: Int) -> String {
    guard count > 1 else { return "" }
    func link(_ page: Int, _ text: String) -> String { "<a href=\"\(Self.fileName(of: page))\">\(text)</a>" }
    let links =
      (page > 0 ? [link(0, "first"), link(page - 1, "previous")] : [])
      + (page < count - 1 ? [link(page + 1, "next"), link(count - 1, "last")] : [])
    return "<nav>Page \(page + 1) of \(count): \(links.joined(separator: " "))</nav>"
  }

  private func section(_ number: Int) -> String {
    let group = groups[number]
    let figures = group.photos.indices.map { figure(group, number: number, place: $0) }
    let weakest = group.weakest
    let link = weakest.link.map {
      " <small>weakest link: \(Self.escaped(weakest.id)) and \(Self.escaped($0.id)), score \(Self.text(of: $0.score))</small>"
    }
    return """
      <section id="group-\(number + 1)">
      <h2>Group \(number + 1): \(group.photos.count) photos\(link ?? "")</h2>
      <div>
      \(figures.joined(separator: "\n"))
      </div>
      </section>
      """
  }

  private func figure(_ group: DuplicateGroup, number: Int, place: Int) -> String {
    let photo = group.photos[place]
    var facts = ["\(photo.size.width) × \(photo.size.height)"]
    if let bytes = photo.bytes { facts.append(legibleSize(ofBytes: bytes)) }
    let relation =
      if place == 0 {
        "best"
      } else if let score = photo.score {
        "score \(Self.text(of: score))"
      } else {
        photo.link.map { "by \(Self.escaped($0.id)), score \(Self.text(of: $0.score))" } ?? ""
      }
    let path = Self.escaped(photo.path)
    let picture = "<img loading=\"lazy\" src=\"\(pictureName(number, place))\" alt=\"\(path)\">"
    // What is in a pack, or gone, can't be opened.
    let link = FileStamp(photo.path) == nil ? picture : "<a href=\"\(Self.address(of: photo.path))\">\(picture)</a>"
    return """
      <figure\(place == 0 ? " class=\"best\"" : "")>
      \(link)
      <figcaption title="\(path)"><b>\(Self.escaped(photo.id))</b><br>\(facts.joined(separator: ", "))<br>\(relation)</figcaption>
      </figure>
      """
  }

  /// A file's address for a browser: its bytes, those that addresses may not have as %HH.
  private static func address(of path: String) -> String {
    let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    return "file://"
      + PathText.bytes(of: whole).map { byte in
        plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + hexadecimal(byte, count: 2).uppercased()
      }.joined()
  }

  private static func text(of score: Double) -> String { String(format: "%.1f", score) }

  /// Text as it may stand between tags and within quotes.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }.joined()
  }

  private static let style = """
    body { margin: 0; padding: 0 24px 24px; background: #f6f6f4; color: #222; font: 14px/1.4 system-ui, sans-serif }
    h1 { font-size: 20px; margin: 20px 0 8px }
    h2 { font-size: 15px; margin: 24px 0 8px }
    h2 small { font-weight: normal; color: #666; margin-left: 8px }
    nav { line-height: 1.8 }
    section > div { display: flex; flex-wrap: wrap; gap: 12px }
    figure { margin: 0; padding: 8px; width: 256px; background: #fff; border: 2px solid #ddd; border-radius: 6px }
    figure.best { border-color: #2a7 }
    figure img { display: block; width: 256px; height: 200px; object-fit: contain; background: #eee }
    figcaption { margin-top: 6px; overflow-wrap: anywhere; color: #555 }
    figcaption b { color: #222 }
    """
}

/// A number of bytes for people: 45 kB, 1.2 MB.
package func legibleSize(ofBytes bytes: Int) -> String {
  bytes < 1_000_000
    ? String(format: "%.0f kB", (Double(bytes) / 1_000).rounded(.up))
    : String(format: "%.1f MB", Double(bytes) / 1_000_000)
}
