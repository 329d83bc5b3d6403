/// Where this process stands in the hierarchies of cgroups, from `/proc/self/cgroup` and
/// `/proc/self/mountinfo`.
struct ControlGroupPaths {
  /// One mounted hierarchy and this process's group in it.
  struct Hierarchy: Equatable {
    /// Where the hierarchy is mounted, below the root that was read.
    var mountPoint: String
    /// The names of the groups from the mount point down to ours.
    var groups: [String]

    /// The folders of our group and of all above it that can be seen, ours first.
    var folders: [String] {
      (0...groups.count).reversed().map { ([mountPoint] + groups.prefix($0)).joined(separator: "/") }
    }

    /// The folder of our group.
    var ownFolder: String { ([mountPoint] + groups).joined(separator: "/") }
  }

  /// The one hierarchy of version 2; nil where it is not mounted.
  var unified: Hierarchy?
  /// The hierarchies of version 1 by controller, such as `cpu`.
  var controllers: [String: Hierarchy] = [:]

  /// Reads the files of the running process below a root folder.
  init(root: String) {
    guard let mounts = TextFile.read(root, "proc/self/mountinfo"),
      let memberships = TextFile.read(root, "proc/self/cgroup")
    else { return }
    let own = Self.memberships(memberships)
    for line in mounts.split(separator: "\n") {
      guard let mount = Mount(line) else { continue }
      if mount.type == "cgroup2", unified == nil, let path = own[""] {
        unified = mount.hierarchy(of: path, root: root)
      }
      guard mount.type == "cgroup" else { continue }
      for (controller, path) in own where controllers[controller] == nil {
        guard !controller.isEmpty, mount.options.contains(controller) else { continue }
        controllers[controller] = mount.hierarchy(of: path, root: root)
      }
    }
  }

  /// The path of our group by controller; version 2 has the empty name.
  private static func memberships(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      for controller in fields[1].split(separator: ",", omittingEmptySubsequences: false) {
        result[String(controller)] = String(fields[2])
      }
    }
    return result
  }

  /// A line of mountinfo.
  private struct Mount {
    var top: String
    var point: String
    var type: String
    var options: Set<String>

    init?(_ line: Substring) {
      let halves = line.split(separator: " ", omittingEmptySubsequences: false)
      guard let dash = halves.firstIndex(of: "-"), dash >= 6, halves.count > dash + 3 else { return nil }
      top = Self.unescaped(halves[3])
      point = Self.unescaped(halves[4])
      type = String(halves[dash + 1])
      options = Set(halves[dash + 3].split(separator: ",").map(String.init))
    }

    /// Our group as seen through this mount; nil where the mount shows another part of the tree.
    func hierarchy(of path: String, root: String) -> Hierarchy? {
      var below = path
      if top != "/" {
        guard path == top || path.hasPrefix(top + "/") else { return nil }
        below = String(path.dropFirst(top.count))
      }
      let groups = below.split(separator: "/").map(String.init)
      guard !groups.contains("..") else { return nil }
      return Hierarchy(mountPoint: TextFile.join(root, point), groups: groups)
    }

    /// Spaces and the like stand as three octal digits.
    private static func unescaped(_ text: Substring) -> String {
      guard text.contains("\\") else { return String(text) }
      var bytes: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while let byte = rest.first {
        if byte == UInt8(ascii: "\\"),
          let code = UInt8(String(decoding: rest.dropFirst().prefix(3), as: UTF8.self), radix: 8)
        {
          bytes.append(code)
          rest = rest.dropFirst(4)
        } else {
          bytes.append(byte)
          rest = rest.dropFirst()
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
