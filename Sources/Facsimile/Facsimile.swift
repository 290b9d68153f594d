// What an application needs, by one import.
@_exported import CSV
@_exported import Copies
@_exported import Evaluation
@_exported import Features
@_exported import Geometry
@_exported import Imaging
@_exported import Matcher
@_exported import Names
@_exported import Options
@_exported import Photos
@_exported import Recall
@_exported import Runs
@_exported import Storage
