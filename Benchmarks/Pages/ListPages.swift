import Imaging

// Pages that are lists: letters, bookings of an account.
extension InventedApp {
  func drawMail(on screen: inout Screen, _ words: inout PageWords) {
    screen.titleBar("Inbox", top: device.top, left: .list, right: [.search, .more])
    var y = device.top + 47
    let end = screen.height - device.bottom - 52
    while y + 74 <= end + 60 {
      let (name, isNew) = (words.name(), words.chance(0.35))
      screen.avatar(of: name, 34, y + 36, radius: 19)
      screen.text(name, 66, y + 24, size: 14.5, isBold: isNew, room: 200)
      screen.text(
        words.chance(0.5) ? words.time() : "\(words.number(1...30)) " + words.pick(PageWords.months).prefix(3),
        screen.width - 16, y + 24, size: 11.5, color: isNew ? theme.accent : theme.faint, align: .right)
      screen.text(words.title(), 66, y + 43, size: 13, isBold: isNew, room: 250)
      screen.text(words.sentence(), 66, y + 61, size: 12, color: theme.faint, room: 245)
      screen.icon(.star, screen.width - 32, y + 46, size: 14, color: words.chance(0.2) ? theme.accent : theme.rule)
      screen.rule(66, y + 73, width: screen.width - 66)
      y += 74
    }
    screen.fill(screen.width - 72, end - 68, 54, 54, theme.accent, corner: 16)
    screen.icon(.pencil, screen.width - 56, end - 52, size: 22, color: .white)
    screen.tabBar(
      [(.envelope, "Mail"), (.bubble, "Chats"), (.calendar, "Dates"), (.person, "People")], lit: 0,
      bottom: device.bottom)
  }

  func drawAccount(on screen: inout Screen, _ words: inout PageWords) {
    screen.titleBar("Accounts", top: device.top, left: .back, right: [.bell, .gear])
    var y = device.top + 58
    screen.fill(16, y, screen.width - 32, 92, theme.accent, corner: 14)
    let card = words.pick(["Everyday account", "Savings", "Holiday pot", "Household", "Business account"])
    screen.text(card, 32, y + 28, size: 14, color: .white)
    screen.text(
      "€ \(words.number(1...18)),\(words.number(100...999)).\(PageWords.two(words.number(0...99)))", 32, y + 62,
      size: 26, color: .white, isBold: true)
    screen.text("•••• \(words.number(1000...9999))", screen.width - 32, y + 80, size: 12, color: .white, align: .right)
    y += 108
    for (index, (icon, label)) in [(PageIcon.plus, "Send"), (.share, "Request"), (.chart, "Budget"), (.more, "More")]
      .enumerated()
    {
      let x = screen.width * (Double(index) + 0.5) / 4
      screen.disc(x, y + 20, radius: 20, theme.surface)
      screen.icon(icon, x - 9, y + 11, size: 18, color: theme.accent)
      screen.text(label, x, y + 56, size: 11, color: theme.faint, align: .center)
    }
    y += 74
    screen.text("Latest bookings", 16, y + 16, size: 15, isBold: true)
    screen.text("Show all", screen.width - 16, y + 16, size: 12, color: theme.accent, align: .right)
    y += 26
    let end = screen.height - device.bottom - 52
    while y < end {
      let isIncome = words.chance(0.2)
      screen.fill(16, y + 8, 34, 34, theme.surface, corner: 9)
      screen.icon(
        words.pick([.basket, .home, .heart, .camera, .person, .envelope, .star]), 24, y + 16, size: 18,
        color: words.pick(AppTheme.colors))
      screen.text(
        isIncome ? words.name() : PageWords.capitalized(words.noun()) + " " + words.place(), 62, y + 22, size: 14,
        room: 180)
      screen.text(
        words.pick(["Card payment", "Transfer", "Standing order", "Refund", "Cash machine"]) + " · "
          + words.pick(PageWords.days).prefix(3), 62, y + 39, size: 11.5, color: theme.faint)
      screen.text(
        (isIncome ? "+" : "-") + words.price(upTo: 240), screen.width - 16, y + 28, size: 14.5,
        color: isIncome ? RGB(80, 190, 120) : theme.ink, align: .right)
      y += 51
      screen.rule(62, y - 1, width: screen.width - 78)
    }
    screen.tabBar(
      [(.home, "Home"), (.chart, "Plans"), (.basket, "Cards"), (.person, "Profile")], lit: 0, bottom: device.bottom)
  }
}
