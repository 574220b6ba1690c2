enum SettingsWarm {}
