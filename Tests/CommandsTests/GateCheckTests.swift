import TestPrograms
import Testing

/// What a manifest's gates and its reference are checked for before the first run.
struct GateCheckTests {
  @Test func `a gate whose cells all fall away is an error at its place`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .script(
        "true", workers: "[1, 2]", "exclude: [{ where: workers > 1, reason: no }]", "gates:",
        "  - failed <= 0", "  - wall_s at workers=2 <= 1s"))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("m.yaml:10:5: error: gate 'wall_s at workers=2 <= 1s': no cell matches"))
  }

  @Test func `a reference that is not there is found before the first run`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.script("touch started", "gates: [not regressed]", "reference: old/night")
    let result = try sandbox.sweep(manifest)
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("m.yaml:8:12: error: reference: '"), "\(result.errors)")
    #expect(try !sandbox.exists("started"))
    #expect(try sandbox.swrun("validate", "m.yaml").exitCode == 0)
  }
}
