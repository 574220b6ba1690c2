enum WorkflowWarm {}
