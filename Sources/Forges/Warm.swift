enum ForgesWarm {}
