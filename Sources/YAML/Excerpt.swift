/// Text from the file, made fit for a message: control characters escaped, cut at 80 characters.
func excerpt(_ text: String) -> String {
  var shown = ""
  var count = 0
  for character in text {
    guard count < 80 else { return shown + "…" }
    count += 1
    // A character may carry any number of combining marks, which would escape the cut.
    for scalar in character.unicodeScalars.prefix(8) {
      if isControl(scalar) || isInvisible(scalar) {
        shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
  }
  return shown
}

/// C0 and C1 controls, DEL, and the characters that some readers take for line breaks.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
  default: false
  }
}

/// Characters without width, and those that change the direction of writing.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
  default: false
  }
}
