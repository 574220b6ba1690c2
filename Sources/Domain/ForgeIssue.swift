/// An issue of a repository that we keep, such as the dashboard.
public struct ForgeIssue: Hashable, Sendable {
    public var number: Int
    public var title: String
    public var text: String
    public var webURL: String

    public init(number: Int, title: String, text: String, webURL: String) {
        self.number = number
        self.title = title
        self.text = text
        self.webURL = webURL
    }
}
