/// The tables of COLMAP 3.8's database, as it makes them, and codes of what they hold.
enum COLMAPSchema {
  /// `PRAGMA user_version`: 3.8.
  static let userVersion = 3800

  static let tables = """
    CREATE TABLE cameras (
      camera_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, model INTEGER NOT NULL, width INTEGER NOT NULL,
      height INTEGER NOT NULL, params BLOB, prior_focal_length INTEGER NOT NULL);
    CREATE TABLE images (
      image_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL UNIQUE, camera_id INTEGER NOT NULL,
      prior_qw REAL, prior_qx REAL, prior_qy REAL, prior_qz REAL, prior_tx REAL, prior_ty REAL, prior_tz REAL,
      CONSTRAINT image_id_check CHECK(image_id >= 0 and image_id < 2147483647),
      FOREIGN KEY(camera_id) REFERENCES cameras(camera_id));
    CREATE UNIQUE INDEX index_name ON images(name);
    CREATE TABLE keypoints (
      image_id INTEGER PRIMARY KEY NOT NULL, rows INTEGER NOT NULL, cols INTEGER NOT NULL, data BLOB,
      FOREIGN KEY(image_id) REFERENCES images(image_id) ON DELETE CASCADE);
    CREATE TABLE descriptors (
      image_id INTEGER PRIMARY KEY NOT NULL, rows INTEGER NOT NULL, cols INTEGER NOT NULL, data BLOB,
      FOREIGN KEY(image_id) REFERENCES images(image_id) ON DELETE CASCADE);
    CREATE TABLE matches (
      pair_id INTEGER PRIMARY KEY NOT NULL, rows INTEGER NOT NULL, cols INTEGER NOT NULL, data BLOB);
    CREATE TABLE two_view_geometries (
      pair_id INTEGER PRIMARY KEY NOT NULL, rows INTEGER NOT NULL, cols INTEGER NOT NULL, data BLOB,
      config INTEGER NOT NULL, F BLOB, E BLOB, H BLOB, qvec BLOB, tvec BLOB);
    PRAGMA user_version = \(userVersion);
    """

  /// `SIMPLE_RADIAL`: focal length, centre x and y, one coefficient of radial distortion.
  static let simpleRadial = 2
  /// `PLANAR_OR_PANORAMIC`: explained by a homography, whichever of the two it comes from.
  static let planarOrPanoramic = 6
  /// COLMAP's guess of a focal length that nobody knows, in longest sides of the photo.
  static let focalLengthFactor = 1.2
  /// Ids of images are below this, and pairs are numbered by it.
  static let mostImages = 2_147_483_647

  /// The number of a pair of images, whichever comes first.
  static func pairID(_ first: Int, _ second: Int) -> Int {
    mostImages * min(first, second) + max(first, second)
  }
}
