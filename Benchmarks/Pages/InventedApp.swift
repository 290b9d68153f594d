import Geometry
import Imaging

/// An app that exists nowhere: its pages have frame, labels, colours and letters in common, and differ in what is on them.
struct InventedApp {
  enum Kind: String {
    case mail, chat, calendar, receipts, table, reader, shop, news, feed, bank
  }

  let name: String
  let kind: Kind
  let theme: AppTheme
  let device: PageDevice

  /// Whether a photo is on every page.
  var showsPhoto: Bool { kind == .feed || kind == .news }

  /// A page: the same for a number, but for the pictures on it.
  func page(_ number: Int, pictures: inout PictureSupply) throws -> ColorImage {
    let seed = name.unicodeScalars.reduce(UInt64(number)) { $0 &* 31 &+ UInt64($1.value) }
    var words = PageWords(seed: seed)
    var screen = Screen(width: device.width, height: device.height, scale: device.scale, theme: theme)
    switch kind {
    case .mail: drawMail(on: &screen, &words)
    case .chat: drawChat(on: &screen, &words)
    case .calendar: drawCalendar(on: &screen, isMonth: number % 2 == 1, &words)
    case .receipts: drawReceipt(on: &screen, &words)
    case .table: drawTable(on: &screen, &words)
    case .reader: drawText(on: &screen, &words)
    case .shop: try drawShop(on: &screen, &words, &pictures)
    case .news: try drawArticle(on: &screen, &words, &pictures)
    case .feed: try drawPost(on: &screen, &words, &pictures)
    case .bank: drawAccount(on: &screen, &words)
    }
    device.drawFrame(on: &screen, &words)
    return screen.image
  }

  static let all: [InventedApp] = {
    let serif = PageFace(weight: 8.5, width: 0.95, contrast: 0.5, hasSerifs: true)
    return [
      InventedApp(name: "Postbox", kind: .mail, theme: .light(RGB(0, 110, 190)), device: .tall),
      InventedApp(
        name: "Chatter", kind: .chat,
        theme: .dark(RGB(0, 140, 110), face: PageFace(weight: 8, width: 1.06)), device: .tallFine),
      InventedApp(
        name: "Dayplan", kind: .calendar, theme: .light(RGB(214, 70, 60), face: PageFace(weight: 7.5, width: 0.94)),
        device: .tall),
      InventedApp(
        name: "Corner Store", kind: .receipts,
        theme: .light(RGB(30, 30, 30), ground: RGB(252, 251, 246), face: PageFace(weight: 9, width: 0.84)),
        device: .paper),
      InventedApp(
        name: "Gridwork", kind: .table, theme: .light(RGB(20, 130, 80), face: PageFace(weight: 7.5, width: 0.92)),
        device: .desk),
      InventedApp(
        name: "Longread", kind: .reader, theme: .light(RGB(120, 80, 40), ground: RGB(250, 245, 233), face: serif),
        device: .small),
      InventedApp(
        name: "Bazaar", kind: .shop, theme: .light(RGB(226, 96, 20), face: PageFace(weight: 8.5)), device: .tall),
      InventedApp(name: "The Courier", kind: .news, theme: .light(RGB(170, 20, 40), face: serif), device: .tallFine),
      InventedApp(
        name: "Snapbook", kind: .feed, theme: .dark(RGB(150, 90, 220), ground: RGB(8, 8, 10)), device: .small),
      InventedApp(
        name: "Purse", kind: .bank,
        theme: .dark(RGB(70, 150, 240), ground: RGB(16, 24, 38), face: PageFace(weight: 7.5, slant: 0.02)),
        device: .small),
    ]
  }()
}
