/// The kinds of events that GitLab documents, of project, group and system hooks.
///
/// Source: https://docs.gitlab.com/user/project/integrations/webhook_events/,
/// https://docs.gitlab.com/administration/system_hooks/
let gitLabEvents: Set<String> = [
    "access_token", "approved", "build", "deploy_key", "deployment", "emoji", "award", "expiring_access_token",
    "feature_flag", "gitlab_subscription_member_approval", "gitlab_subscription_member_approvals", "group_create",
    "group_destroy", "group_rename", "incident", "issue", "job", "key_create", "key_destroy", "merge_request",
    "milestone", "note", "pipeline", "project_archive", "project_create", "project_destroy", "project_rename",
    "project_transfer", "project_unarchive", "project_update", "push", "release", "repository_update", "revoke",
    "subgroup_create", "subgroup_destroy", "tag_push", "user_access_request_denied_for_group",
    "user_access_request_denied_for_project", "user_access_request_revoked_for_group",
    "user_access_request_revoked_for_project", "user_access_request_to_group", "user_access_request_to_project",
    "user_add_to_group", "user_add_to_team", "user_create", "user_destroy", "user_failed_login",
    "user_remove_from_group", "user_remove_from_team", "user_rename", "user_update_for_group", "user_update_for_team",
    "vulnerability", "wiki_page", "work_item",
]
