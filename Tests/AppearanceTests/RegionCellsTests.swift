import Imaging
import Testing

@testable import Appearance

@Suite("RegionCells") struct RegionCellsTests {
  /// Of blocks as drawn: `#` proved, `x` contradicts, `l` in level, `c` covered, `.` nothing of either.
  static func cells(_ rows: [String]) -> RegionCells {
    let columns = rows[0].count
    let drawn = rows.joined().map { $0 }
    let verdicts = drawn.map { character -> BlockVerdict in
      switch character {
      case "#": .agrees
      case "x": .contradicts
      case "l": .contradictsInLevel
      case "c": .covered
      default: .outside
      }
    }
    let ground = GrayImage(width: 8 * columns, height: 8 * rows.count, filledWith: 9)
    let statistics = BlockStatistics(fixed: ground, moving: ground, movingFromFixed: .identity)
    let holding = drawn.indices.filter { drawn[$0] == "#" }
    return AppearanceReport(
      columns: columns, rows: rows.count, blocks: verdicts, queryShares: verdicts.map { _ in 0 },
      region: ProvedRegion(statistics, verdicts: verdicts, holding: holding)
    ).cells
  }

  @Test("of 8 × 8 blocks each is a cell, row by row")
  func oneToOne() {
    var rows = [String](repeating: "........", count: 8)
    rows[0] = "#......."
    rows[1] = ".#.....x"
    rows[7] = "l......c"
    let cells = Self.cells(rows)
    #expect(cells.proved == 1 | 1 << 9)
    let contradicted: UInt64 = 1 << 15 | 1 << 56 | 1 << 63
    #expect(cells.contradicted == contradicted)
  }

  @Test("of smaller blocks, half of a cell's area is enough, and less isn't")
  func halves() {
    // Cells of 2 × 2 blocks: three, two, one and none of them.
    var rows = [String](repeating: String(repeating: ".", count: 16), count: 16)
    rows[0] = "###.#..." + String(repeating: "x", count: 8)
    rows[1] = "#.#....." + String(repeating: ".", count: 8)
    let cells = Self.cells(rows)
    #expect(cells.proved == 0b0011)
    #expect(cells.contradicted == 0b1111_0000)
  }

  @Test("a block that lies over several cells counts for each by the area that it has of it")
  func uneven() {
    // A cell is 5/8 of a block wide, and a whole row high.
    let row = [String](repeating: "#...x", count: 8)
    let cells = Self.cells(row)
    // The first block covers the first cell and 3/5 of the second, the last one the like.
    #expect(cells.proved & 0xff == 0b0000_0011)
    #expect(cells.contradicted & 0xff == 0b1100_0000)
    #expect(Self.cells(["#"]) == RegionCells(proved: .max, contradicted: 0))
    #expect(Self.cells(["#x"]) == RegionCells(proved: 0x0f0f_0f0f_0f0f_0f0f, contradicted: 0xf0f0_f0f0_f0f0_f0f0))
    // Of three blocks, the one in the middle has 1/3 of the third and the sixth cell and all of those between.
    #expect(Self.cells([".#."]).proved & 0xff == 0b0001_1000)
  }

  @Test("is shared where half of the proved cells are the same and four are contradicted by both, mutually")
  func shared() {
    func expect(_ one: RegionCells, _ other: RegionCells, _ isShared: Bool, at: SourceLocation = #_sourceLocation) {
      #expect(one.isShared(with: other) == isShared && other.isShared(with: one) == isShared, sourceLocation: at)
    }
    let page = RegionCells(proved: 0b1111, contradicted: 0xff00)
    expect(page, page, true)
    expect(page, RegionCells(proved: 0b0011, contradicted: 0xff00), true)
    expect(page, RegionCells(proved: 0b0001, contradicted: 0xff00), false)
    expect(page, RegionCells(proved: 0b11_1100, contradicted: 0xff00), false)
    expect(page, RegionCells(proved: 0b1111, contradicted: 0xf000), true)
    expect(page, RegionCells(proved: 0b1111, contradicted: 0xff_e000), false)
    let nothing = RegionCells(proved: 0, contradicted: 0xff00)
    expect(nothing, nothing, false)
    #expect(page.canBeShared && !nothing.canBeShared)
    #expect(!RegionCells(proved: 1, contradicted: 0b111).canBeShared)
  }
}
