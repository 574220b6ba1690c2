extension Catalogue {
    /// Stops of GitLab that nobody declared yet but that its rhythm asks for: minors 2, 5, 8 and 11 of each major.
    ///
    /// They begin behind the newest declared stop. The rhythm holds from 17.5 on.
    ///
    /// Source: https://docs.gitlab.com/update/upgrade_paths/
    public func predictedStops(to goal: ReleaseNumber) -> [RouteStop] {
        guard component.id == "gitlab", let last = stops.map(\.line).max(), goal.line > last else { return [] }
        // Ten majors are ten years; a goal beyond them is held at the first stop that is not published.
        return (last.major...min(goal.major, last.major &+ 10)).flatMap { major in
            [2, 5, 8, 11].map { ReleaseLine(major, $0) }
        }.filter { $0 > last && $0 <= goal.line }.map { line in
            var stop = RouteStop(
                line: line, reason: "predicted: stops are on minors 2, 5, 8 and 11",
                source: "https://docs.gitlab.com/update/upgrade_paths/", date: component.date)
            stop.isPredicted = true
            return stop
        }
    }
}
