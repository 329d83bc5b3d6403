/// A drawn plot that is put into the report.
package struct ReportPicture: Sendable, Equatable {
  /// Such as `speedup.svg`.
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Whether a browser can show a picture of this name.
  package static func isShown(_ name: String) -> Bool { mediaType(of: name) != nil }

  private static func mediaType(of name: String) -> String? {
    if name.hasSuffix(".svg") { return "image/svg+xml" }
    return name.hasSuffix(".png") ? "image/png" : nil
  }

  /// The name of a picture without its ending: `speedup-log`.
  package static func plot(of name: String) -> String {
    String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
  }

  /// As ``plot(of:)``, of this picture.
  var plot: String { Self.plot(of: name) }

  /// The picture as an address that holds it. As an image, and not as part of the page, its identifiers cannot clash
  /// with those of other pictures, and nothing in it can run.
  var address: String {
    "data:\(Self.mediaType(of: name) ?? "application/octet-stream");base64,\(Base64.text(bytes))"
  }
}

/// The plots of a study, for its report.
package struct ReportPictures: Sendable, Equatable {
  package var drawn: [ReportPicture]
  /// Why plots are missing, in words; nil where none is.
  package var missing: String?

  package init(drawn: [ReportPicture], missing: String? = nil) {
    self.drawn = drawn
    self.missing = missing
  }

  /// The most bytes of pictures that a page holds: it must stay quick to open.
  private static let mostBytes = 12 << 20

  /// The pictures that the page holds, and those that it only names.
  var split: (held: [ReportPicture], named: [ReportPicture]) {
    var held: [ReportPicture] = []
    var named: [ReportPicture] = []
    var bytes = 0
    // What people look at first stands first.
    let first = drawn.filter { $0.plot == "speedup" }
    for picture in first + drawn.filter({ $0.plot != "speedup" }) {
      if bytes + picture.bytes.count <= Self.mostBytes {
        bytes += picture.bytes.count
        held.append(picture)
      } else {
        named.append(picture)
      }
    }
    return (held, named)
  }
}
