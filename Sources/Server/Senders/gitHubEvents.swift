/// The events that GitHub documents. One that is not here is new, or not GitHub's.
///
/// Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
let gitHubEvents: Set<String> = gitHubPackageEvents.union([
    "branch_protection_configuration", "branch_protection_rule", "bypass_request_push_ruleset",
    "bypass_request_secret_scanning", "cache_sync", "check_run", "check_suite", "code_scanning_alert",
    "commit_comment", "content_reference", "create", "custom_property", "custom_property_values", "delete",
    "dependabot_alert", "deploy_key", "deployment", "deployment_protection_rule", "deployment_review",
    "deployment_status", "discussion", "discussion_comment", "dismissal_request_code_scanning",
    "dismissal_request_secret_scanning", "enterprise", "exemption_request_push_ruleset",
    "exemption_request_secret_scanning", "fork", "github_app_authorization", "gollum", "installation",
    "installation_repositories", "installation_target", "issue_comment", "issue_dependencies", "issues", "label",
    "marketplace_purchase", "member", "membership", "merge_group", "merge_queue_entry", "meta", "milestone",
    "org_block", "organization", "page_build", "personal_access_token_request", "ping", "project", "project_card",
    "project_column", "projects_v2", "projects_v2_item", "projects_v2_status_update", "public", "pull_request",
    "pull_request_review", "pull_request_review_comment", "pull_request_review_thread", "push", "release",
    "repository", "repository_advisory", "repository_dispatch", "repository_import", "repository_ruleset",
    "repository_vulnerability_alert", "schedule", "secret_scanning_alert", "secret_scanning_alert_location",
    "secret_scanning_scan", "security_advisory", "security_and_analysis", "sponsorship", "star", "status",
    "sub_issues", "team", "team_add", "user", "watch", "workflow_dispatch", "workflow_job", "workflow_run",
])

/// Those about packages; GitHub Enterprise Server has the second form of the first.
let gitHubPackageEvents: Set<String> = ["package", "package_v2", "registry_package"]
