// The corners of the highest scores in each cell of a grid: counted by score, then moved to where their cell's place is.

#include <algorithm>
#include <cstring>

#include "image_bounds.h"

namespace {

constexpr size_t kScores = 256;

/// A cell while corners are counted, then while they are moved.
struct Cell {
  uint16_t by_score[kScores];
  uint32_t count;
  uint32_t next;        // where its next corner goes
  uint16_t least_score;  // of those that stay

  /// Sets `least_score` so that at least `limit` corners stay, or all. Returns how many stay.
  size_t Limit(size_t limit) {
    least_score = 0;
    if (count <= limit) return count;
    size_t score = kScores, staying = 0;
    while (staying < limit) staying += by_score[--score];
    least_score = static_cast<uint16_t>(score);
    return staying;
  }
};

/// Cells, then the cell of each corner.
struct Scratch {
  Cell *cells;
  uint32_t *cell_of;

  Scratch(void *memory, size_t cell_count)
      : cells(static_cast<Cell *>(memory)), cell_of(reinterpret_cast<uint32_t *>(cells + cell_count)) {}
};

}  // namespace

size_t fk_shortlist_scratch_size(size_t count, size_t cell_count) {
  return cell_count * sizeof(Cell) + count * sizeof(uint32_t);
}

size_t fk_shortlist(const fk_corner *corners, size_t count, size_t cell_bits, size_t columns, size_t rows,
                    size_t least_per_cell, size_t wanted, void *scratch, size_t scratch_size, fk_corner *kept,
                    uint32_t *cell_ends) {
  const size_t cell_count = columns * rows;
  fk::Require(cell_bits <= 16, __func__, "cell_bits must be at most 16");
  fk::Require(count <= UINT32_MAX && cell_count <= UINT32_MAX, __func__, "there are too many corners or cells");
  fk::Require(scratch_size >= fk_shortlist_scratch_size(count, cell_count), __func__,
              "scratch_size is less than fk_shortlist_scratch_size");
  fk::Require(reinterpret_cast<uintptr_t>(scratch) % alignof(Cell) == 0, __func__, "scratch must be aligned to 4");
  const Scratch memory(scratch, cell_count);
  std::memset(memory.cells, 0, cell_count * sizeof(Cell));
  for (size_t i = 0; i < count; ++i) {
    const fk_corner corner = corners[i];
    const size_t column = size_t{corner.x} >> cell_bits, row = size_t{corner.y} >> cell_bits;
    fk::Require(column < columns && row < rows, __func__, "a corner lies outside the grid");
    fk::Require(corner.score < kScores, __func__, "a score exceeds 255");
    Cell &cell = memory.cells[row * columns + column];
    fk::Require(cell.by_score[corner.score] < UINT16_MAX, __func__, "a cell has too many corners");
    ++cell.by_score[corner.score];
    ++cell.count;
    memory.cell_of[i] = static_cast<uint32_t>(row * columns + column);
  }

  const size_t occupied = std::max<size_t>(
      1, std::count_if(memory.cells, memory.cells + cell_count, [](const Cell &cell) { return cell.count > 0; }));
  const size_t limit = std::max(least_per_cell, (wanted + occupied - 1) / occupied);
  size_t end = 0;
  for (size_t i = 0; i < cell_count; ++i) {
    memory.cells[i].next = static_cast<uint32_t>(end);
    end += memory.cells[i].Limit(limit);
    cell_ends[i] = static_cast<uint32_t>(end);
  }
  for (size_t i = 0; i < count; ++i) {
    Cell &cell = memory.cells[memory.cell_of[i]];
    if (corners[i].score >= cell.least_score) kept[cell.next++] = corners[i];
  }
  return end;
}
