enum AppWarm {}
