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
    let links = (0..<count).map {
      $0 == page ? "<b>\($0 + 1)</b>" : "<a href=\"\(Self.fileName(of: $0))\">\($0 + 1)</a>"
    }
    return "<nav>Pages: \(links.joined(separator: " "))</nav>"
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
    if let bytes = photo.bytes { facts.append(Self.text(ofBytes: bytes)) }
    let relation =
      if place == 0 {
        "best"
      } else if let score = photo.score {
        "score \(Self.text(of: score))"
      } else {
        photo.link.map { "by \(Self.escaped($0.id)), score \(Self.text(of: $0.score))" } ?? ""
      }
    let path = Self.escaped(photo.path)
    let target = Self.escaped(URL(fileURLWithPath: photo.path).absoluteString)
    return """
      <figure\(place == 0 ? " class=\"best\"" : "")>
      <a href="\(target)"><img loading="lazy" src="\(pictureName(number, place))" alt="\(path)"></a>
      <figcaption title="\(path)"><b>\(Self.escaped(photo.id))</b><br>\(facts.joined(separator: ", "))<br>\(relation)</figcaption>
      </figure>
      """
  }

  private static func text(of score: Double) -> String { String(format: "%.1f", score) }

  private static func text(ofBytes bytes: Int) -> String {
    bytes < 1_000_000
      ? String(format: "%.0f kB", max(1, Double(bytes) / 1_000)) : String(format: "%.1f MB", Double(bytes) / 1_000_000)
  }

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
