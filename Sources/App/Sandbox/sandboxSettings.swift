/// The settings of the sandbox: what a user would write for a forge of their own.
func sandboxSettings(kind: String, forgeURL: String, groups: [String], sources: String) -> String {
    """
    forges:
      - name: sandbox
        kind: \(kind)
        url: \(forgeURL)
        token: file:token
        repositories:
          groups:
    \(groups.map { "        - \($0)" }.joined(separator: "\n"))

    git:
      author:
        name: Windlass
        email: windlass@sandbox.invalid
      cacheDirectory: cache

    hostRules:
      - matchHost: \(sources)
        hostType: github

    state: sqlite:state.sqlite

    report:
      folder: report

    defaults:
      assignees:
        - admin
      labels:
        - windlass
      prConcurrentLimit: 31

    """
}
