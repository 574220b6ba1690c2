enum ManagersWarm {}
