import Manifest
import Testing

/// A mapping of the format: its known keys, and a manifest with one key of it spelt in a given way.
private struct KnownKeys: Sendable {
  var keys: [String]
  var manifest: @Sendable (String) -> String
}

@Suite struct UnknownKeyTests {
  private static let mappings = [
    KnownKeys(keys: [
      "name", "description", "workload", "executor", "workers", "scaling", "measure", "parameters", "derived",
      "zip", "exclude", "repetitions", "warmup", "order", "seed", "limits", "affinity", "environment",
      "environment_inherit", "inputs", "setup", "prepare", "conclude", "cleanup", "services", "metrics",
      "success",
      "baseline", "output", "compare", "gates", "reference", "quiet_machine",
    ]) { "\($0): 1\n" },
    KnownKeys(keys: ["command", "directory", "stdout", "shell"]) {
      "workload: {\($0 == "command" ? "" : "command: [a], ")\($0): 1}\n"
    },
    KnownKeys(keys: [
      "wall_time", "cpu_time", "address_space", "file_size", "open_files", "stack", "core", "grace",
    ]) { "limits: {\($0): 1}\n" },
    KnownKeys(keys: ["serial_fraction", "work", "mode"]) { "workload: {kind: amdahl, \($0): 1}\n" },
    KnownKeys(keys: ["kind", "chunk", "reuse"]) { "executor: {kind: fork, \($0): 1}\nworkload: noop\n" },
    KnownKeys(keys: ["kind", "chunk", "dispatch", "noise"]) {
      "executor: {kind: simulated, \($0): 1}\nworkload: noop\n"
    },
    KnownKeys(keys: ["where", "reason"]) { "exclude: [{\($0): 1}]\n" },
    KnownKeys(keys: ["command", "shell", "directory", "limits"]) { "setup: {\($0): 1}\n" },
    KnownKeys(keys: ["name", "command", "shell", "directory", "environment", "affinity", "per", "ready"]) {
      "services: [{\($0): 1}]\n"
    },
    KnownKeys(keys: ["port", "file", "command", "within"]) {
      "services: [{name: a, command: [a], ready: {\($0): 1}}]\n"
    },
    KnownKeys(keys: ["regex", "unit", "kind", "from", "reduce", "optional"]) { "metrics: {m: {\($0): 1}}\n" },
    KnownKeys(keys: ["exit_codes", "regex"]) { "success: {\($0): 1}\n" },
    KnownKeys(keys: ["directory", "plots", "formats", "efficiency_floor"]) { "output: {\($0): 1}\n" },
    KnownKeys(keys: ["min", "max", "precision", "budget"]) { "repetitions: {\($0): 1}\n" },
    KnownKeys(keys: ["axis", "base", "threshold"]) { "compare: {\($0): 1}\n" },
    KnownKeys(keys: ["max_running", "wait", "on_expiry", "steal", "retries"]) {
      "quiet_machine: {\($0): 1}\n"
    },
    KnownKeys(keys: ["from", "to", "step", "factor"]) { "workers: {\($0): 1}\n" },
  ]

  /// The word with each letter dropped, doubled, and swapped with the next.
  private static func misspellings(of word: String) -> Set<String> {
    let letters = Array(word)
    var misspelt: Set<String> = []
    for index in letters.indices {
      var dropped = letters
      dropped.remove(at: index)
      misspelt.insert(String(dropped))
      var doubled = letters
      doubled.insert(letters[index], at: index)
      misspelt.insert(String(doubled))
      guard index + 1 < letters.count else { continue }
      var swapped = letters
      swapped.swapAt(index, index + 1)
      misspelt.insert(String(swapped))
    }
    return misspelt.subtracting([word, ""])
  }

  @Test func `a misspelt key is recognised in nearly all cases`() {
    var total = 0
    var missed: [String] = []
    for mapping in Self.mappings {
      for key in mapping.keys {
        for misspelt in Self.misspellings(of: key) where !mapping.keys.contains(misspelt) {
          total += 1
          let shown = check(mapping.manifest(misspelt)).errorsText
          if !shown.contains("unknown key '\(misspelt)'") || !shown.contains("did you mean '\(key)'?") {
            missed.append("\(misspelt) for \(key)")
          }
        }
      }
    }
    #expect(total > 1000)
    #expect(missed.count * 20 < total, "\(missed.count) of \(total): \(missed)")
  }

  @Test(arguments: ["zebra", "q", "x1", "threads_per_worker", "weird"])
  func `a key that is far from all has no suggestion`(_ key: String) {
    let shown = check(study("\(key): 1\n")).errorsText
    #expect(shown.contains("unknown key '\(key)'"))
    #expect(!shown.contains("did you mean"))
  }
}
