// What the kernel of intensity centroids and its reference share.

#ifndef FACSIMILE_MOMENTS_H
#define FACSIMILE_MOMENTS_H

namespace fk {

constexpr int kMomentsRadius = 15;
/// Row v of the round patch, or -v, has the columns -kMomentsColumns[v] to kMomentsColumns[v]: cv::ORB's u_max.
constexpr int kMomentsColumns[kMomentsRadius + 1] = {15, 15, 15, 15, 14, 14, 14, 13, 13, 12, 11, 10, 9, 8, 6, 3};

}  // namespace fk

#endif  // FACSIMILE_MOMENTS_H
