enum VersioningWarm {}
