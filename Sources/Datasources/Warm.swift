enum DatasourcesWarm {}
