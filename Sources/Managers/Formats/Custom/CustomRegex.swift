import Domain

enum CustomRegex { static let id: ManagerID = "custom.regex" }
