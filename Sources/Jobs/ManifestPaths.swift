extension Job {
  /// A path of the manifest as an absolute one: relative paths start at the manifest's folder.
  package func absolutePath(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return path == "." || path.isEmpty ? folder : "\(folder)/\(path)"
  }
}
