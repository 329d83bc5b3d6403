import Jobs
import OperatingSystem

/// What a run downloads: addresses, and a file name of its own for each.
struct DownloadList: Sendable {
  private static let mostBytes = 16 << 20
  private static let mostFiles = 1_000_000
  private static let longest = 8192

  private(set) var addresses: [String] = []
  /// What the files are called in a folder, in the order of the addresses; no two are the same.
  private(set) var names: [String] = []

  /// Reads the parameters `urls` or `file`, `base` and `first`.
  init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    let base = arguments.texts("base")?.first
    let first = arguments.integer("first") ?? .max
    guard first >= 1 else { throw WorkloadError(message: "download: 'first' must be 1 or more") }
    if let path = arguments.texts("file")?.first {
      try read(path, base: base, first: first)
    } else {
      for (index, text) in (arguments.texts("urls") ?? []).enumerated() where addresses.count < first {
        addresses.append(try Self.address(text, base: base, place: "element \(index + 1) of 'urls'"))
      }
    }
    guard !addresses.isEmpty else { throw WorkloadError(message: "download: there is nothing to download") }
    names = DownloadNames.of(addresses)
  }

  /// A line an address; empty lines and those that begin with # say nothing.
  private mutating func read(_ path: String, base: String?, first: Int) throws(WorkloadError) {
    let bytes: [UInt8]
    do {
      bytes = try File.read(path, atMost: Self.mostBytes)
    } catch {
      throw WorkloadError(message: "download: the file of addresses cannot be read: \(error)")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where addresses.count < first {
      let text = Self.trimmed(String(decoding: line, as: UTF8.self))
      if text.isEmpty || text.hasPrefix("#") { continue }
      addresses.append(try Self.address(text, base: base, place: "line \(index + 1) of '\(path)'"))
      guard addresses.count <= Self.mostFiles else {
        throw WorkloadError(message: "download: '\(path)' has more than \(Self.mostFiles) addresses")
      }
    }
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    var end = start[...]
    while end.last?.isWhitespace == true { end.removeLast() }
    return String(end)
  }

  /// The whole address, behind the base where it has no scheme.
  private static func address(_ text: String, base: String?, place: String) throws(WorkloadError) -> String {
    var address = text
    if !hasScheme(text) {
      guard let base else {
        throw WorkloadError(
          message:
            "download: \(place): '\(excerpt(text))' does not begin with http:// or https://, and there is "
            + "no 'base' to put before it")
      }
      let (left, right) = (base.hasSuffix("/"), text.hasPrefix("/"))
      address = base + (left && right ? String(text.dropFirst()) : left || right ? text : "/" + text)
    }
    let scheme = address.prefix(8).lowercased()
    guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else {
      throw WorkloadError(
        message: "download: \(place): '\(excerpt(address))' is neither http:// nor https://")
    }
    guard address.utf8.count <= longest, !address.unicodeScalars.contains(where: { $0.value <= 32 }) else {
      throw WorkloadError(
        message:
          "download: \(place): '\(excerpt(address))' has white space in it, or is longer than \(longest)")
    }
    return address
  }

  /// Whether letters, digits and the like stand before `://`.
  private static func hasScheme(_ text: String) -> Bool {
    let rest = text.drop { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    return rest.startIndex != text.startIndex && rest.hasPrefix("://")
  }

  /// What a message shows of a text.
  private static func excerpt(_ text: String) -> String {
    let shown = String(text.unicodeScalars.prefix(60).map { $0.value < 32 ? "?" : Character($0) })
    return text.unicodeScalars.count > 60 ? shown + "…" : shown
  }
}

/// Names for downloaded files.
enum DownloadNames {
  private static let longest = 200

  /// A name for each address: the end of its path, made safe; where it is taken, with `-2`, `-3`, ….
  static func of(_ addresses: [String]) -> [String] {
    var taken: Set<String> = []
    /// How often each name was wanted, so that many equal ones take no more time than others.
    var counts: [String: Int] = [:]
    return addresses.map { address in
      let wanted = name(of: address)
      var name = wanted
      while !taken.insert(name).inserted {
        let count = counts[wanted, default: 1] + 1
        counts[wanted] = count
        name = numbered(wanted, count)
      }
      return name
    }
  }

  /// The end of an address's path, with an underscore for all but letters, digits and `-_.`, which cannot leave the
  /// folder.
  private static func name(of address: String) -> String {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    // Scheme, nothing and host come before the path.
    let last = parts.count > 3 ? parts[parts.count - 1] : ""
    let safe = last.utf8.prefix(longest).map { byte in
      let scalar = Unicode.Scalar(byte)
      let isSafe =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        || "-_.".unicodeScalars.contains(scalar)
      return isSafe ? byte : UInt8(ascii: "_")
    }
    let name = String(decoding: safe, as: UTF8.self)
    if name.isEmpty { return "index" }
    return name.hasPrefix(".") ? "_" + name : name
  }

  private static func numbered(_ name: String, _ count: Int) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "\(name)-\(count)" }
    return "\(name[..<dot])-\(count)\(name[dot...])"
  }
}
