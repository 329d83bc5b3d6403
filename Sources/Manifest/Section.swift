import Expressions
import YAML

/// A mapping whose keys are known.
struct Section {
  /// One key of the mapping and what it has as its value.
  struct Entry {
    let name: String
    let key: YAMLNode
    let value: YAMLNode
  }

  let node: YAMLNode
  /// The known keys that have a value, in the order of the manifest.
  let entries: [Entry]
  /// Also those whose value is missing.
  private let named: Set<String>

  fileprivate init(node: YAMLNode, entries: [Entry], named: Set<String>) {
    self.node = node
    self.entries = entries
    self.named = named
  }

  /// The value of a key; nil where the key is not there or has no value.
  subscript(_ name: String) -> YAMLNode? {
    entries.first { $0.name == name }?.value
  }

  /// Whether the key is there, with a value or without.
  func has(_ name: String) -> Bool { named.contains(name) }
}

extension NodeReader {
  /// Reads a mapping, and reports every key that is not known or not supported yet.
  ///
  /// - Parameters:
  ///   - what: what the mapping is, for messages; empty for the manifest itself.
  ///   - later: keys of the format that this version cannot honour.
  ///   - elsewhere: keys that belong to another mapping of the kind, each with what to say of it.
  func section(
    _ node: YAMLNode, _ what: String, keys: [String], later: [String] = [],
    elsewhere: [String: String] = [:], expected: String? = nil
  ) -> Section? {
    guard let entries = entries(node, what, expected: expected ?? "a mapping with \(Self.list(keys))") else {
      return nil
    }
    let place = what.isEmpty ? "" : " in \(what)"
    let known = Set(keys)
    var good: [Section.Entry] = []
    for entry in entries {
      if known.contains(entry.name) {
        if entry.value.isNull {
          error("'\(entry.name)'\(place) has no value", at: entry.key)
        } else {
          good.append(entry)
        }
      } else if later.contains(entry.name) {
        error("'\(entry.name)'\(place) is not supported yet", at: entry.key)
      } else if let message = elsewhere[entry.name] {
        error(message, at: entry.key)
      } else {
        let suggestion = self.suggestion(for: entry.name, in: keys + later)
        let others = suggestion.isEmpty && !what.isEmpty ? ": known are \(Self.list(keys, or: "and"))" : ""
        error("unknown key '\(Excerpt.of(entry.name))'\(place)\(suggestion)\(others)", at: entry.key)
      }
    }
    return Section(node: node, entries: good, named: Set(entries.map(\.name)))
  }

  /// The keys and values of a mapping with text as keys.
  func entries(_ node: YAMLNode, _ what: String, expected: String) -> [Section.Entry]? {
    guard case .mapping(let pairs) = node.content else {
      let name = what.isEmpty ? "a manifest" : what
      let hint = node.scalarText?.contains(":") == true ? " (a ':' behind a key needs a space after it)" : ""
      error("\(name) is not a mapping: expected \(expected)\(hint)", at: node)
      return nil
    }
    var entries: [Section.Entry] = []
    for pair in pairs {
      guard case .scalar(let name, _) = pair.key.content else {
        error("a key\(what.isEmpty ? "" : " in \(what)") is not text", at: pair.key)
        continue
      }
      entries.append(Section.Entry(name: name, key: pair.key, value: pair.value))
    }
    return entries
  }

  /// The value of a key that must be there; reports where it is not.
  func required(_ name: String, in section: Section, _ what: String, _ example: String) -> YAMLNode? {
    if let node = section[name] { return node }
    if !section.has(name) {
      error(
        "'\(name)' is missing\(what.isEmpty ? "" : " in \(what)"): \(example)", at: place(of: section.node))
    }
    return nil
  }
}
