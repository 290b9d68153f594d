#include "CFLANN.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "distances.hpp"
#include "seeded_flann.hpp"

/// What Swift holds: any of FLANN's indexes.
struct cflann_index {
  virtual ~cflann_index() = default;
  virtual size_t row_bytes() const = 0;
  virtual void find_nearest(const uint8_t *queries, size_t count, int checks, size_t limit,
                            cflann_neighbor *neighbors) const = 0;
};

namespace {

/// Runs `body` and turns whatever it throws into a status and a message: Swift cannot unwind C++ exceptions.
template <typename Body>
cflann_status guarded(char *message, size_t capacity, Body &&body) noexcept {
  const auto fail = [&](const char *text) {
    if (message != nullptr && capacity > 0) std::snprintf(message, capacity, "%s", text);
    return CFLANN_FAILED;
  };
  try {
    body();
    return CFLANN_OK;
  } catch (const std::exception &exception) {
    return fail(exception.what());
  } catch (...) {
    return fail("an exception of an unknown type");
  }
}

void require(bool condition, const char *text) {
  if (!condition) throw std::invalid_argument(text);
}

/// Keeps the nearest of the rows that FLANN looks at, each once: LSH meets a row in several tables. FLANN's own result sets
/// let the first of equally near ones win, whichever that is.
template <typename Distance>
class Nearest : public flann::ResultSet<Distance> {
 public:
  explicit Nearest(size_t limit) : limit_(limit) { rows_.reserve(limit + 1); }

  bool full() const override { return rows_.size() == limit_; }

  void addPoint(Distance distance, size_t index) override {
    const Row row = {distance, index};
    if (full() && !(row < rows_.back())) return;
    const auto place = std::lower_bound(rows_.begin(), rows_.end(), row);
    if (place != rows_.end() && *place == row) return;
    rows_.insert(place, row);
    if (rows_.size() > limit_) rows_.pop_back();
  }

  Distance worstDist() const override { return full() ? rows_.back().first : std::numeric_limits<Distance>::max(); }

  /// Writes the rows, nearest first, and index -1 in place of those that were not found.
  void write(cflann_neighbor *neighbors) const {
    for (size_t i = 0; i < limit_; ++i) {
      neighbors[i] = i < rows_.size() ? cflann_neighbor{static_cast<int64_t>(rows_[i].second),
                                                        static_cast<uint32_t>(rows_[i].first)}
                                      : cflann_neighbor{-1, UINT32_MAX};
    }
  }

 private:
  using Row = std::pair<Distance, size_t>;

  size_t limit_;
  std::vector<Row> rows_;
};

template <template <typename> class Algorithm, typename Distance, size_t kRowBytes>
class IndexOf : public cflann_index {
 public:
  IndexOf(const uint8_t *rows, size_t rows_size, size_t count, const flann::IndexParams &parameters) {
    require(count >= 1 && count <= INT32_MAX, "the number of rows must be in 1...2^31 - 1");
    require(rows != nullptr && rows_size >= count * kRowBytes, "there are fewer bytes than rows");
    rows_.assign(rows, rows + count * kRowBytes);
    const flann::Matrix<uint8_t> matrix(rows_.data(), count, kRowBytes);
    index_ = std::make_unique<Index>(matrix, parameters);
  }

  void build() { index_->buildIndex(); }

  size_t row_bytes() const override { return kRowBytes; }

  void find_nearest(const uint8_t *queries, size_t count, int checks, size_t limit,
                    cflann_neighbor *neighbors) const override {
    const flann::SearchParams parameters(checks);
    for (size_t query = 0; query < count; ++query) {
      Nearest<typename Distance::ResultType> nearest(limit);
      index_->findNeighbors(nearest, queries + query * kRowBytes, parameters);
      nearest.write(neighbors + query * limit);
    }
  }

 private:
  using Index = Algorithm<Distance>;

  /// What the index points into.
  std::vector<uint8_t> rows_;
  std::unique_ptr<Index> index_;
};

using KDForest = IndexOf<flann::KDTreeIndex, cflann::SquaredL2, 128>;
using LSH = IndexOf<flann::LshIndex, cflann::Hamming, 32>;

}  // namespace

const char *cflann_version(void) { return FLANN_VERSION_; }

cflann_status cflann_build(cflann_kind kind, const uint8_t *rows, size_t rows_size, size_t count,
                           const cflann_build_options *options, cflann_index **index, char *message,
                           size_t message_capacity) {
  return guarded(message, message_capacity, [&] {
    const cflann::SeededBuild randomness(options->seed);
    if (kind == CFLANN_KD_FOREST) {
      require(options->trees >= 1 && options->trees <= INT32_MAX, "the number of trees must be at least 1");
      auto forest = std::make_unique<KDForest>(
          rows, rows_size, count, flann::KDTreeIndexParams(static_cast<int>(options->trees)));
      forest->build();
      *index = forest.release();
    } else {
      require(options->tables >= 1, "the number of tables must be at least 1");
      require(options->key_bits >= 1 && options->key_bits <= 31, "the bits of a key must be in 1...31");
      auto lsh = std::make_unique<LSH>(
          rows, rows_size, count, flann::LshIndexParams(options->tables, options->key_bits, options->probe_bits));
      lsh->build();
      *index = lsh.release();
    }
  });
}

cflann_status cflann_find_nearest(const cflann_index *index, const uint8_t *queries, size_t queries_size,
                                  size_t query_count, int32_t checks, size_t limit, cflann_neighbor *neighbors,
                                  char *message, size_t message_capacity) {
  return guarded(message, message_capacity, [&] {
    require(query_count <= queries_size / index->row_bytes(), "there are fewer bytes than queries");
    require(checks >= 1, "the number of rows to look at must be at least 1");
    require(limit >= 1, "the number of rows to find must be at least 1");
    index->find_nearest(queries, query_count, checks, limit, neighbors);
  });
}

void cflann_destroy(cflann_index *index) { delete index; }
