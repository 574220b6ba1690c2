public struct Glob: Sendable { let t: String; public init(_ t: String) { self.t = t }
 public func matches(_ s: String) -> Bool { t == s } }
