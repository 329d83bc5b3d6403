/// How much a text may hold, aliases expanded.
package struct YAMLLimits: Sendable, Equatable {
  /// Bytes of the file.
  package var fileBytes: Int
  /// Collections inside each other.
  package var depth: Int
  /// Scalars, sequences and mappings, counting those of an alias wherever it stands.
  package var expandedNodes: Int
  /// UTF-8 bytes of all scalars, counting those of an alias wherever it stands.
  package var expandedText: Int
  /// UTF-8 bytes of one scalar.
  package var scalarBytes: Int
  /// UTF-8 bytes of one key.
  package var keyBytes: Int

  package init(
    fileBytes: Int, depth: Int, expandedNodes: Int, expandedText: Int, scalarBytes: Int, keyBytes: Int
  ) {
    self.fileBytes = fileBytes
    self.depth = depth
    self.expandedNodes = expandedNodes
    self.expandedText = expandedText
    self.scalarBytes = scalarBytes
    self.keyBytes = keyBytes
  }

  /// The limits for a manifest: far more than an honest one needs, and read within a second.
  package static let manifest = YAMLLimits(
    fileBytes: 1 << 20, depth: 64, expandedNodes: 100_000, expandedText: 4 << 20, scalarBytes: 64 << 10,
    keyBytes: 1024)
}
