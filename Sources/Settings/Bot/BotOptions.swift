import Domain

/// The declarations of all bot settings, for one folder that relative paths are taken from.
struct BotOptions {
    /// The folder of the settings file; empty for the current one.
    var folder = ""
    var forgeKinds = ForgeKind.builtIn

    var shape: SectionShape {
        SectionShape(
            name: "botSettings", expectation: "a map of options such as forges and registries",
            options: options.map { $0.summary(standard: standard) }, isOpen: false)
    }

    /// The defaults, with their paths in place.
    var standard: BotSettings {
        var settings = BotSettings(git: standardGit, report: ReportSettings(folder: inFolder(ReportSettings().folder)))
        if case .sqlite(let path) = settings.state { settings.state = .sqlite(path: inFolder(path)) }
        return settings
    }

    var options: [SettingsOption<BotSettings>] {
        [
            SettingsOption(
                "forges", \.forges, .list(forge), "The forges to work on. A run with none has nothing to do."),
            SettingsOption(
                "registries", \.registries, .list(registry),
                "How to speak to registries of images and charts; one that is not listed is asked anonymously by https."
            ),
            SettingsOption(
                "hostRules", .list(hostRule),
                "Renovate's way to write `registries`, with credentials by reference; added to them."
            ) { rules, _, settings, _ in
                settings.registries += rules
            },
            SettingsOption("lookup", \.lookup, lookup, "How releases are looked up."),
            SettingsOption("http", \.http, http, "What holds for every HTTP request."),
            SettingsOption("git", \.git, git, "Who commits, and where Git objects are kept."),
            SettingsOption(
                "state", \.state, .state(in: folder),
                "The database of caches and history: a file, or a PostgreSQL server for several processes. Losing it costs time, never a merge request."
            ),
            SettingsOption("report", \.report, report, "Where the report of a run goes."),
            SettingsOption(
                "installations", \.installations, .list(installation),
                "Where components of the platform run, and how they are upgraded."),
            SettingsOption("server", \.server, server, "How `windlass serve` listens, works and keeps time."),
            SettingsOption("catalogue", \.catalogue, catalogue, "Where newer data of upgrade routes comes from."),
            SettingsOption(
                "components", \.components, .list(component),
                "Your own rules of upgrade routes, over those of the catalogue."),
            SettingsOption(
                "runbook", \.runbook, .list(runbookSection), "Sections of runbooks in your own words."),
            SettingsOption(
                "defaults", \.defaults, .defaults,
                "What is in force in a repository that says nothing itself; the options are those of repository settings."
            ),
        ] + OnboardingSettings.options
    }

    private var forge: OptionCodec<ForgeSettings> {
        let kinds = forgeKinds
        return .section(
            "forge", "a map of options such as name, kind and repositories", forgeOptions,
            standard: ForgeSettings(name: "", kind: kinds.first?.id ?? "gitlab")
        ) { forge, node, reader in
            guard let kind = kinds.first(where: { $0.id == forge.kind }) else { return }
            reader.checkForge(forge, kind: kind, node)
        }
    }

    private var forgeOptions: [SettingsOption<ForgeSettings>] {
        [
            SettingsOption(
                "name", \.name, .identifier, isRequired: true, "Your name for this forge, for messages and reports."),
            SettingsOption(
                "kind", \.kind, .forgeKind(forgeKinds), isRequired: true,
                "`gitlab` speaks GitLab's API v4, `github` GitHub's REST API, `azure` that of Azure DevOps; `local` works on repositories on disk, and writes merge requests into the report."
            ),
            SettingsOption(
                "url", optional: \.url, .webURL,
                "The forge's address, without the path of its API; for `azure` with the organisation or collection. Required, but refused for `local`."
            ),
            SettingsOption(
                "token", optional: \.token, .secret(in: folder),
                "The access token, by reference. Required unless an app is named, refused for `local`."),
            SettingsOption(
                "appID", optional: \.appID, .integer(1...Int.max),
                "The number of a GitHub App to work as, instead of a token."),
            SettingsOption(
                "privateKey", optional: \.privateKey, .secret(in: folder),
                "The private key (PEM) of the app, by reference. Goes with `appID`."),
            SettingsOption(
                "installation", optional: \.installation, .integer(1...Int.max),
                "The number of the app's installation; unset means its only one."),
            SettingsOption(
                "repositories", \.repositories, repositories, isRequired: true, "Which repositories to work on."),
        ]
    }

    private var repositories: OptionCodec<RepositorySelection> {
        .section(
            "repositories", "a map with paths, groups or topics",
            [
                SettingsOption(
                    "paths", \.paths, .texts,
                    "Full paths such as `platform/gitops`, or globs over what groups and topics found (without those: over all that the bot is a member of). For `local`: folders, relative to the settings file."
                ),
                SettingsOption("groups", \.groups, .texts, "Full paths of groups, with everything below them."),
                SettingsOption("topics", \.topics, .texts, "Topics that a repository must have one of."),
            ], standard: RepositorySelection()
        ) { selection, node, reader in
            guard selection == RepositorySelection(), node.holdsOnlyEmptyLists else { return }
            reader.report(node.line, "expected at least one of paths, groups and topics; paths: ['**'] means all")
        }
    }

    private var registry: OptionCodec<RegistrySettings> {
        .section(
            "registry", "a map of options such as host and username",
            [
                SettingsOption("host", \.host, .host, isRequired: true, "The host, with its port if it has one."),
                SettingsOption("username", optional: \.username, .nonEmptyText, "The user name; goes with `password`."),
                SettingsOption("password", optional: \.password, .secret(in: folder), "The password, by reference."),
                SettingsOption(
                    "token", optional: \.token, .secret(in: folder),
                    "A bearer token, by reference, instead of `username` and `password`."),
                SettingsOption(
                    "helper", optional: \.helper, .identifier,
                    "The NAME of a program `docker-credential-NAME` that is asked for user name and password, such as `ecr-login`."
                ),
                SettingsOption("insecure", \.insecure, .flag, "Whether the registry is spoken to by plain http."),
                SettingsOption(
                    "concurrency", optional: \.concurrency, .integer(1...256),
                    "How many requests may be under way at once; unset means the client's own limit."),
                SettingsOption(
                    "requestsPerSecond", optional: \.requestsPerSecond, .integer(1...10_000),
                    "How many requests may start in one second; unset means no such limit. A registry that answers 429 is asked more slowly by itself."
                ),
            ], standard: RegistrySettings(host: "")
        ) { registry, node, reader in
            reader.checkRegistry(registry, node)
        }
    }

    private var lookup: OptionCodec<LookupSettings> {
        .section(
            "lookup", "a map with timeToLive and dockerConfig",
            [
                SettingsOption(
                    "timeToLive", optional: \.timeToLive, .duration,
                    "How long a list of releases is taken without asking again; unset means that each run asks, with a condition. What a registry's webhook names is asked for at once."
                ),
                SettingsOption(
                    "dockerConfig", optional: \.dockerConfig, .path(in: folder),
                    "Docker's config.json, whose `auths`, `credHelpers` and `credsStore` count beside `registries`; unset means the one in `$DOCKER_CONFIG` or `~/.docker`, if it is there."
                ),
            ], standard: LookupSettings())
    }

    private var http: OptionCodec<HTTPSettings> {
        .section(
            "http", "a map of options such as proxy and timeout",
            [
                SettingsOption(
                    "proxy", optional: \.proxy, .webURL,
                    "The proxy's address; unset means the usual environment variables, which may also hold its credentials."
                ),
                SettingsOption(
                    "caFile", optional: \.caFile, .path(in: folder), "A PEM file of authorities that are trusted."),
                SettingsOption(
                    "allowPrivateHosts", \.allowPrivateHosts, .list(.hostPattern),
                    "Hosts (names, addresses, or globs) that may have private addresses although a server, not you, named them."
                ),
                SettingsOption(
                    "connectTimeout", \.connectTimeout, .duration, "How long a connection may take to be made."),
                SettingsOption(
                    "timeout", \.timeout, .duration, "How long one request may take, from first to last byte."),
            ], standard: HTTPSettings())
    }

    private var standardGit: GitSettings { GitSettings(cacheDirectory: inFolder(GitSettings().cacheDirectory)) }

    private var git: OptionCodec<GitSettings> {
        .section(
            "git", "a map of options such as author and cacheDirectory",
            [
                SettingsOption("author", \.author, author, "Author and committer of the bot's commits."),
                SettingsOption(
                    "signingKey", optional: \.signingKey, .secret(in: folder),
                    "The private key, by reference, that signs commits; unset leaves them unsigned."),
                SettingsOption(
                    "cacheDirectory", \.cacheDirectory, .path(in: folder), "The folder of the bare object stores."),
                SettingsOption(
                    "cacheLimit", \.cacheLimit, .byteCount,
                    "The size at which a repository's object store is made anew."),
            ], standard: standardGit)
    }

    private var author: OptionCodec<GitAuthor> {
        .section(
            "author", "a map with name and email",
            [
                SettingsOption("name", \.name, .line, "The name in commits."),
                SettingsOption("email", \.email, .email, "The e-mail address in commits."),
            ], standard: GitAuthor())
    }

    private var report: OptionCodec<ReportSettings> {
        .section(
            "report", "a map with folder",
            [SettingsOption("folder", \.folder, .path(in: folder), "The folder that reports are written to.")],
            standard: standard.report)
    }

    private func inFolder(_ path: String) -> String { resolvePath(path, in: folder) }
}

extension SettingsNode {
    /// Whether there is nothing in this map that could have been meant as a selection.
    fileprivate var holdsOnlyEmptyLists: Bool {
        guard case .map(let members) = content else { return false }
        return members.allSatisfy { $0.value.content == .null || $0.value.content == .list([]) }
    }
}
