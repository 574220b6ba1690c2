enum MessagesWarm {}
