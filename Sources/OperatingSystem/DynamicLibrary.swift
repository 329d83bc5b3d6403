internal import Glibc

/// A shared library that is opened while the program runs, so that its start does not pay for it.
///
/// It stays open until the process ends: libraries leave handlers behind that must not disappear.
package struct DynamicLibrary: Sendable {
  /// The address of a function in an open library.
  package struct Function: Sendable {
    private let address: UInt

    fileprivate init(_ pointer: UnsafeMutableRawPointer) { address = UInt(bitPattern: pointer) }

    /// The address, for C that knows the type of the function.
    package var pointer: UnsafeMutableRawPointer {
      guard let pointer = UnsafeMutableRawPointer(bitPattern: address) else {
        preconditionFailure("it was made from a pointer, which is not null")
      }
      return pointer
    }
  }

  /// Why a library or a function of it cannot be used, in the words of the dynamic linker.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package var description: String
  }

  private let handle: UInt

  /// Opens a library by its name, where the dynamic linker looks for it, or by its path.
  package init(_ name: String) throws(Failure) {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { throw Self.failure(name) }
    self.handle = UInt(bitPattern: handle)
  }

  /// The function of this name.
  package func function(_ name: String) throws(Failure) -> Function {
    guard let pointer = dlsym(UnsafeMutableRawPointer(bitPattern: handle), name) else {
      throw Self.failure(name)
    }
    return Function(pointer)
  }

  private static func failure(_ name: String) -> Failure {
    Failure(description: dlerror().map { String(cString: $0) } ?? "'\(name)' cannot be opened")
  }
}
