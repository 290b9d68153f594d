import CKernels
import Pyramid

/// A SIFT keypoint and its extremum in the octave.
struct OrientedExtremum {
  let keypoint: Keypoint
  let extremum: OctaveExtremum
  /// Radians, 0 to 2π.
  let angle: Float
}

/// Orientations and descriptors of extrema, in the nearest level of the scale space. Lowe 2004, §5 and §6.
struct SIFTDescriber {
  let octaves: [ScaleSpaceOctave]
  let options: SIFTOptions

  /// The extremum in pixels of the photo, without orientation.
  func place(_ extremum: OctaveExtremum) -> Keypoint {
    let octave = octaves[extremum.octave]
    return Keypoint(
      x: extremum.extremum.x * octave.pixelSize, y: extremum.extremum.y * octave.pixelSize,
      size: 2 * point(extremum).sigma * octave.pixelSize, response: extremum.extremum.contrast / 255,
      level: Int32(extremum.octave))
  }

  /// The keypoints of an extremum, one per orientation, that of the highest peak first.
  func oriented(_ extremum: OctaveExtremum) -> [OrientedExtremum] {
    var angles = [Float](repeating: 0, count: FK_SIFT_MAX_ORIENTATIONS)
    let octave = octaves[extremum.octave]
    let count = fk_sift_orientations(
      octave.plane(Int(extremum.extremum.scale)), octave.width, octave.height, octave.stride, point(extremum),
      Float(options.orientationPeakRatio), &angles)
    return angles[..<count].map { angle in
      var keypoint = place(extremum)
      keypoint.angle = angle * (180 / .pi)
      // An angle just below a full turn rounds up to it.
      if keypoint.angle >= 360 { keypoint.angle = 0 }
      return OrientedExtremum(keypoint: keypoint, extremum: extremum, angle: angle)
    }
  }

  /// The descriptors of `keypoints`, in order.
  func describe(_ keypoints: [OrientedExtremum]) -> Descriptors {
    let length = DescriptorKind.histogram128.byteCount
    let bytes = [UInt8](unsafeUninitializedCapacity: keypoints.count * length) { buffer, initialized in
      for (index, keypoint) in keypoints.enumerated() {
        let octave = octaves[keypoint.extremum.octave]
        var point = point(keypoint.extremum)
        point.angle = keypoint.angle
        fk_sift_describe(
          octave.plane(Int(keypoint.extremum.extremum.scale)), octave.width, octave.height, octave.stride, point,
          options.isRoot ? 1 : 0, buffer.baseAddress! + index * length)
      }
      initialized = keypoints.count * length
    }
    return Descriptors(kind: .histogram128, bytes: bytes)
  }

  private func point(_ extremum: OctaveExtremum) -> fk_sift_point {
    fk_sift_point(
      x: extremum.extremum.x, y: extremum.extremum.y,
      sigma: options.scaleSpace.sigma(ofLevel: extremum.extremum.fine_scale), angle: 0)
  }
}
