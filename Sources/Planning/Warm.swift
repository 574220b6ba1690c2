enum PlanningWarm {}
